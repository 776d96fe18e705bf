using System.Text;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Documents.Jupyter;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace SegBook.Engine;

/// <summary>Turns the events of one cell into the outputs that are stored in the file: neighbouring text joined, rewritten lines collapsed, displays updated in place.</summary>
internal sealed class CellOutputs
{
    private readonly List<Part> _parts = [];
    private readonly Lock _lock = new();

    /// <summary>Called with the last line of text whenever there is more.</summary>
    public Action<string>? OnText { get; init; }

    /// <summary>Takes in one event.</summary>
    public void Add(KernelEvent kernelEvent)
    {
        lock (_lock)
        {
            switch (kernelEvent)
            {
                case StandardOutputValueProduced output:
                    AddText("stdout", output);
                    break;
                case StandardErrorValueProduced output:
                    AddText("stderr", output);
                    break;
                case DisplayedValueUpdated update when _parts.LastOrDefault(part => part.ValueId is not null && part.ValueId == update.ValueId) is { } shown:
                    shown.Data = Data(update);
                    break;
                case ReturnValueProduced { Value: DisplayedValue }:
                    break;
                case ReturnValueProduced value:
                    _parts.Add(new Part { Data = Data(value), IsReturnValue = true });
                    break;
                case DisplayedValueProduced or DisplayedValueUpdated:
                    _parts.Add(new Part { Data = Data((DisplayEvent)kernelEvent), ValueId = ((DisplayEvent)kernelEvent).ValueId });
                    break;
                case ErrorProduced error:
                    AddText("stderr", error.Message + "\n");
                    break;
            }
        }
    }

    /// <summary>The outputs as they are stored; <paramref name="error"/> is appended when the cell failed.</summary>
    public IReadOnlyList<InteractiveDocumentOutputElement> ToElements(int executionCount, ErrorElement? error)
    {
        lock (_lock)
        {
            var elements = _parts.Select(part => part.ToElement(executionCount)).OfType<InteractiveDocumentOutputElement>();
            return error is null ? [.. elements] : [.. elements, error];
        }
    }

    /// <summary>What is left on the screen of a text with carriage returns: the last writing of each line.</summary>
    internal static string Collapse(string text)
    {
        if (!text.Contains('\r', StringComparison.Ordinal))
        {
            return text;
        }

        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        return string.Join('\n', lines.Select(line => line[(line.TrimEnd('\r').LastIndexOf('\r') + 1)..].TrimEnd('\r', ' ')));
    }

    private void AddText(string stream, DisplayEvent output) =>
        AddText(stream, string.Concat(output.FormattedValues.Select(value => value.Value)));

    private void AddText(string stream, string text)
    {
        if (_parts.LastOrDefault() is not { Text: not null } last || last.Stream != stream)
        {
            _parts.Add(last = new Part { Stream = stream, Text = new StringBuilder() });
        }

        last.Text.Append(text);
        if (OnText is not null && text.AsSpan().Trim() is { Length: > 0 } shown)
        {
            OnText(shown[(shown.LastIndexOfAny('\r', '\n') + 1)..].ToString());
        }
    }

    private static Dictionary<string, object> Data(DisplayEvent shown)
    {
        var data = new Dictionary<string, object>();
        foreach (var value in shown.FormattedValues)
        {
            data[value.MimeType] = value.Value;
        }

        return data;
    }

    private sealed class Part
    {
        public string? Stream { get; init; }

        public StringBuilder? Text { get; init; }

        public Dictionary<string, object>? Data { get; set; }

        public string? ValueId { get; init; }

        public bool IsReturnValue { get; init; }

        public InteractiveDocumentOutputElement? ToElement(int executionCount)
        {
            if (Text is not null)
            {
                return Collapse(Text.ToString()) is { Length: > 0 } text ? new TextElement(text, Stream!) : null;
            }

            if (!IsReturnValue)
            {
                return new DisplayElement(Data!);
            }

            var element = new ReturnValueElement { ExecutionOrder = executionCount };
            foreach (var (mime, value) in Data!)
            {
                element.Data[mime] = value;
            }

            return element;
        }
    }
}
