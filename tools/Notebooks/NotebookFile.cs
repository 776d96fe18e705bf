using System.Text;
using System.Text.Json;

namespace SegBook.Cli.Notebooks;

/// <summary>Reads a notebook file, and says in words why one cannot be read.</summary>
public static class NotebookFile
{
    private const string Restore = "Bring it back from git (git checkout -- FILE) or from wherever it came.";
    private static readonly string[] Marks = ["<<<<<<< ", "||||||| ", ">>>>>>> "];

    /// <summary>Opens a notebook of nbformat 4: an object with cells, each with a cell_type and a source.</summary>
    /// <exception cref="SegBookException">The file is something else. The message continues a sentence that begins with the file: "is empty ...".</exception>
    public static JsonDocument Open(string path)
    {
        SegBookException.Require(!Directory.Exists(path), "is a folder, not a notebook. Name the notebooks in it.");
        SegBookException.Require(File.Exists(path), "is not there.");
        var text = Text(path);
        SegBookException.Require(!string.IsNullOrWhiteSpace(text), $"is empty. {Restore}");
        var document = Parse(text);
        if (Problem(document.RootElement) is { } problem)
        {
            document.Dispose();
            throw new SegBookException(problem);
        }

        return document;
    }

    /// <summary>How many cells there are to run.</summary>
    public static int CodeCells(JsonDocument notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        return notebook.RootElement.GetProperty("cells").EnumerateArray().Count(IsCode);
    }

    /// <summary>The language that the notebook is written in, when that is not C#; null when it is, when no language is named, or when its cells say C# themselves.</summary>
    public static string? OtherLanguage(JsonDocument notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var root = notebook.RootElement;
        var kernel = At(root, "metadata", "kernelspec");
        if (Name(kernel, "name") is { } name && name.StartsWith(".net-", StringComparison.Ordinal))
        {
            return null; // .NET Interactive: every cell says for itself
        }

        var language = Name(kernel, "language") ?? Name(At(root, "metadata", "language_info"), "name") ?? (Name(kernel, "name") is "python3" or "python2" or "python" ? "python" : null);
        return language?.ToLowerInvariant() is null or "c#" or "csharp" || root.GetProperty("cells").EnumerateArray().Any(IsCSharp) ? null : language;
    }

    /// <summary>The number of the first raw cell, from 1; 0 when there is none. The engine would run it and store it as code.</summary>
    public static int RawCell(JsonDocument notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        return notebook.RootElement.GetProperty("cells").EnumerateArray().Index().Where(cell => Name(cell.Item, "cell_type") == "raw").Select(cell => cell.Index + 1).FirstOrDefault();
    }

    internal static bool IsCode(JsonElement cell) => Name(cell, "cell_type") == "code";

    private static bool IsCSharp(JsonElement cell) =>
        Name(At(cell, "metadata", "dotnet_interactive"), "language") == "csharp" || Name(At(cell, "metadata", "polyglot_notebook"), "kernelName") == "csharp";

    private static string Text(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SegBookException($"cannot be read: {e.Message}", e);
        }

        // UTF-16 by its mark, or by the zero beside the first brace.
        SegBookException.Require(bytes is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [_, 0, ..] or [0, _, ..]),
            "is not UTF-8 but, it seems, UTF-16. Save it as UTF-8: iconv -f UTF-16 -t UTF-8 OLD > NEW.");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new SegBookException("is not UTF-8 text, as notebooks are. Is it another kind of file, or packed?", e);
        }
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            var mark = text.Split('\n').Index().FirstOrDefault(line => Marks.Any(mark => line.Item.StartsWith(mark, StringComparison.Ordinal)));
            var start = text.TrimStart();
            throw new SegBookException(
                mark.Item is not null ? $"holds git's conflict marks (line {mark.Index + 1}). Take one side (git checkout --ours -- FILE, or --theirs) or edit the marks out."
                : start.StartsWith("version https://git-lfs", StringComparison.Ordinal) ? "is a pointer of Git LFS. Get the file itself with git lfs pull."
                : start.StartsWith('<') ? "is a web page or XML, not a notebook. Download the notebook's raw file."
                : !start.StartsWith('{') ? "is not JSON, as notebooks are. Is it another kind of file?"
                : $"is not valid JSON from line {e.LineNumber + 1} on: it is cut off there or was edited by hand. {Restore}", e);
        }
    }

    private static string? Problem(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || (!root.TryGetProperty("nbformat", out _) && !root.TryGetProperty("cells", out _) && !root.TryGetProperty("worksheets", out _)))
        {
            return "is JSON, but no notebook: it has neither nbformat nor cells.";
        }

        var format = root.TryGetProperty("nbformat", out var number) ? number : default;
        var major = format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out var whole) ? whole : root.TryGetProperty("worksheets", out _) ? 3 : 0;
        if (major != 4)
        {
            return major is > 0 and < 4 ? $"is of nbformat {major}; nbformat 4 is read. Convert it: jupyter nbconvert --to notebook --output NEW.ipynb FILE."
                : major > 4 ? $"is of nbformat {major}, newer than the 4 that is read. Save it as nbformat 4."
                : "does not say which nbformat it is of. Write \"nbformat\": 4, \"nbformat_minor\": 5 into it, or save it anew in Jupyter.";
        }

        if (!root.TryGetProperty("cells", out var cells) || cells.ValueKind != JsonValueKind.Array || cells.GetArrayLength() == 0)
        {
            return $"has no cells. {Restore}";
        }

        var bad = cells.EnumerateArray().Index().Where(cell => !IsWhole(cell.Item)).Select(cell => cell.Index + 1).FirstOrDefault();
        return bad == 0 ? null : $"has a cell, number {bad}, that is damaged: a cell has a cell_type (code, markdown, raw), a source of text, metadata that is an object, and outputs in a list. {Restore}";
    }

    private static bool IsWhole(JsonElement cell) =>
        Name(cell, "cell_type") is "code" or "markdown" or "raw" && HasSource(cell)
        && At(cell, "metadata").ValueKind is JsonValueKind.Object or JsonValueKind.Undefined && At(cell, "outputs").ValueKind is JsonValueKind.Array or JsonValueKind.Undefined;

    private static bool HasSource(JsonElement cell) => cell.TryGetProperty("source", out var source)
        && (source.ValueKind == JsonValueKind.String || (source.ValueKind == JsonValueKind.Array && source.EnumerateArray().All(line => line.ValueKind == JsonValueKind.String)));

    private static JsonElement At(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            element = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var inner) ? inner : default;
        }

        return element;
    }

    private static string? Name(JsonElement element, string name) => At(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
