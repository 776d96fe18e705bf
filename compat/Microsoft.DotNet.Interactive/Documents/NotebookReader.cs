using System.Text.Json;

namespace Microsoft.DotNet.Interactive.Documents.Jupyter;

/// <summary>From the JSON of a notebook to a document.</summary>
internal static class NotebookReader
{
    public static InteractiveDocument Read(JsonElement json)
    {
        var document = new InteractiveDocument();
        foreach (var cell in Items(json, "cells"))
        {
            document.Add(ReadCell(cell));
        }

        foreach (var (key, value) in Dictionary(json, "metadata"))
        {
            document.Metadata[key] = value;
        }

        return document;
    }

    private static InteractiveDocumentElement ReadCell(JsonElement json)
    {
        var type = Text(json, "cell_type");
        var metadata = Dictionary(json, "metadata");
        var cell = new InteractiveDocumentElement(Text(json, "source"), type is "markdown" or "raw" ? type : KernelOf(metadata), Items(json, "outputs").Select(ReadOutput))
        {
            Id = Text(json, "id"),
            ExecutionOrder = Number(json, "execution_count"),
            Metadata = metadata,
        };
        var end = cell.Contents.AsSpan().IndexOfAny(" \r\n");
        cell.SelectorInFirstLine = cell.Contents.StartsWith("#!", StringComparison.Ordinal) && end > 0 ? cell.Contents[2..end] : null;
        return cell;
    }

    private static string KernelOf(Dictionary<string, object> metadata) =>
        Entry(metadata, "polyglot_notebook", "kernelName") ?? Entry(metadata, "dotnet_interactive", "language");

    private static string Entry(Dictionary<string, object> metadata, string key, string name) =>
        metadata.TryGetValue(key, out var value) && value is IDictionary<string, object> inner && inner.TryGetValue(name, out var text) ? text as string : null;

    private static InteractiveDocumentOutputElement ReadOutput(JsonElement json)
    {
        switch (Text(json, "output_type"))
        {
            case "stream":
                return new TextElement(Text(json, "text") ?? "", Text(json, "name") ?? "stdout");
            case "error":
                return new ErrorElement(Text(json, "evalue"), Text(json, "ename"), [.. Items(json, "traceback").Select(line => line.GetString())]);
            case "display_data":
                var display = new DisplayElement(Dictionary(json, "data"));
                Copy(Dictionary(json, "metadata"), display.Metadata);
                return display;
            case "execute_result":
                var result = new ReturnValueElement { ExecutionOrder = Number(json, "execution_count") };
                Copy(Dictionary(json, "data"), result.Data);
                Copy(Dictionary(json, "metadata"), result.Metadata);
                return result;
            case var other:
                throw new JsonException($"Unrecognized output_type: '{other}'");
        }
    }

    private static void Copy(Dictionary<string, object> from, IDictionary<string, object> to)
    {
        foreach (var (key, value) in from)
        {
            to[key] = value;
        }
    }

    private static object Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(property => property.Name, property => Value(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static Dictionary<string, object> Dictionary(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? (Dictionary<string, object>)Value(value) : [];

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    private static int Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;

    /// <summary>A text, also where it is written as a list of lines.</summary>
    private static string Text(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Array ? string.Concat(value.EnumerateArray().Select(line => line.GetString()))
        : value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
