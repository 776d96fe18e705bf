using System.Collections;
using System.Text.Json;

namespace Microsoft.DotNet.Interactive.Documents.Jupyter;

/// <summary>From a document to the JSON of a notebook, keys in the order of the alphabet as Jupyter writes them.</summary>
internal static class NotebookWriter
{
    public static void Write(InteractiveDocument document, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        foreach (var cell in document.Elements)
        {
            WriteCell(cell, writer);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("metadata");
        WriteValue(document.Metadata, writer);
        writer.WriteNumber("nbformat", 4);
        writer.WriteNumber("nbformat_minor", 5);
        writer.WriteEndObject();
    }

    private static void WriteCell(InteractiveDocumentElement cell, Utf8JsonWriter writer)
    {
        var isCode = cell.KernelName is not ("markdown" or "raw");
        writer.WriteStartObject();
        writer.WriteString("cell_type", isCode ? "code" : cell.KernelName);
        if (isCode)
        {
            WriteCount(cell.ExecutionOrder, writer);
        }

        if (cell.Id is { } id)
        {
            writer.WriteString("id", id);
        }

        cell.Metadata ??= new Dictionary<string, object>();
        if (isCode && cell.KernelName is { } kernel)
        {
            Entry(cell.Metadata, "dotnet_interactive")["language"] = kernel;
            Entry(cell.Metadata, "polyglot_notebook")["kernelName"] = kernel;
        }

        writer.WritePropertyName("metadata");
        WriteValue(cell.Metadata, writer);
        if (isCode)
        {
            writer.WriteStartArray("outputs");
            cell.Outputs.ForEach(output => WriteOutput(output, writer));
            writer.WriteEndArray();
        }

        writer.WritePropertyName("source");
        WriteLines(cell.Contents, writer);
        writer.WriteEndObject();
    }

    private static IDictionary<string, object> Entry(IDictionary<string, object> metadata, string key)
    {
        if (metadata.TryGetValue(key, out var value) && value is IDictionary<string, object> entry)
        {
            return entry;
        }

        var added = new Dictionary<string, object>();
        metadata[key] = added;
        return added;
    }

    private static void WriteOutput(InteractiveDocumentOutputElement output, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        switch (output)
        {
            case DisplayElement display:
                WriteData(display.Data, writer);
                WriteMetadata(display.Metadata, writer);
                writer.WriteString("output_type", "display_data");
                break;
            case ReturnValueElement result:
                WriteData(result.Data, writer);
                WriteCount(result.ExecutionOrder, writer);
                WriteMetadata(result.Metadata, writer);
                writer.WriteString("output_type", "execute_result");
                break;
            case ErrorElement error:
                writer.WriteString("ename", error.ErrorName);
                writer.WriteString("evalue", error.ErrorValue);
                writer.WriteString("output_type", "error");
                writer.WritePropertyName("traceback");
                WriteValue(error.StackTrace, writer);
                break;
            case TextElement text:
                writer.WriteString("name", text.Name);
                writer.WriteString("output_type", "stream");
                writer.WritePropertyName("text");
                WriteLines(text.Text, writer);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteCount(int count, Utf8JsonWriter writer)
    {
        if (count > 0)
        {
            writer.WriteNumber("execution_count", count);
        }
        else
        {
            writer.WriteNull("execution_count");
        }
    }

    private static void WriteMetadata(IDictionary<string, object> metadata, Utf8JsonWriter writer)
    {
        writer.WritePropertyName("metadata");
        WriteValue(metadata, writer);
    }

    private static void WriteData(IDictionary<string, object> data, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("data");
        foreach (var (mimeType, value) in data)
        {
            writer.WritePropertyName(mimeType);
            if (value is string text)
            {
                WriteLines(text, writer);
            }
            else
            {
                WriteValue(value, writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>A text as the list of its lines, each with its line feed.</summary>
    private static void WriteLines(string text, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        for (var start = 0; start < text?.Length;)
        {
            var feed = text.IndexOf('\n', start);
            var end = feed < 0 ? text.Length : feed + 1;
            writer.WriteStringValue(text.AsSpan(start, end - start));
            start = end;
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(object value, Utf8JsonWriter writer)
    {
        switch (value)
        {
            case KernelInfoCollection infos:
                WriteValue(KernelMetadata.ToDictionary(infos), writer);
                break;
            case IDictionary<string, object> dictionary:
                writer.WriteStartObject();
                foreach (var (key, entry) in dictionary)
                {
                    writer.WritePropertyName(key);
                    WriteValue(entry, writer);
                }

                writer.WriteEndObject();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    WriteValue(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                JsonSerializer.Serialize(writer, value);
                break;
        }
    }
}
