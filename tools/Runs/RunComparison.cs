using SegBook.Display;
using SegBook.Training;

namespace SegBook.Cli.Runs;

/// <summary>What runs can be sorted by.</summary>
public enum RunOrder
{
    /// <summary>When they were begun, oldest first.</summary>
    Started,

    /// <summary>Test mIoU, best first.</summary>
    Test,

    /// <summary>Validation mIoU, best first.</summary>
    Validation,

    /// <summary>Time spent, shortest first.</summary>
    Time,

    /// <summary>Name.</summary>
    Name,
}

/// <summary>Runs side by side: one row each, and of their settings only those in which they differ.</summary>
public static class RunComparison
{
    /// <summary>The table.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="order">What they are sorted by; runs without that number come last.</param>
    /// <param name="broken">The names of runs that cannot be read: rows at the end.</param>
    public static TextTable Of(IReadOnlyList<Run> runs, RunOrder order = RunOrder.Started, IReadOnlyList<string>? broken = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var settings = runs.Select(Settings).ToList();
        var names = settings.SelectMany(one => one.Keys).Distinct().Where(name => settings.Select(one => Value(one, name)).Distinct().Count() > 1).ToList();
        var table = new TextTable("", ["run", .. names, "epochs", "best", "validation mIoU", "test mIoU", "95 %", "minutes", "status"]);
        foreach (var run in Sorted(runs, order))
        {
            var own = Settings(run);
            table.Add([run.Id, .. names.Select(name => Value(own, name)), .. Numbers(run)]);
        }

        return table.AddAll(broken ?? [], name => [name, .. Enumerable.Repeat("", table.Columns.Count - 2), "unreadable"]);
    }

    /// <summary>A sentence for every set of classes other than the first run's: scores over other classes cannot be compared.</summary>
    public static List<string> ClassDifferences(IReadOnlyList<Run> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            .. runs.Skip(1).Select(run => (run.Id, Difference: runs[0].ClassesDiffer(run))).Where(one => one.Difference is not null).DistinctBy(one => one.Difference)
                .Select(one => $"{one.Id} cannot be compared with {runs[0].Id}, which learned other classes: {one.Difference}."),
        ];
    }

    // Precision as it was computed in, which an experiment may leave to the device.
    private static Dictionary<string, string> Settings(Run run) => new(ExperimentJson.Settings(run.Experiment)) { ["precision"] = $"{run.Precision}" };

    private static string[] Numbers(Run run)
    {
        var test = run.Scores?.Test;
        return
        [
            $"{run.History.Count}/{run.Experiment.Epochs}",
            run.BestEpoch == 0 ? "" : $"{run.BestEpoch}",
            run.BestValidation.Fixed(4),
            (test?.MeanIou ?? double.NaN).Fixed(4) + (run.Scores is { Leaks: true } ? " leaks" : ""),
            test?.MeanIouInterval is { } interval ? $"{interval.Low.Fixed(4)}-{interval.High.Fixed(4)}" : "",
            (Seconds(run) / 60).Fixed(1),
            run.Status.ToString().ToLowerInvariant(),
        ];
    }

    private static IOrderedEnumerable<Run> Sorted(IReadOnlyList<Run> runs, RunOrder order) => order switch
    {
        RunOrder.Test => runs.OrderByDescending(run => run.Scores?.Test?.MeanIou ?? double.NegativeInfinity),
        RunOrder.Validation => runs.OrderByDescending(run => double.IsNaN(run.BestValidation) ? double.NegativeInfinity : run.BestValidation),
        RunOrder.Time => runs.OrderBy(Seconds),
        RunOrder.Name => runs.OrderBy(run => run.Id, StringComparer.Ordinal),
        _ => runs.OrderBy(run => run.Environment.Started),
    };

    private static double Seconds(Run run) => run.History.Sum(epoch => epoch.Seconds);

    private static string Value(Dictionary<string, string> settings, string name) => settings.GetValueOrDefault(name, "null").Trim('"');
}
