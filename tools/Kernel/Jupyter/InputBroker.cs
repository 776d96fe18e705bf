using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace SegBook.Engine.Jupyter;

/// <summary>Carries questions of a cell to the front end that runs it, and the answers back.</summary>
internal sealed class InputBroker
{
    private readonly Client _client;
    private Message? _request;
    private TaskCompletionSource<string>? _answer;

    public InputBroker(CompositeKernel kernels, Client client)
    {
        _client = client;
        kernels.RegisterCommandHandler<RequestInput>(AskAsync);
        kernels.SetDefaultTargetKernelNameForCommand(typeof(RequestInput), kernels.Name);
    }

    /// <summary>Asks the front end of this request until the result is disposed.</summary>
    public IDisposable Serve(Message request)
    {
        _request = request;
        return new Serving(this);
    }

    /// <summary>The answer came in.</summary>
    public void Answer(string text) => _answer?.TrySetResult(text);

    private async Task AskAsync(RequestInput command, KernelInvocationContext context)
    {
        if (_request is not { } request || !request.Flag("allow_stdin"))
        {
            context.Fail(command, message: "This front end cannot be asked for input.");
            return;
        }

        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = answer;
        _client.Ask(request, command.Prompt, command.IsPassword);
        context.Publish(new InputProduced(await answer.Task.WaitAsync(context.CancellationToken).ConfigureAwait(false), command));
    }

    private sealed class Serving(InputBroker broker) : IDisposable
    {
        public void Dispose() => broker._request = null;
    }
}
