using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.DotNet.Interactive.Documents.Jupyter;

/// <summary>Reads and writes .ipynb.</summary>
public static class Notebook
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    public static InteractiveDocument Parse(string json, KernelInfoCollection kernelInfos = null)
    {
        using var parsed = JsonDocument.Parse(json);
        var document = NotebookReader.Read(parsed.RootElement);
        if (kernelInfos is not null)
        {
            document.NormalizeKernelNames(kernelInfos);
        }

        return document;
    }

    public static InteractiveDocument Read(Stream stream, KernelInfoCollection kernelInfos)
    {
        using var reader = new StreamReader(stream, Encoding);
        return Parse(reader.ReadToEnd(), kernelInfos);
    }

    public static string ToJupyterJson(this InteractiveDocument document, string defaultLanguage = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (defaultLanguage is not null)
        {
            AddLanguage(document, defaultLanguage);
        }

        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            NotebookWriter.Write(document, writer);
        }

        return Encoding.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static void Write(InteractiveDocument document, Stream stream, KernelInfoCollection kernelInfos)
    {
        ArgumentNullException.ThrowIfNull(document);
        KernelMetadata.Merge(document, kernelInfos);
        using var writer = new StreamWriter(stream, Encoding, leaveOpen: true);
        writer.Write(document.ToJupyterJson());
    }

    private static void AddLanguage(InteractiveDocument document, string language)
    {
        var (kernel, name, version, extension) = language.ToLowerInvariant() switch
        {
            "c#" or "csharp" => ("csharp", "C#", "13.0", ".cs"),
            "f#" or "fsharp" => ("fsharp", "F#", "7.0", ".fs"),
            "powershell" or "pwsh" => ("pwsh", "PowerShell", "7.5", ".ps1"),
            _ => throw new ArgumentException($"Unrecognized language: {language}"),
        };
        document.Metadata["kernelspec"] = new Dictionary<string, object> { ["display_name"] = $".NET ({name})", ["language"] = name, ["name"] = $".net-{kernel}" };
        document.Metadata["language_info"] = new Dictionary<string, object>
        {
            ["file_extension"] = extension,
            ["mimetype"] = $"text/x-{kernel}",
            ["name"] = name,
            ["pygments_lexer"] = kernel,
            ["version"] = version,
        };
        document.Metadata.TryAdd("polyglot_notebook", new KernelInfoCollection { new(kernel) });
    }
}
