using SegBook.Data;
using SegBook.Display;
using SegBook.Metrics;

namespace SegBook.Training;

/// <summary>What a leaking split and a generous metric are worth: one network's settings under two splits, each scored by two metrics.</summary>
/// <param name="Honest">On a held-out block: one confusion matrix, absent classes left out.</param>
/// <param name="HonestByNotebook">The same predictions by the reference notebook's IoU, where a class absent from both sides counts 1.</param>
/// <param name="LeakingHonest">Trained by the reference notebook's protocol, scored on its own validation part by one confusion matrix.</param>
/// <param name="LeakingByNotebook">The same predictions by the reference notebook's IoU: how its published figures were made.</param>
public sealed record ReferenceGap(double Honest, double HonestByNotebook, double LeakingHonest, double LeakingByNotebook)
{
    /// <summary>Trains the experiment on 32 classes under both splits, and scores it under both metrics.</summary>
    /// <param name="foot">The experiment; its split and label map are replaced.</param>
    /// <param name="store">Where the two runs are kept.</param>
    /// <exception cref="SegBookException">The data is missing or damaged.</exception>
    public static ReferenceGap Measure(Experiment foot, RunStore store)
    {
        ArgumentNullException.ThrowIfNull(foot);
        var drive = Drive.Open(foot.Data, LabelMap.CamVid32);
        using var cache = new FrameCache(drive, foot.Height, foot.Width);
        var (honest, leaking) = (
            foot with { Labels = "camvid32", Split = new SplitSpec { Kind = SplitKind.Blocks } },
            foot with { Labels = "camvid32", Split = new SplitSpec { Kind = SplitKind.Notebook } });
        var (own, theirs) = (Score(honest, store, cache, validation: false), Score(leaking, store, cache, validation: true));
        return new ReferenceGap(own.MeanIou, own.Notebook, theirs.MeanIou, theirs.Notebook);
    }

    /// <summary>The four numbers as a table.</summary>
    public TextTable ToTable()
    {
        var table = new TextTable("The same network and settings, 32 classes", "split", "mIoU over the whole set", "the reference's IoU");
        table.Add("held-out block", $"{Honest:0.000}", $"{HonestByNotebook:0.000}");
        table.Add("the reference's (copies on both sides)", $"{LeakingHonest:0.000}", $"{LeakingByNotebook:0.000}");
        return table;
    }

    private static (double MeanIou, double Notebook) Score(Experiment experiment, RunStore store, FrameCache cache, bool validation)
    {
        var run = Trainer.Train(experiment, store);
        using var model = run.OpenBest(Compute.Device(experiment.Device));
        var split = experiment.Split.Divide(cache.Count, experiment.Seed);
        var images = SplitScores.Matrices(model, cache, split, validation ? split.Validation : split.Test, experiment.BatchSize, Compute.Device(experiment.Device));
        return (ConfusionMatrix.Sum(images).MeanIou(), SplitScores.Notebook(images, experiment.BatchSize).Iou);
    }
}
