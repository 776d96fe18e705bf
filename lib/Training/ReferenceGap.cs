using SegBook.Data;
using SegBook.Display;
using SegBook.Metrics;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>What one network scores under one split.</summary>
/// <param name="MeanIou">By one confusion matrix over the whole set, absent classes left out.</param>
/// <param name="ReferenceIou">The same predictions by the reference notebook's IoU, where a class absent from both sides counts 1.</param>
/// <param name="Accuracy">The share of right pixels, as the reference notebook counts it.</param>
public sealed record GapScore(double MeanIou, double ReferenceIou, double Accuracy)
{
    /// <summary>Both scores of the same answers.</summary>
    /// <param name="images">One confusion matrix for each picture, in order.</param>
    /// <param name="batchSize">Pictures in a batch of the reference's evaluation, which it averages over.</param>
    public static GapScore Of(IReadOnlyList<ConfusionMatrix> images, int batchSize)
    {
        var theirs = SplitScores.Notebook(images, batchSize);
        return new GapScore(ConfusionMatrix.Sum(images).MeanIou(), theirs.Iou, theirs.PixelAccuracy);
    }
}

/// <summary>What a leaking split and a generous metric are worth: one network, trained for the same number of steps under two splits, each scored by two metrics.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="HeldOut">On a block of the sequence that was held out.</param>
/// <param name="Leaking">By the reference notebook's protocol: frames augmented first and divided after, scored on its own validation part.</param>
public sealed record ReferenceGap(Architecture Architecture, GapScore HeldOut, GapScore Leaking)
{
    /// <summary>What the reference notebook reports: ResNet-50 with ImageNet weights, 256 x 256 pictures, 32 classes, its own split and IoU.</summary>
    public static (double Iou, double Accuracy) Published(Architecture architecture) => architecture switch
    {
        Architecture.DeepLabV3Plus => (0.731, 0.924),
        Architecture.PSPNet => (0.669, 0.920),
        _ => (0.623, 0.910),
    };

    /// <summary>The two runs on 32 classes.</summary>
    /// <param name="foot">The experiment; its split and label map are replaced. Its epochs are those under the reference's split, which has several times as many
    /// pictures; the other run gets as many more epochs as make the same number of steps.</param>
    /// <param name="frames">How many frames the sequence has.</param>
    public static (Experiment HeldOut, Experiment Leaking) Experiments(Experiment foot, int frames)
    {
        ArgumentNullException.ThrowIfNull(foot);
        var leaking = foot with { Labels = "camvid32", Split = new SplitSpec { Kind = SplitKind.Notebook } };
        var heldOut = leaking with { Split = new SplitSpec { Kind = SplitKind.Blocks } };
        return (heldOut with { Epochs = (int)Math.Round(foot.Epochs * (double)Pictures(leaking) / Pictures(heldOut)) }, leaking);

        int Pictures(Experiment experiment) => experiment.Split.Divide(frames, experiment.Seed).Train.Count;
    }

    /// <summary>Trains the experiment on 32 classes under both splits, and scores it under both metrics.</summary>
    /// <param name="foot">The experiment, as in <see cref="Experiments"/>.</param>
    /// <param name="store">Where the two runs are kept.</param>
    /// <exception cref="SegBookException">The data is missing or damaged.</exception>
    public static ReferenceGap Measure(Experiment foot, RunStore store)
    {
        ArgumentNullException.ThrowIfNull(foot);
        var dataset = SegmentationDataset.Open(foot.Data, LabelMap.CamVid32);
        using var cache = new FrameCache(dataset, foot.Height, foot.Width);
        var (heldOut, leaking) = Experiments(foot, dataset.Count);
        return new ReferenceGap(foot.Architecture, Score(heldOut, store, cache, validation: false), Score(leaking, store, cache, validation: true));
    }

    /// <summary>The published figures and what was measured, network by network.</summary>
    public static TextTable Table(params IReadOnlyList<ReferenceGap> gaps)
    {
        var table = new TextTable("The reference's figures, and the same procedure here (32 classes; the same number of training steps in both rows)", "network", "split", "mIoU over the whole set", "the reference's IoU", "accuracy");
        foreach (var gap in gaps)
        {
            var (iou, accuracy) = Published(gap.Architecture);
            table.Add($"{gap.Architecture}", "the reference's, as published", "", $"{iou:0.000}", $"{accuracy:0.000}");
            Add("the reference's (copies on both sides)", gap.Leaking);
            Add("held-out block", gap.HeldOut);

            void Add(string split, GapScore score) => table.Add($"{gap.Architecture}", split, $"{score.MeanIou:0.000}", $"{score.ReferenceIou:0.000}", $"{score.Accuracy:0.000}");
        }

        return table;
    }

    private static GapScore Score(Experiment experiment, RunStore store, FrameCache cache, bool validation)
    {
        var run = Trainer.Train(experiment, store);
        using var model = run.OpenBest(Compute.Device(experiment.Device));
        var split = experiment.Split.Divide(cache.Count, experiment.Seed);
        var images = SplitScores.Matrices(model, cache, split, validation ? split.Validation : split.Test, experiment.BatchSize, Compute.Device(experiment.Device));
        return GapScore.Of(images, experiment.BatchSize);
    }
}
