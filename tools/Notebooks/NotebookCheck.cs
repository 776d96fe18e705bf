using System.Text.Json;
using System.Text.RegularExpressions;

namespace SegBook.Cli.Notebooks;

/// <summary>Is a notebook fit to be committed? Valid nbformat 4.5, made for the .NET kernel, run once from top to bottom, and clean.</summary>
public static partial class NotebookCheck
{
    /// <summary>The largest picture that a notebook may hold, in bytes: GitHub's preview fails on large files.</summary>
    public const int LargestPicture = 150_000;

    /// <summary>The cell tag that says: what this cell prints differs from run to run (times, speeds).</summary>
    public const string VolatileTag = "volatile";

    /// <summary>A name in the page that the official kernel shows before its first output: it lists the machine's addresses.</summary>
    public const string Banner = "probeAddresses";

    /// <summary>What is wrong with the file, one sentence each; empty when it is fit.</summary>
    public static IReadOnlyList<string> Problems(string path)
    {
        try
        {
            using var document = NotebookFile.Open(path);
            return [.. OfFile(document.RootElement), .. OfCells([.. document.RootElement.GetProperty("cells").EnumerateArray()])];
        }
        catch (SegBookException e)
        {
            return [e.Message];
        }
    }

    /// <summary>Where the texts of two executed copies of one notebook differ, cell by cell; cells tagged volatile are left out.</summary>
    public static IReadOnlyList<string> Differences(string committed, string fresh)
    {
        using var left = NotebookFile.Open(committed);
        using var right = NotebookFile.Open(fresh);
        var ours = Texts(left.RootElement);
        var theirs = Texts(right.RootElement);
        return
        [
            .. ours.Keys.Union(theirs.Keys).Where(id => ours.GetValueOrDefault(id) != theirs.GetValueOrDefault(id))
                .Select(id => $"cell {id} printed other text than a fresh run:\n    committed: {Short(ours.GetValueOrDefault(id))}\n    fresh:     {Short(theirs.GetValueOrDefault(id))}"),
        ];
    }

    private static IEnumerable<string> OfFile(JsonElement root)
    {
        if (!root.TryGetProperty("nbformat_minor", out var minor) || minor.ValueKind != JsonValueKind.Number || minor.GetDouble() < 5)
        {
            yield return "is not nbformat 4.5";
        }

        if (Text(root, "metadata", "kernelspec", "name") != ".net-csharp")
        {
            yield return "does not name the kernel .net-csharp";
        }

        if (Text(root, "metadata", "language_info", "name") != "C#")
        {
            yield return "does not say that its language is C#";
        }

        if (Text(root, "metadata", "polyglot_notebook", "kernelInfo", "defaultKernelName") != "csharp")
        {
            yield return "does not say that its default kernel is csharp";
        }
    }

    private static IEnumerable<string> OfCells(List<JsonElement> cells)
    {
        var ids = new HashSet<string>();
        var count = 0;
        foreach (var cell in cells)
        {
            var id = Text(cell, "id") ?? "";
            if (!IdPattern().IsMatch(id) || !ids.Add(id))
            {
                yield return $"cell {ids.Count + 1} has no valid id of its own ('{id}')";
            }

            if (Text(cell, "cell_type") == "code")
            {
                foreach (var problem in OfCode(cell, ++count))
                {
                    yield return $"cell {id} {problem}";
                }
            }
        }

        var code = cells.Where(cell => Text(cell, "cell_type") == "code").ToList();
        if (code.Count > 0 && code.All(cell => !Outputs(cell).Any()))
        {
            yield return "has no outputs: run it with ./segbook run --in-place";
        }
    }

    private static IEnumerable<string> OfCode(JsonElement cell, int count)
    {
        if (Text(cell, "metadata", "dotnet_interactive", "language") != "csharp" || Text(cell, "metadata", "polyglot_notebook", "kernelName") != "csharp")
        {
            yield return "lacks one of the two forms of kernel metadata";
        }

        if (!cell.TryGetProperty("execution_count", out var order) || order.ValueKind != JsonValueKind.Number || order.GetDouble() != count)
        {
            yield return $"was not run as number {count}";
        }

        foreach (var output in Outputs(cell))
        {
            if (Text(output, "output_type") == "error")
            {
                yield return $"ended in an error: {Text(output, "evalue")}";
            }

            if (output.TryGetProperty("data", out var data) && (data.TryGetProperty("image/png", out var file) || data.TryGetProperty("image/jpeg", out file))
                && Joined(file).Length * 3L / 4 > LargestPicture)
            {
                yield return $"shows a picture of {Joined(file).Length * 3L / 4 / 1000} kB; at most {LargestPicture / 1000}";
            }
        }

        if (cell.GetRawText().Contains(Banner, StringComparison.Ordinal))
        {
            yield return "holds the official kernel's banner with this machine's addresses: clear that output, or run it with ./segbook run --in-place";
        }

        if (MachinePath().Match(cell.GetRawText()) is { Success: true } match)
        {
            yield return $"holds a path of this machine: {match.Value}";
        }
    }

    private static Dictionary<string, string> Texts(JsonElement root) =>
        root.GetProperty("cells").EnumerateArray()
            .Where(cell => Text(cell, "cell_type") == "code" && !IsVolatile(cell))
            .GroupBy(cell => Text(cell, "id") ?? "").Select(cells => cells.First())
            .ToDictionary(cell => Text(cell, "id") ?? "", cell => string.Concat(Outputs(cell).Select(PlainText)));

    internal static IEnumerable<JsonElement> Outputs(JsonElement cell) =>
        cell.TryGetProperty("outputs", out var outputs) && outputs.ValueKind == JsonValueKind.Array ? outputs.EnumerateArray() : [];

    private static string PlainText(JsonElement output) =>
        output.TryGetProperty("text", out var text) ? Joined(text)
        : output.TryGetProperty("data", out var data) && data.TryGetProperty("text/plain", out var plain) ? Joined(plain)
        : "";

    private static bool IsVolatile(JsonElement cell) =>
        cell.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("tags", out var tags) && tags.EnumerateArray().Any(tag => tag.GetString() == VolatileTag);

    private static string Short(string? text) => text is null ? "(nothing)" : text.ReplaceLineEndings(" | ") is { Length: > 160 } line ? line[..160] + "..." : text.ReplaceLineEndings(" | ");

    private static string Joined(JsonElement lines) =>
        lines.ValueKind == JsonValueKind.Array ? string.Concat(lines.EnumerateArray().Select(line => line.GetString())) : lines.GetString() ?? "";

    private static string? Text(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"/(?:home|root|work|Users)/[^\s""\\]*|[A-Z]:\\\\[^\s""]*")]
    private static partial Regex MachinePath();
}
