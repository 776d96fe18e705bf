using System.Globalization;
using SegBook.Models;
using SegBook.Tests.Support;
using SegBook.Tests.Training;
using SegBook.Training;

namespace SegBook.Tests.Tools;

/// <summary>A study of three networks on pictures so small that it takes seconds, cut short in its second seed.</summary>
public sealed class StudyTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Fact]
    public void Report_has_the_runs_scores_and_leaves_out_a_seed_that_lacks_a_fold()
    {
        var store = fixture.Store();
        var report = Path.Combine(fixture.Folder, "report");

        Study(store, report, "--seeds", "1");

        Assert.Equal(6, store.Runs().Count);
        AssertFold(store, report, 0);
        AssertFold(store, report, 1);

        Study(store, report, "--seeds", "2", "--only-folds", "1");

        Assert.Equal(9, store.Runs().Count);
        AssertFold(store, report, 0);

        // The second seed has only the first fold: it would be compared on other frames.
        Study(store, report, "--seeds", "2", "--report");

        Assert.Equal(Enumerable.Repeat("1", 6), File.ReadLines(Path.Combine(report, "runs.csv")).Skip(1).Select(line => line.Split(',')[3]));
        Assert.Contains("2 of 2 contiguous folds", File.ReadAllText(Path.Combine(report, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Study_goes_on_elsewhere_from_the_records_among_its_results()
    {
        var (there, here, report) = (fixture.Store(), fixture.Store(), Path.Combine(fixture.Folder, "elsewhere"));
        Study(there, report, "--seeds", "1", "--only-folds", "1");
        var scores = File.ReadAllText(Path.Combine(report, "iou.csv"));
        Directory.Delete(there.Folder, recursive: true);
        var moved = Path.Combine(fixture.Folder, "moved");
        Directory.CreateDirectory(moved);
        foreach (var file in Directory.GetFiles(fixture.Data))
        {
            File.Copy(file, Path.Combine(moved, Path.GetFileName(file)));
        }

        StudyOf(moved, here, report, "--seeds", "1", "--only-folds", "1");

        Assert.Empty(here.Runs());
        Assert.Equal(scores, File.ReadAllText(Path.Combine(report, "iou.csv")));

        StudyOf(moved, here, report, "--seeds", "1");

        Assert.Equal([1, 1, 1], here.Runs().Select(run => run.Experiment.Split.Fold));
        Assert.Contains("6 of 6 runs are finished", File.ReadAllText(Path.Combine(report, "README.md")), StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Folder, File.ReadAllText(Directory.GetFiles(Path.Combine(report, "runs"), "config.json", SearchOption.AllDirectories)[0]), StringComparison.Ordinal);
    }

    private void Study(RunStore store, string report, params string[] more) => StudyOf(fixture.Data, store, report, more);

    private static void StudyOf(string data, RunStore store, string report, params string[] more)
    {
        var (exit, _, errors) = CommandLine.Run(["study", "--data", data, "--out", report, "--runs", store.Folder, "--folds", "2", "--height", "32", "--width", "32", "--epochs", "0.05", "--device", "cpu", .. more]);
        Assert.True(exit == 0, errors);
    }

    /// <summary>The line of a fold has, for each network, the mean of the runs' own scores, rounded.</summary>
    private static void AssertFold(RunStore store, string report, int fold)
    {
        var runs = store.Runs();
        Assert.All(Enum.GetNames<Architecture>().Zip(Row(report, fold)), pair => Assert.Equal(Mean(runs, pair.First, fold), pair.Second, 0.0006));
    }

    private static double Mean(IEnumerable<Run> runs, string architecture, int fold) =>
        runs.Where(run => $"{run.Experiment.Architecture}" == architecture && run.Experiment.Split.Fold == fold).Average(run => run.Scores!.Test!.MeanIou);

    /// <summary>The networks' scores in a fold's line, in the order of the architectures' names.</summary>
    private static IEnumerable<double> Row(string report, int fold)
    {
        var lines = File.ReadAllLines(Path.Combine(report, "README.md"));
        var heads = Cells(lines.Single(line => line.StartsWith("| mIoU on", StringComparison.Ordinal)));
        var cells = Cells(lines.Single(line => line.StartsWith($"| fold {fold + 1},", StringComparison.Ordinal)));
        return Enum.GetNames<Architecture>().Select(name => double.Parse(cells[Array.IndexOf(heads, name)], CultureInfo.InvariantCulture));
    }

    private static string[] Cells(string line) => [.. line.Split('|').Select(cell => cell.Trim())];
}
