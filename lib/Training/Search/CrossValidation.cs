using SegBook.Metrics;

namespace SegBook.Training;

/// <summary>One experiment, whose split must be by blocks, on every fold with one or more seeds: what it scores, and how sure that is.</summary>
public sealed record CrossValidation(Experiment Experiment, params IReadOnlyList<int> Seeds)
{
    /// <summary>Runs seed by seed and fold by fold, or goes on: runs that are in the store are not run again.</summary>
    /// <inheritdoc cref="HyperparameterSearch.Run"/>
    /// <exception cref="SegBookException">The split is not by blocks, there is no seed, or the data is bad.</exception>
    public CrossValidationResult Run(RunStore store, ITrialEngine? engine = null, CancellationToken cancellation = default)
    {
        Experiment.Validate();
        Require(Experiment.Split.Kind == SplitKind.Blocks && Seeds.Count > 0,
            $"Cross-validation needs a split by blocks and a seed or more; it has {Experiment.Split.Kind} and {Seeds.Count} seeds.");
        using var runner = new TrialRunner(store, engine, cancellation);
        var runs = runner.All(
            from seed in Seeds
            from fold in Enumerable.Range(0, Experiment.Split.Folds)
            select Experiment with { Seed = seed, Split = Experiment.Split with { Fold = fold } });
        return runs.FirstOrDefault(run => run.Status == RunStatus.Failed) is { } failed
            ? throw new SegBookException($"Fold {failed.Experiment.Split.Fold} with seed {failed.Experiment.Seed} failed: {failed.Failure}")
            : new CrossValidationResult(runs);
    }
}

/// <summary>What cross-validation came to: one run for each seed and fold.</summary>
public sealed record CrossValidationResult(IReadOnlyList<Run> Runs) : TableRecord
{
    /// <summary>For each seed, the test mIoU of all folds' frames in one confusion matrix: every frame is tested once, by weights that never saw it.</summary>
    public IReadOnlyDictionary<int, double> BySeed { get; } = Runs
        .GroupBy(run => run.Experiment.Seed)
        .ToDictionary(seed => seed.Key, seed => ConfusionMatrix.Sum(seed.SelectMany(run => run.TestFrames().Select(frame => frame.Matrix))).MeanIou());

    /// <summary>The mean over seeds.</summary>
    public double MeanIou => BySeed.Values.Average();

    /// <summary>One confusion matrix for each tested frame in the order of the sequence, the predictions of all seeds together.</summary>
    public IReadOnlyList<ConfusionMatrix> PerFrame { get; } =
    [
        .. Runs.OrderBy(run => run.Experiment.Split.Fold).SelectMany(run => run.TestFrames())
            .GroupBy(frame => frame.Frame)
            .Select(frame => ConfusionMatrix.Sum(frame.Select(one => one.Matrix))),
    ];

    /// <summary>All tested frames and seeds in one confusion matrix.</summary>
    public ConfusionMatrix Total => ConfusionMatrix.Sum(PerFrame);

    /// <summary>Where the mIoU lies with 95 % confidence, by a bootstrap over blocks of frames, all seeds' predictions of a frame together.</summary>
    public Interval Interval => field ??= BlockBootstrap.Of(PerFrame).MeanIou;

    /// <summary>The standard deviation over seeds; NaN for a single one.</summary>
    public double SeedDeviation => Deviation([.. BySeed.Values]);

    /// <summary>The standard deviation of a sample; NaN for fewer than two numbers.</summary>
    internal static double Deviation(IReadOnlyList<double> sample) =>
        sample.Count < 2 ? double.NaN : Math.Sqrt(sample.Sum(value => Math.Pow(value - sample.Average(), 2)) / (sample.Count - 1));

    /// <inheritdoc/>
    public override TextTable ToTable()
    {
        var folds = Runs.Select(run => run.Experiment.Split.Fold).Distinct().Order().ToList();
        var table = new TextTable("Test mIoU by seed and fold", ["", .. folds.Select(fold => $"fold {fold}"), "all frames"]);
        foreach (var seed in Runs.GroupBy(run => run.Experiment.Seed))
        {
            var scores = folds.Select(fold => seed.Single(run => run.Experiment.Split.Fold == fold).Scores!.Test!.MeanIou);
            table.Add([$"seed {seed.Key}", .. scores.Select(score => score.Fixed(4)), BySeed[seed.Key].Fixed(4)]);
        }

        var spread = double.IsNaN(SeedDeviation) ? "" : $" ± {SeedDeviation.Fixed(4)} over seeds";
        return table.Add(["all", .. folds.Select(_ => ""), $"{MeanIou.Fixed(4)}{spread}, 95 % {Interval.Low.Fixed(4)} to {Interval.High.Fixed(4)}"]);
    }
}
