using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace SegBook.Engine.Jupyter;

/// <summary>Answers execute_request.</summary>
internal sealed class ExecuteHandler(CompositeKernel kernels, Client client, History history, InputBroker input)
{
    private int _count;

    /// <summary>Runs a cell; false when it failed and those that wait behind it are not to run.</summary>
    public async Task<bool> RunAsync(Message request)
    {
        var code = request.Text("code");
        var isSilent = request.Flag("silent");
        var isBlank = string.IsNullOrWhiteSpace(code);
        if (!isSilent && !isBlank && request.Flag("store_history", true))
        {
            history.Add(++_count, code);
        }

        if (!isSilent)
        {
            client.Publish(request, "execute_input", new JsonObject { ["code"] = code, ["execution_count"] = _count });
        }

        using (input.Serve(request))
        {
            var failed = isBlank ? null : await SubmitAsync(request, code, isSilent).ConfigureAwait(false);
            var error = failed is null ? null : CellError.From(failed);
            if (error is not null && !isSilent)
            {
                client.Publish(request, "error", error.ToContent());
            }

            client.Reply(Channel.Shell, request, "execute_reply", error?.ToReply(_count) ?? await SucceededAsync(request).ConfigureAwait(false));
            return error is null || !request.Flag("stop_on_error", true);
        }
    }

    /// <summary>Answers a cell that is not run because one before it failed.</summary>
    public void Abort(Message request)
    {
        var content = new JsonObject { ["status"] = "aborted", ["execution_count"] = _count };
        client.Reply(Channel.Shell, request, "execute_reply", content);
    }

    private async Task<CommandFailed?> SubmitAsync(Message request, string code, bool isSilent)
    {
        LibraryInterrupt.Reset();
        using var outputs = new CellMessages(client, request, _count);
        using var listening = isSilent ? null : kernels.KernelEvents.Subscribe(outputs);
        var result = await kernels.SendAsync(new SubmitCode(code)).ConfigureAwait(false);
        return result.Events.OfType<CommandFailed>().LastOrDefault();
    }

    private async Task<JsonObject> SucceededAsync(Message request)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in request.Content["user_expressions"] as JsonObject ?? [])
        {
            values[name] = await EvaluateAsync(expression?.ToString() ?? "").ConfigureAwait(false);
        }

        return new JsonObject { ["status"] = "ok", ["execution_count"] = _count, ["payload"] = new JsonArray(), ["user_expressions"] = values };
    }

    private async Task<JsonObject> EvaluateAsync(string expression)
    {
        var result = await kernels.SendAsync(new SubmitCode(expression)).ConfigureAwait(false);
        if (result.Events.OfType<CommandFailed>().LastOrDefault() is { } failed)
        {
            var error = CellError.From(failed).ToContent();
            error["status"] = "error";
            return error;
        }

        var value = result.Events.OfType<ReturnValueProduced>().LastOrDefault();
        return new JsonObject { ["status"] = "ok", ["data"] = CellMessages.Bundle(value?.FormattedValues ?? []), ["metadata"] = new JsonObject() };
    }
}
