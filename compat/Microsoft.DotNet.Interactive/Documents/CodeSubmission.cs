using System.Text.Json;
using Microsoft.DotNet.Interactive.Documents.Jupyter;

namespace Microsoft.DotNet.Interactive.Documents;

/// <summary>The .dib format: cells as text, separated by kernel selectors.</summary>
public static class CodeSubmission
{
    private static readonly char[] Blank = ['\r', '\n'];

    public static InteractiveDocument Parse(string content, KernelInfoCollection kernelInfos = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        var document = new InteractiveDocument();
        var known = kernelInfos?.Clone() ?? [];
        if (!known.Contains("markdown"))
        {
            known.Add(new KernelInfo("markdown", "markdown", ["md"]));
        }

        var kernel = kernelInfos?.DefaultKernelName ?? "csharp";
        var lines = new List<string>();
        foreach (var line in content.ReplaceLineEndings("\n").Split('\n'))
        {
            var selects = line.StartsWith("#!", StringComparison.Ordinal) && (line.TrimEnd() == "#!meta" || known.TryGet(line[2..].TrimEnd(), out _));
            if (selects)
            {
                Close();
                kernel = line.TrimEnd() == "#!meta" ? null : known.TryGet(line[2..].TrimEnd(), out var info) ? info.Name : kernel;
            }
            else
            {
                lines.Add(line);
            }
        }

        Close();
        return document;

        void Close()
        {
            var text = string.Join('\n', lines).Trim(Blank);
            lines.Clear();
            if (kernel is null)
            {
                ReadMetadata(text, document, known);
            }
            else if (text.Length > 0)
            {
                document.Add(new InteractiveDocumentElement(text, kernel));
            }
        }
    }

    public static InteractiveDocument Read(Stream stream, KernelInfoCollection kernelInfos)
    {
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), kernelInfos);
    }

    private static void ReadMetadata(string json, InteractiveDocument document, KernelInfoCollection known)
    {
        using var parsed = JsonDocument.Parse($"{{\"metadata\":{json}}}");
        foreach (var (key, value) in NotebookReader.Read(parsed.RootElement).Metadata)
        {
            document.Metadata[key] = value;
        }

        foreach (var info in KernelMetadata.Read(document.Metadata)?.Where(info => !known.Contains(info.Name) && !info.Aliases.Any(known.Contains)) ?? [])
        {
            known.Add(info);
        }
    }
}
