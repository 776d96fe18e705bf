using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegBook.Charts;
using SegBook.Cli.Synthetic;
using SegBook.Cli.Notebooks;
using SegBook.Data;
using SegBook.Display;
using SegBook.Tests.Charts;
using SegBook.Tests.Support;
using SegBook.Training;
using static SegBook.Tests.Notebooks.NotebookFiles;

namespace SegBook.Tests.Notebooks;

/// <summary>Whole runs: each starts the process that `./segbook run` starts.</summary>
public sealed class NotebookRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _screen = new();

    public void Dispose()
    {
        _folder.Dispose();
        _screen.Dispose();
    }

    [Fact]
    public void Run_stores_outputs_and_counts_and_leaves_the_source_alone()
    {
        var source = Write(_folder.Path, "fine.ipynb", Markdown("m1", "# Fine"), Code("c1", "var x = 20;\nConsole.WriteLine(\"a\");\nConsole.WriteLine(\"b\");"), Code("c2", "x + 1"));
        var before = File.ReadAllText(source);

        var code = Run(source, out var executed);

        Assert.Equal(0, code);
        Assert.Equal(before, File.ReadAllText(source));
        Assert.Equal("a\nb\n", StreamText(executed, 1));
        Assert.Equal([1, 2], [executed[1].GetProperty("execution_count").GetInt32(), executed[2].GetProperty("execution_count").GetInt32()]);
        Assert.Contains("21", executed[2].GetProperty("outputs")[0].GetProperty("data").GetRawText());
        Assert.Empty(NotebookCheck.Problems(Path.Combine(_folder.Path, "out", "fine.ipynb")));
    }

    [Fact]
    public void Run_stops_at_a_failing_cell_shows_it_and_keeps_what_was_executed()
    {
        var source = Write(_folder.Path, "fails.ipynb", Code("c1", "Console.WriteLine(1);"), Code("c2", "throw new InvalidOperationException(\"no such frame\");"), Code("c3", "Console.WriteLine(3);"));

        var code = Run(source, out var executed);

        Assert.Equal(1, code);
        Assert.Contains("no such frame", _screen.ToString());
        Assert.Equal("1\n", StreamText(executed, 0));
        Assert.Equal("error", executed[1].GetProperty("outputs")[0].GetProperty("output_type").GetString());
        Assert.Equal(0, executed[2].GetProperty("outputs").GetArrayLength());
    }

    [Fact]
    public void Run_keeps_only_the_last_writing_of_a_progress_line()
    {
        var source = Write(_folder.Path, "progress.ipynb", Code("c1", "for (var i = 0; i < 5; i++) Console.Write($\"\\repoch {i}   \");\nConsole.WriteLine();\nConsole.WriteLine(\"done\");"));

        Run(source, out var executed);

        Assert.Equal("epoch 4\ndone\n", StreamText(executed, 0));
    }

    [Fact]
    public void Run_leaves_a_cell_that_takes_too_long_and_does_not_look_up()
    {
        var source = Write(_folder.Path, "slow.ipynb", Code("c0", "1"), Code("c1", "Console.WriteLine(\"begun\");\nawait Task.Delay(60000);"), Code("c2", "1"));

        var code = Run(source, out var executed, TimeSpan.FromSeconds(8));

        Assert.Equal(130, code);
        Assert.Contains("longer than 8 s", _screen.ToString());
        Assert.Equal("begun\n", StreamText(executed, 1));
        Assert.Equal(0, executed[2].GetProperty("outputs").GetArrayLength());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_that_is_stopped_in_a_training_saves_it_after_the_batch(bool byControlC)
    {
        SyntheticSequence.Write(Path.Combine(_folder.Path, "frames"), frames: 8, height: 64, width: 64, seed: 1);
        var source = Write(_folder.Path, "train.ipynb",
            Code("c1", $$"""
                #r "{{Path.Combine(Shared.Root, "lib", "bin", "SegBook.dll")}}"
                using SegBook.Training;
                Trainer.Train(new Experiment { Data = "frames", Model = new() { Architecture = SegBook.Models.Architecture.PSPNet }, Height = 64, Width = 64, BatchSize = 1, Epochs = 10000, Augmentation = "none", Device = "cpu" }, new RunStore("runs")).Status.ToString()
                """), Code("c2", "1"));
        var output = Path.Combine(_folder.Path, "out");
        var limit = byControlC ? "300" : "20";
        var start = new ProcessStartInfo("setsid", ["dotnet", Path.Combine(Shared.Root, "tools", "bin", "segbook-cli.dll"), "run", source, "--data", _folder.Path, "--out", output, "--timeout", limit]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        if (byControlC)
        {
            SpinWait.SpinUntil(() => Runs().Any(folder => File.Exists(Path.Combine(folder, "history.csv"))) || process.HasExited, TimeSpan.FromMinutes(2));

            // As a terminal does it: to all processes of the group.
            using var kill = Process.Start("kill", ["-INT", "--", $"-{process.Id}"]);
        }

        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 130, $"exit code {process.ExitCode}: {await said}");
        using var executed = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "train.ipynb")));
        Assert.Contains("stopped after epoch", StreamText([.. executed.RootElement.GetProperty("cells").EnumerateArray()], 0));
        var run = SegBook.Training.Run.Open(Assert.Single(Runs()));
        Assert.Equal(RunStatus.Unfinished, run.Status);
        Assert.True(Directory.Exists(Path.Combine(run.Folder, "state")));
    }

    [Fact]
    public void Run_twice_gives_the_same_file()
    {
        var source = Write(_folder.Path, "same.ipynb", Code("c1", "Console.WriteLine(1);"), Code("c2", "new[] { 1, 2, 3 }"));

        Run(source, out _);
        var first = File.ReadAllText(Path.Combine(_folder.Path, "out", "same.ipynb"));
        Run(source, out _);

        Assert.Equal(first, File.ReadAllText(Path.Combine(_folder.Path, "out", "same.ipynb")));
    }

    [Fact]
    public void Report_holds_headings_code_outputs_and_pictures_in_one_file()
    {
        var picture = new JsonObject { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = new JsonObject { ["image/png"] = "iVBORw0KGgo=", ["text/plain"] = "a <road>" } };
        var path = Write(_folder.Path, "report.ipynb", Markdown("m1", "# 1. What?\n\n**Bold** $d$\n\n    # no heading\n\n$$d_i = \\sum_{k} \\mathrm{up}(x)$$"), Code("c1", "if (a < b) { }", 1, [Stream("x < y\n"), picture]));

        var page = Path.Combine(_folder.Path, "report.html");
        HtmlReport.Write([path], page);
        var html = File.ReadAllText(page);

        Assert.Contains("<strong>Bold</strong>", html);
        Assert.Contains("<nav><a class=\"h1\" href=\"#what\">1. What?</a></nav>", html);
        Assert.Contains("id=\"what\"", html);
        Assert.Contains("<i>d</i></span>", html);
        Assert.Contains("<i>d</i><sub><i>i</i></sub> = \u2211<sub><i>k</i></sub> up(<i>x</i>)</span>", html);
        Assert.Contains("if (a &lt; b) { }", html);
        Assert.Contains("x &lt; y", html);
        Assert.Contains("alt=\"a &lt;road&gt;\" src=\"data:image/png;base64,iVBORw0KGgo=\"", html);
    }

    [BrowserFact]
    public void Report_of_several_notebooks_opens_offline_with_its_pictures_and_working_links()
    {
        using var net = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        net.Start();
        var png = Convert.ToBase64String(Pictures.Note("a picture", 300).ToPng());
        JsonObject Shown(string kind, string content) => new() { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = new JsonObject { [kind] = content } };
        var table = new TextTable("Wide", [.. Enumerable.Range(0, 60).Select(i => $"column {i}")]).ToHtml();
        var first = Write(_folder.Path, "01-first.ipynb", Markdown("m1", $"# First\n\n## What we saw\n\nSee [the second](02-second.ipynb) ![far](http://{net.LocalEndpoint}/x.png)"), Code("c1", "1", 1, [Shown("image/png", png), Shown("text/html", table)]));
        var second = Write(_folder.Path, "02-second.ipynb", Markdown("m1", "# Second\n\n## What we saw"), Code("c1", "2", 1, [Shown("image/png", png)]));
        var page = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, "page")).FullName, "report.html");

        HtmlReport.Write([first, second], page);

        File.AppendAllText(page, """
            <script>addEventListener('load', () => document.body.innerHTML = '<pre>' + JSON.stringify({
              widths: [...document.images].map(i => i.naturalWidth),
              broken: [...document.links].filter(a => !document.getElementById(a.hash.slice(1))).length,
              contents: [...document.querySelectorAll('nav a')].map(a => a.hash),
              overflow: document.documentElement.scrollWidth > innerWidth }) + '</pre>')</script>
            """);
        var document = BrowserPage.Document(page);
        var seen = JsonDocument.Parse(document[(document.IndexOf("<pre>", StringComparison.Ordinal) + 5)..document.IndexOf("</pre>", StringComparison.Ordinal)]).RootElement;
        Assert.Equal([0, 300, 300], seen.GetProperty("widths").EnumerateArray().Select(width => width.GetInt32()).Order());
        Assert.Equal(["#first", "#what-we-saw", "#second", "#what-we-saw-2"], seen.GetProperty("contents").EnumerateArray().Select(hash => hash.GetString()));
        Assert.Equal(0, seen.GetProperty("broken").GetInt32());
        Assert.False(net.Pending());
        Assert.False(seen.GetProperty("overflow").GetBoolean());
    }

    private string[] Runs() => Directory.Exists(Path.Combine(_folder.Path, "runs")) ? Directory.GetDirectories(Path.Combine(_folder.Path, "runs")) : [];

    private int Run(string notebook, out List<JsonElement> cells, TimeSpan? timeout = null)
    {
        var output = Path.Combine(_folder.Path, "out");
        var runner = new NotebookRunner(new RunSettings { DataPath = _folder.Path, OutputFolder = output, CellTimeout = timeout ?? TimeSpan.FromMinutes(2) }, _screen);
        var code = runner.Run(notebook);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, Path.GetFileName(notebook))));
        cells = [.. document.RootElement.GetProperty("cells").EnumerateArray().Select(cell => cell.Clone())];
        return code;
    }

    private static string StreamText(List<JsonElement> cells, int cell) =>
        string.Concat(cells[cell].GetProperty("outputs").EnumerateArray()
            .Where(output => output.GetProperty("output_type").GetString() == "stream")
            .SelectMany(output => output.GetProperty("text").ValueKind == JsonValueKind.Array ? output.GetProperty("text").EnumerateArray().Select(line => line.GetString()) : [output.GetProperty("text").GetString()]));
}
