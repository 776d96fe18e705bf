using SegBook.Data;
using SegBook.Metrics;
using SegBook.Models;
using SegBook.Training;

namespace SegBook.Reference;

/// <summary>One set of predictions by the honest measure and by the reference notebook's.</summary>
/// <param name="MeanIou">By one confusion matrix over the whole set, absent classes left out.</param>
/// <param name="ReferenceIou">By the reference's IoU: averaged over images, classes and batches, a class absent from both sides counting 1.</param>
/// <param name="Accuracy">The share of right pixels as the reference counts it: averaged over images, then over batches.</param>
public sealed record ReferenceScore(double MeanIou, double ReferenceIou, double Accuracy)
{
    /// <summary>Scores images, at least one, by both; the reference averages over its evaluation's batches of so many.</summary>
    public static ReferenceScore Of(IReadOnlyList<ConfusionMatrix> images, int batchSize)
    {
        var definitions = IouDefinitions.Of(images, batchSize);
        var accuracy = images.Chunk(batchSize).Average(batch => ConfusionMatrix.MeanOfPresent(batch.Select(image => image.PixelAccuracy())));
        return new ReferenceScore(definitions["this workbook"], definitions["reference notebook"], accuracy);
    }
}

/// <summary>What a leaking split and a generous metric are worth: one network, trained for as many steps under two splits, each scored by two metrics.</summary>
public sealed record ReferenceGap(Architecture Architecture, ReferenceScore HeldOut, ReferenceScore Leaking)
{
    /// <summary>What the reference notebook reports: ResNet-50 with ImageNet weights, 256 x 256 pictures, 32 classes, its own split and IoU.</summary>
    public static (double Iou, double Accuracy) Published(Architecture architecture) => architecture switch
    {
        Architecture.DeepLabV3Plus => (0.731, 0.924),
        Architecture.PSPNet => (0.669, 0.920),
        _ => (0.623, 0.910),
    };

    /// <summary>The two runs on 32 classes, kept as after the last epoch. The experiment's epochs are those of the leaking one; the other gets as many steps.</summary>
    /// <exception cref="SegBookException">The pictures are not square, or the data is missing or damaged.</exception>
    public static (Experiment HeldOut, Experiment Leaking) Experiments(Experiment experiment, RunStore store)
    {
        Require(experiment.Height == experiment.Width, $"The reference turned its pictures, so they have to be square: height is {experiment.Height}, width {experiment.Width}.");
        var heldOut = experiment with { Labels = LabelMap.CamVid32.Name, Split = new SplitSpec { Validation = 0 } };
        var leaking = heldOut with { Data = ReferenceDataset.Make(experiment.Data, store, experiment.Height, experiment.Seed), Split = ReferenceDataset.Division };
        using var frames = SegmentationDataset.Open(heldOut.Data);
        using var variants = SegmentationDataset.Open(leaking.Data);
        var ratio = leaking.Split.Divide(variants.Count, experiment.Seed).Train.Count / (double)heldOut.Split.Divide(frames.Count, experiment.Seed).Train.Count;
        return (heldOut with { Epochs = (int)Math.Round(experiment.Epochs * ratio) }, leaking);
    }

    /// <summary>Trains the experiment under both splits, and scores it by both metrics; see <see cref="Experiments"/>.</summary>
    public static ReferenceGap Measure(Experiment experiment, RunStore store)
    {
        var (heldOut, leaking) = Experiments(experiment, store);
        return new ReferenceGap(experiment.Architecture, Score(heldOut), Score(leaking));

        ReferenceScore Score(Experiment one) => ReferenceScore.Of([.. Trainer.Train(one, store).TestFrames().Select(frame => frame.Matrix)], one.BatchSize);
    }

    /// <summary>The published figures and what was measured, network by network.</summary>
    public static TextTable Table(params IReadOnlyList<ReferenceGap> gaps)
    {
        const string Title = "The reference's figures, and the same procedure here (32 classes; the same number of training steps in both rows)";
        var table = new TextTable(Title, "network", "split", "mIoU over the whole set", "the reference's IoU", "accuracy");
        foreach (var gap in gaps)
        {
            var (iou, accuracy) = Published(gap.Architecture);
            table.Add($"{gap.Architecture}", "the reference's, as published", "", $"{iou:0.000}", $"{accuracy:0.000}");
            foreach (var (split, score) in new[] { ("the reference's (variants on both sides)", gap.Leaking), ("held-out block", gap.HeldOut) })
            {
                table.Add($"{gap.Architecture}", split, $"{score.MeanIou:0.000}", $"{score.ReferenceIou:0.000}", $"{score.Accuracy:0.000}");
            }
        }

        return table;
    }
}
