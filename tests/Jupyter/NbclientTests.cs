using System.Text.Json;
using System.Text.Json.Nodes;
using SegBook.Tests.Compat.Interactive;
using SegBook.Tests.Support;

namespace SegBook.Tests.Jupyter;

/// <summary>Debian's own Jupyter executes the recorded notebooks through this kernel; what it stores is what it stored from the real one.</summary>
public sealed class NbclientTests(GoldenFolder folder) : IClassFixture<GoldenFolder>, IDisposable
{
    private readonly string _target = Directory.CreateTempSubdirectory("segbook-nbclient-").FullName;

    public void Dispose() => Directory.Delete(_target, recursive: true);

    [NbclientTheory]
    [InlineData("09-console")]
    [InlineData("10-display")]
    [InlineData("17-formatter-source")]
    [InlineData("19-references-and-files")]
    [InlineData("20-directives")]
    [InlineData("22-compile-errors")]
    [InlineData("23-runtime-errors")]
    [InlineData("24-update")]
    public void Notebook_stores_the_recorded_outputs(string notebook)
    {
        Nbclient.Execute(notebook, folder.Path, _target);

        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, notebook + ".jupyter.json")))!["cells"]!.AsArray();
        var actual = JsonNode.Parse(File.ReadAllText(Path.Combine(_target, notebook + ".ipynb")))!["cells"]!.AsArray().ToDictionary(cell => cell!["id"]!.ToString());
        var mayDiffer = CellRecord.Load(Path.Combine(folder.Path, notebook + ".expected.json")).Where(cell => cell.MayDiffer is not null || KnownDifferences.Cells.ContainsKey(cell.Id)).Select(cell => cell.Id).ToHashSet();
        var normaliser = new Normaliser(folder.Path);
        foreach (var cell in expected.Where(cell => !mayDiffer.Contains(cell!["id"]!.ToString())))
        {
            var unordered = cell!["id"]!.ToString() == "console-11";
            Assert.Equal(Described(cell, normaliser, unordered), Described(actual[cell["id"]!.ToString()]!, normaliser, unordered));
        }
    }

    /// <summary>The outputs of a cell as text, with what may differ between engines taken out.</summary>
    private static string Described(JsonNode cell, Normaliser normaliser, bool unordered)
    {
        var outputs = new List<(string Name, string Text)>();
        foreach (var output in cell["outputs"]!.AsArray())
        {
            var type = output!["output_type"]!.ToString();
            var name = type == "stream" ? output["name"]!.ToString() : type;
            var text = type switch
            {
                "stream" => Text(output["text"]!, normaliser, unordered),
                // The name of an error may be the exception's type; a stack may be told once.
                "error" => Text(output["evalue"]!, normaliser) + "\n" + string.Join('\n', output["traceback"]!.AsArray().Select(line => Text(line!, normaliser)).Where(line => line != "{stack}")),
                _ => Bundle(output["data"]!.AsObject(), normaliser),
            };
            if (type == "stream" && outputs.LastOrDefault().Name == name)
            {
                outputs[^1] = (name, outputs[^1].Text + text);
            }
            else if (type != "stream" || text.Length > 0)
            {
                outputs.Add((name, text));
            }
        }

        // Blank lines around diagnostics may differ.
        var lines = outputs.Select(output => $"{output.Name} {output.Text.Trim('\n')}");
        return string.Join('\n', lines.Prepend($"{cell["id"]}: {cell["execution_count"]?.ToString() ?? "-"}"));
    }

    private static string Bundle(JsonObject data, Normaliser normaliser) =>
        string.Concat(data.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\n  {pair.Key}: {Text(pair.Value!, normaliser, mimeType: pair.Key)}"));

    private static string Text(JsonNode node, Normaliser normaliser, bool unordered = false, string mimeType = "text/plain")
    {
        var text = node is JsonArray { Count: > 0 } lines && lines[0] is JsonValue ? string.Concat(lines.Select(line => line!.ToString()))
            : node.GetValueKind() == JsonValueKind.String ? node.ToString() : node.ToJsonString();
        text = normaliser.Apply(text, mimeType).Replace(Normaliser.Style, "", StringComparison.Ordinal);
        text = text.Contains("DNI1", StringComparison.Ordinal) || text.Contains("DNI2", StringComparison.Ordinal) ? text.Replace(text.Trim('\n'), "{diagnostics}", StringComparison.Ordinal) : text;
        return unordered ? string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal)) : text;
    }

    /// <summary>Skipped where Debian's python3-nbclient is not installed, or the recordings are missing.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NbclientTheoryAttribute : TheoryAttribute
    {
        public NbclientTheoryAttribute() => Skip = Needs.Path(Path.Combine(Shared.Golden, "interactive")) ?? Nbclient.Missing;
    }
}
