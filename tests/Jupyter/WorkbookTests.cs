using System.Text.Json.Nodes;
using SegBook.Cli.Synthetic;
using SegBook.Cli.Notebooks;
using SegBook.Data;
using SegBook.Engine;
using SegBook.Models;
using SegBook.Tests.Support;

namespace SegBook.Tests.Jupyter;

/// <summary>The workbook's own notebooks store the same through Jupyter as headless: on a small sequence, or on the one that SEGBOOK_DATA names.</summary>
public sealed class WorkbookTests(WorkbookTests.SmallSequence dataset) : IClassFixture<WorkbookTests.SmallSequence>, IDisposable
{
    private static readonly string Folder = Path.Combine(Shared.Root, "notebooks");

    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-workbook-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The notebooks of the workbook. Twice through the hyperparameters takes as long as all other tests, so on the small sequence two are run: one that looks at the data, one that trains.</summary>
    public static TheoryData<string> Notebooks() =>
        [.. Directory.EnumerateFiles(Folder, "*.ipynb").Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => SmallSequence.Named is not null || name[..2] is "01" or "07").Order()];

    [NbclientTheory]
    [MemberData(nameof(Notebooks))]
    public void Notebook_stores_the_same_through_Jupyter_as_headless(string notebook)
    {
        var (headless, jupyter) = (Path.Combine(_folder, "headless"), Path.Combine(_folder, "jupyter"));
        using var screen = new StringWriter();
        var code = new NotebookRunner(new RunSettings { DataPath = dataset.Path, OutputFolder = headless, Device = "cpu" }, screen).Run(Path.Combine(Folder, notebook + ".ipynb"));
        Assert.True(code == 0, screen.ToString());

        Nbclient.Execute(notebook, Folder, jupyter, new Dictionary<string, string> { ["SEGBOOK_DATA"] = dataset.Path, ["SEGBOOK_OUT"] = jupyter, ["SEGBOOK_PROFILE"] = "quick", ["SEGBOOK_DEVICE"] = "cpu" });

        var (expected, actual) = (Stored(headless, notebook), Stored(jupyter, notebook));
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, cell => Assert.Equal(cell.Value, actual[cell.Key]));
    }

    /// <summary>What each cell shows, pictures included; of cells that print times, which kinds of output.</summary>
    private static Dictionary<string, string> Stored(string folder, string notebook) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, notebook + ".ipynb")))!["cells"]!.AsArray()
            .Where(cell => cell!["cell_type"]!.ToString() == "code")
            .ToDictionary(cell => cell!["id"]!.ToString(), cell => Stored(cell!));

    private static string Stored(JsonNode cell)
    {
        var isVolatile = cell["metadata"]!["tags"]?.AsArray().Any(tag => tag!.ToString() == NotebookCheck.VolatileTag) ?? false;
        var outputs = new List<(string Kind, string Text)>();
        foreach (var (kind, text) in cell["outputs"]!.AsArray().SelectMany(output => Parts(output!)))
        {
            // Jupyter may store what a cell writes in several pieces.
            if (kind.StartsWith("stream", StringComparison.Ordinal) && outputs.LastOrDefault().Kind == kind)
            {
                outputs[^1] = (kind, outputs[^1].Text + text);
            }
            else
            {
                outputs.Add((kind, text));
            }
        }

        // The official kernel begins with a page of its own. What was rewritten counts as it was left; a line that was wiped is none.
        var left = outputs.Select(output => (output.Kind, Text: CellOutputs.Collapse(output.Text).Trim())).Where(output => output.Text.Length > 0 && !output.Text.Contains(NotebookCheck.Banner, StringComparison.Ordinal));
        return $"[{cell["execution_count"]}] " + string.Join('\n', left.Select(output => isVolatile ? output.Kind : $"{output.Kind}: {output.Text}"));
    }

    private static IEnumerable<(string Kind, string Text)> Parts(JsonNode output) =>
        output["data"] is JsonObject data
            ? data.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => ($"{output["output_type"]} {pair.Key}", Text(pair.Value!)))
            : [($"{output["output_type"]} {output["name"] ?? output["ename"]}", Text(output["text"] ?? output["traceback"]!))];

    private static string Text(JsonNode node) => node is JsonArray lines ? string.Concat(lines) : node.ToString();

    /// <summary>A sequence on which a notebook takes a part of its usual time.</summary>
    public sealed class SmallSequence : IDisposable
    {
        /// <summary>What SEGBOOK_DATA says, if it says something.</summary>
        public static string? Named => Environment.GetEnvironmentVariable("SEGBOOK_DATA") is { Length: > 0 } given ? System.IO.Path.GetFullPath(given) : null;

        private readonly string? _own;

        /// <summary>Makes it, unless SEGBOOK_DATA names another.</summary>
        public SmallSequence()
        {
            Path = Named ?? (_own = Directory.CreateTempSubdirectory("segbook-sequence-").FullName);
            if (_own is not null)
            {
                SyntheticSequence.Write(_own, frames: 24, height: 96, width: 128);
            }
        }

        /// <summary>Its folder.</summary>
        public string Path { get; }

        /// <summary>Takes it away again.</summary>
        public void Dispose()
        {
            if (_own is not null)
            {
                Directory.Delete(_own, recursive: true);
            }
        }
    }
}
