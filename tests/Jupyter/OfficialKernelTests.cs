using System.Text.Json.Nodes;
using SegBook.Cli.Synthetic;
using SegBook.Cli.Notebooks;
using SegBook.Data;
using SegBook.Tests.Notebooks;
using SegBook.Tests.Support;

namespace SegBook.Tests.Jupyter;

/// <summary>The .NET Interactive tool behind tools/kernel.sh: interrupts, displays, ports.</summary>
public sealed class OfficialKernelTests : IDisposable
{
    private static readonly string Library = $"#r \"{Path.Combine(Shared.Root, "lib", "bin", "SegBook.dll")}\"\nusing SegBook; using SegBook.Charts; using SegBook.Data; using SegBook.Display; using SegBook.Metrics; using SegBook.Training;";
    private static readonly string[] Shown =
    [
        "ResultCharts.Confusion([\"Road\", \"Car\"], ConfusionMatrix.FromCounts(new long[,] { { 9, 1 }, { 2, 6 } }), \"A chart\")",
        "new TextTable(\"A table\", \"network\", \"mIoU\").Add(\"U-Net\", \"0.5\")",
        "Pictures.Note(\"a picture\")",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-kernel-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NbclientTheory]
    [InlineData("group")]
    [InlineData("first")]
    public void Interrupted_training_is_saved_and_goes_on_and_an_interrupted_loop_over_a_loader_stops(string interrupt)
    {
        SyntheticSequence.Write(Path.Combine(_folder, "frames"), frames: 12, height: 96, width: 128, seed: 1);
        var train = "var run = Trainer.Train(experiment, new RunStore(\"runs\"));\n(run.Status, run.History.Count).ToString()";

        var result = Nbclient.Execute(
            _folder,
            new { code = Library },
            new { code = "var experiment = new Experiment { Data = \"frames\", Model = new() { Architecture = SegBook.Models.Architecture.PSPNet }, Height = 96, Width = 128, BatchSize = 1, Epochs = 2000, Augmentation = \"none\", Device = \"cpu\" };" },
            new { code = train, interrupt, when = "epoch 2/" },
            new { code = "experiment = experiment with { Seed = 1 };\n1 + 1" },
            new { code = train, interrupt, when = "epoch 4/" },
            new { code = "var cache = new FrameCache(SegmentationDataset.Open(\"frames\"), 96, 128);\nvar loader = new DataLoader(cache, [0, 1, 2, 3], new DataLoaderOptions());\nvar seen = 0;" },
            new { code = "for (var epoch = 0; epoch < 1_000_000; epoch++)\n    foreach (var batch in loader.Epoch(epoch))\n        using (batch) { seen++; if (seen % 100 == 0) Console.WriteLine(seen); }", interrupt, when = "100" },
            new { code = "foreach (var batch in loader.Epoch(0)) batch.Dispose();\n(seen >= 100).ToString()" });

        var cells = result["cells"]!.AsArray();
        Assert.Contains("stopped after epoch", Text(cells, 2), StringComparison.Ordinal);
        Assert.Equal("ok", cells[2]!["status"]!.ToString());
        Assert.Equal("ok", cells[3]!["status"]!.ToString());
        Assert.Contains("stopped after epoch", Text(cells, 4), StringComparison.Ordinal);
        Assert.DoesNotContain("epoch 1/", Text(cells, 4), StringComparison.Ordinal);
        Assert.Equal("error", cells[6]!["status"]!.ToString());
        Assert.Contains("Interrupted before batch", cells[6]!["error"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("ok", cells[7]!["status"]!.ToString());
    }

    [NbclientFact]
    public void Figure_table_and_picture_show_themselves_alike_here_and_in_a_headless_run_and_no_port_is_open_but_jupyters()
    {
        var result = Nbclient.Execute(_folder, [new { code = Library }, .. Shown.Select(code => new { code })]);

        var here = result["cells"]!.AsArray().Skip(1).Select(cell => string.Join(' ', cell!["mimes"]!.AsArray().Single()!.AsObject().Select(pair => pair.Key).Order())).ToList();
        Assert.Equal(["image/png text/plain", "text/html text/plain", "image/jpeg text/plain"], here);
        Assert.All(new[] { (1, "image/png"), (3, "image/jpeg") }, cell => Assert.True(result["cells"]![cell.Item1]!["mimes"]![0]![cell.Item2]!.GetValue<int>() > 1000));
        Assert.Empty(result["otherPorts"]!.AsArray());
        Assert.Equal(5, result["jupyterPorts"]!.GetValue<int>());
        Assert.Equal(here, Headless());
    }

    private List<string> Headless()
    {
        var source = NotebookFiles.Write(_folder, "shown.ipynb", [NotebookFiles.Code("c0", Library), .. Shown.Select((code, i) => NotebookFiles.Code($"c{i + 1}", code))]);
        using var screen = new StringWriter();
        var code = new NotebookRunner(new RunSettings { DataPath = _folder, OutputFolder = Path.Combine(_folder, "out") }, screen).Run(source);
        Assert.True(code == 0, screen.ToString());
        var cells = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "out", "shown.ipynb")))!["cells"]!.AsArray();
        return [.. cells.Skip(1).Select(cell => string.Join(' ', cell!["outputs"]!.AsArray().Single()!["data"]!.AsObject().Select(pair => pair.Key).Order()))];
    }

    private static string Text(JsonArray cells, int cell) => cells[cell]!["text"]!.ToString();
}
