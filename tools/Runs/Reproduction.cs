using SegBook.Display;
using SegBook.Training;
using TorchSharp;

namespace SegBook.Cli.Runs;

/// <summary>A run that was run again, and how far the second is from the first.</summary>
/// <param name="First">The run as it was.</param>
/// <param name="Second">The run as it is now.</param>
public sealed record Reproduction(Run First, Run Second)
{
    private static readonly (string Name, Func<EpochRecord, double> Value)[] Columns =
    [
        ("training loss", epoch => epoch.TrainLoss),
        ("training mIoU", epoch => epoch.TrainMeanIou),
        ("validation loss", epoch => epoch.ValidationLoss),
        ("validation mIoU", epoch => epoch.ValidationMeanIou),
    ];

    /// <summary>True when every epoch and every score is the same to the bit.</summary>
    public bool IsIdentical =>
        First.History.Count == Second.History.Count
        && First.History.Zip(Second.History).All(pair => pair.First.SameNumbers(pair.Second))
        && Same(First.Scores?.Validation, Second.Scores?.Validation)
        && Same(First.Scores?.Test, Second.Scores?.Test);

    /// <summary>What is different about the two environments, by name, with both values.</summary>
    public IReadOnlyList<(string Name, string First, string Second)> EnvironmentDifferences =>
    [
        .. typeof(EnvironmentRecord).GetProperties()
            .Where(property => property.Name is not (nameof(EnvironmentRecord.Started) or nameof(EnvironmentRecord.Classes)))
            .Select(property => (property.Name, $"{property.GetValue(First.Environment)}", $"{property.GetValue(Second.Environment)}"))
            .Where(property => property.Item2 != property.Item3),
    ];

    /// <summary>Runs an experiment once more, in a store of its own, with as many threads as the first time.</summary>
    /// <param name="run">The run; it must be finished.</param>
    /// <param name="store">Where the second run is kept; not where the first is.</param>
    /// <param name="progress">Where the progress line goes.</param>
    /// <param name="data">Where the same frames lie now; null where they lay.</param>
    /// <param name="cancellation">Stops after the batch that is under way.</param>
    /// <exception cref="SegBookException">The run is not finished, or the data is gone or changed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped. Running it again goes on.</exception>
    public static Reproduction Of(Run run, RunStore store, TextWriter? progress = null, string? data = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(store);
        if (run.Status != RunStatus.Finished)
        {
            throw new SegBookException($"The run {run.Id} is not finished, so there is nothing to compare with. Go on with 'segbook resume {run.Folder}'.");
        }

        if (data is null)
        {
            new RunFiles(run.Folder).RequireData(run.Experiment.Data, "train --again");
        }

        // Before anything is trained: with other frames or classes there is nothing to compare.
        var experiment = run.Experiment.At(Path.GetFullPath(data ?? run.Experiment.Data));
        var frames = TrainingData.Open(experiment);
        SegBookException.Require(frames.Fingerprint == run.Environment.DataFingerprint,
            $"The data in '{experiment.Data}' is not what it was: its fingerprint was {run.Environment.DataFingerprint} and is {frames.Fingerprint}.");
        run.RequireClasses(frames.Dataset.LabelMap);
        torch.set_num_threads(run.Environment.Threads);
        var again = Trainer.Train(experiment, store, progress, cancellation: cancellation);
        if (again.Status != RunStatus.Finished)
        {
            throw new OperationCanceledException($"The second run of {run.Id} was stopped.");
        }

        return new Reproduction(run, again);
    }

    /// <inheritdoc/>
    public override string ToString() => Table().ToString() + "\n" + Verdict();

    private string Verdict()
    {
        var elsewhere = string.Join("; ", EnvironmentDifferences.Select(one => $"{one.Name}: {one.First}, now {one.Second}"));
        return (IsIdentical ? "Identical to the bit." : "Not identical.") + (elsewhere.Length == 0 ? " Same environment." : $" The environment differs: {elsewhere}.");
    }

    private TextTable Table()
    {
        var table = new TextTable($"Run {First.Id}, first and again", "", "first", "again", "largest difference in any epoch");
        foreach (var (name, value) in Columns)
        {
            var largest = First.History.Zip(Second.History, (a, b) => Math.Abs(value(a) - value(b))).Where(difference => !double.IsNaN(difference)).DefaultIfEmpty(0).Max();
            table.Add(name, $"{value(First.History[^1]):F6}", $"{value(Second.History[^1]):F6}", $"{largest:G3}");
        }

        return table.Add("test mIoU", $"{First.Scores?.Test?.MeanIou:F6}", $"{Second.Scores?.Test?.MeanIou:F6}", "");
    }

    private static bool Same(PartScores? first, PartScores? second) => first is null ? second is null : second is not null && first.SameNumbers(second);
}
