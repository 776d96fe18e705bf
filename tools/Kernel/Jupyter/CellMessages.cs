using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace SegBook.Engine.Jupyter;

/// <summary>Turns the events of a running cell into messages.</summary>
internal sealed class CellMessages : IObserver<KernelEvent>, IDisposable
{
    private readonly Client _client;
    private readonly Message _request;
    private readonly int _executionCount;
    private readonly StreamBuffer _streams;

    public CellMessages(Client client, Message request, int executionCount)
    {
        (_client, _request, _executionCount) = (client, request, executionCount);
        _streams = new StreamBuffer((name, text) => client.Publish(request, "stream", new JsonObject { ["name"] = name, ["text"] = text }));
    }

    public void OnNext(KernelEvent value)
    {
        switch (value)
        {
            case StandardOutputValueProduced output:
                _streams.Write("stdout", Text(output));
                break;
            case StandardErrorValueProduced error:
                _streams.Write("stderr", Text(error));
                break;
            case DiagnosticsProduced { FormattedDiagnostics.Count: > 0 } diagnostics:
                _streams.Write("stderr", "\n" + string.Concat(diagnostics.FormattedDiagnostics.Select(line => $"{line.Value}\n\n")));
                break;
            case ErrorProduced error:
                _streams.Write("stderr", error.Message + "\n");
                break;
            case DisplayedValueProduced display:
                Send("display_data", display);
                break;
            case DisplayedValueUpdated update:
                Send("update_display_data", update);
                break;
            case ReturnValueProduced result:
                Send("execute_result", result);
                break;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _streams.Dispose();

    /// <summary>The payloads by mime type: JSON as JSON, the rest as text.</summary>
    public static JsonObject Bundle(IEnumerable<FormattedValue> values)
    {
        var data = new JsonObject();
        foreach (var value in values.Where(value => !value.SuppressDisplay))
        {
            data[value.MimeType] = value.MimeType == "application/json" || value.MimeType.EndsWith("+json", StringComparison.Ordinal) ? Json(value.Value) : value.Value;
        }

        return data;
    }

    private static string Text(DisplayEvent display) => string.Concat(display.FormattedValues.Select(value => value.Value));

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private void Send(string type, DisplayEvent display)
    {
        _streams.Flush();
        var content = new JsonObject { ["data"] = Bundle(display.FormattedValues), ["metadata"] = new JsonObject() };
        if (type == "execute_result")
        {
            content["execution_count"] = _executionCount;
        }

        content["transient"] = display.ValueId is { } id ? new JsonObject { ["display_id"] = id } : new JsonObject();
        _client.Publish(_request, type, content);
    }
}
