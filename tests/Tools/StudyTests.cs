using System.Globalization;
using SegBook.Cli.Commands;
using SegBook.Cli.Study;
using SegBook.Metrics;
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

    [Fact]
    public void Study_is_compared_with_another_and_says_how_much_is_luck()
    {
        var (store, one, two) = (fixture.Store(), Path.Combine(fixture.Folder, "one"), Path.Combine(fixture.Folder, "two"));
        Study(store, one, "--seeds", "1", "--networks", "PSPNet");
        Study(store, two, "--seeds", "2", "--networks", "PSPNet", "--set", "optimizer.learningRate=0.01", "--against", one);

        var text = File.ReadAllText(Path.Combine(two, "README.md"));
        var runs = store.Runs().ToLookup(run => run.Experiment.Optimizer.LearningRate);
        double Score(double rate) => Frames(runs[rate]).MeanIou();
        var row = Cells(text.Split('\n').First(line => line.StartsWith("| PSPNet |", StringComparison.Ordinal) && line.Contains(" to ", StringComparison.Ordinal) && line.Contains('('))); 
        Assert.Equal([$"{Score(0.01):0.000}", $"{Score(0.0015):0.000}"], row[2..4]);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{100 * (Score(0.01) - Score(0.0015)):+0.0;-0.0} ("), row[4], StringComparison.Ordinal);

        var seeds = runs[0.01].GroupBy(run => run.Experiment.Seed).Select(seed => Frames(seed).MeanIou()).ToList();
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| {seeds[0]:0.000}, {seeds[1]:0.000} | {Math.Abs(seeds[0] - seeds[1]) / Math.Sqrt(2):0.000} |"), text, StringComparison.Ordinal);
        Assert.Contains("--networks PSPNet --against OTHER", text, StringComparison.Ordinal);
        Assert.DoesNotContain("U-Net", text, StringComparison.Ordinal);

        // Runs are not compared with themselves.
        Study(store, one, "--seeds", "1", "--networks", "PSPNet", "--against", one);
        Assert.Contains("no other runs", File.ReadAllText(Path.Combine(one, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Study_to_compare_with_that_is_not_there_is_refused_before_anything_is_trained()
    {
        var store = fixture.Store();

        var (exit, _, errors) = CommandLine.Run(["study", "--data", fixture.Data, "--out", Path.Combine(fixture.Folder, "none"), "--runs", store.Folder, "--against", "/nowhere"]);

        Assert.Equal(1, exit);
        Assert.Contains("--against is '/nowhere'", errors, StringComparison.Ordinal);
        Assert.Empty(store.Runs());
    }

    [Fact]
    public void Epochs_that_are_set_are_all_networks_and_what_a_study_decides_is_not_set()
    {
        var plan = new StudyPlan { Foot = fixture.Small with { Epochs = 7 }, Settings = ["epochs=7"] };

        Assert.All(plan.Experiments(), experiment => Assert.Equal(7, experiment.Epochs));
        Assert.Equal([12, 12, 24], (plan with { Settings = [] }).Experiments().Take(3).Select(experiment => experiment.Epochs));
        plan.Validate();
        Assert.Contains("--set seed=3", Assert.Throws<SegBookException>((plan with { Settings = ["seed=3"] }).Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pretrained_encoder_learns_at_a_fifth_of_the_rate_that_is_set_unless_it_has_its_own()
    {
        var set = fixture.Small.With("optimizer.learningRate", "0.004");

        Assert.Equal(0.0008, StudyCommand.From("imagenet", set).Optimizer.EncoderLearningRate!.Value, 12);
        Assert.Equal(0.001, StudyCommand.From("imagenet", set.With("optimizer.encoderLearningRate", "0.001")).Optimizer.EncoderLearningRate);
        Assert.Null(StudyCommand.From(null, set).Optimizer.EncoderLearningRate);
    }

    [Fact]
    public void Folds_are_evaluated_together()
    {
        var (store, report) = (fixture.Store(), Path.Combine(fixture.Folder, "folds"));
        Study(store, report, "--seeds", "1", "--networks", "PSPNet");

        var (exit, output, errors) = CommandLine.Run(["evaluate", .. store.Runs().Select(run => run.Id), "--store", store.Folder, "--device", "cpu"]);

        Assert.True(exit == 0, errors);
        var expected = string.Create(CultureInfo.InvariantCulture, $"{Frames(store.Runs()).MeanIou():0.0000}");
        Assert.Contains(expected, output.Split('\n').First(line => line.StartsWith("together", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("IoU by class", output, StringComparison.Ordinal);
    }

    private static ConfusionMatrix Frames(IEnumerable<Run> runs) => ConfusionMatrix.Sum(runs.SelectMany(run => run.TestFrames()).Select(frame => frame.Matrix));

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
        Assert.All(Enum.GetValues<Architecture>().Zip(Row(report, fold)), pair => Assert.Equal(Mean(runs, pair.First, fold), pair.Second, 0.0006));
    }

    private static double Mean(IEnumerable<Run> runs, Architecture architecture, int fold) =>
        runs.Where(run => run.Experiment.Model.Architecture == architecture && run.Experiment.Split.Fold == fold).Average(run => run.Scores!.Test!.MeanIou);

    /// <summary>The networks' scores in a fold's line, in the order of the architectures' names.</summary>
    private static IEnumerable<double> Row(string report, int fold)
    {
        var lines = File.ReadAllLines(Path.Combine(report, "README.md"));
        var heads = Cells(lines.Single(line => line.StartsWith("| mIoU on", StringComparison.Ordinal)));
        var cells = Cells(lines.Single(line => line.StartsWith($"| fold {fold + 1},", StringComparison.Ordinal)));
        return Enum.GetValues<Architecture>().Select(network => double.Parse(cells[Array.IndexOf(heads, network.Title())], CultureInfo.InvariantCulture));
    }

    private static string[] Cells(string line) => [.. line.Split('|').Select(cell => cell.Trim())];
}
