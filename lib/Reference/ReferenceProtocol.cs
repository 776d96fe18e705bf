using SegBook.Data;
using SegBook.Display;
using SegBook.Losses;
using SegBook.Metrics;
using SegBook.Models;
using SegBook.Training;
using TorchSharp;
using DataLoader = SegBook.Data.DataLoader;
using static TorchSharp.torch;

namespace SegBook.Reference;

/// <summary>One set of predictions by the honest measure and by the reference notebook's.</summary>
/// <param name="MeanIou">By one confusion matrix over the whole set, absent classes left out.</param>
/// <param name="ReferenceIou">By the reference's IoU: averaged over images, classes and batches, a class absent from both sides counting 1.</param>
/// <param name="Accuracy">The share of right pixels as the reference counts it: averaged over images, then over batches.</param>
public sealed record ReferenceScore(double MeanIou, double ReferenceIou, double Accuracy)
{
    /// <summary>Scores images.</summary>
    /// <param name="images">One confusion matrix for each, in order.</param>
    /// <param name="batchSize">Images in a batch of the reference's evaluation, over which it averages.</param>
    /// <exception cref="SegBookException">There is no image.</exception>
    public static ReferenceScore Of(IReadOnlyList<ConfusionMatrix> images, int batchSize)
    {
        var definitions = IouDefinitions.Of(images, batchSize);
        var accuracy = images.Chunk(batchSize).Average(batch => ConfusionMatrix.MeanOfPresent(batch.Select(image => image.PixelAccuracy())));
        return new ReferenceScore(definitions["this workbook"], definitions["reference notebook"], accuracy);
    }

    /// <summary>Scores the tested frames of a finished run.</summary>
    public static ReferenceScore Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Of([.. run.TestFrames().Select(frame => frame.Matrix)], run.Experiment.BatchSize);
    }
}

/// <summary>What a leaking split and a generous metric are worth: one network, trained for the same number of steps under two splits, each scored by two metrics.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="HeldOut">On a block of the sequence that was held out.</param>
/// <param name="Leaking">On variants of frames of which other variants were trained on.</param>
public sealed record ReferenceGap(Architecture Architecture, ReferenceScore HeldOut, ReferenceScore Leaking)
{
    /// <summary>What the reference notebook reports: ResNet-50 with ImageNet weights, 256 x 256 pictures, 32 classes, its own split and IoU.</summary>
    public static (double Iou, double Accuracy) Published(Architecture architecture) => architecture switch
    {
        Architecture.DeepLabV3Plus => (0.731, 0.924),
        Architecture.PSPNet => (0.669, 0.920),
        _ => (0.623, 0.910),
    };

    /// <summary>The two runs on 32 classes, both kept as they are after the last epoch. The reference's dataset is made if it is not there.</summary>
    /// <param name="foot">The experiment; its split and label map are replaced. Its epochs are those on the reference's dataset, which has several times as many
    /// pictures; the other run gets as many more epochs as make the same number of steps.</param>
    /// <param name="store">Where the runs are kept.</param>
    /// <exception cref="SegBookException">The pictures are not square, or the data is missing or damaged.</exception>
    public static (Experiment HeldOut, Experiment Leaking) Experiments(Experiment foot, RunStore store)
    {
        ArgumentNullException.ThrowIfNull(foot);
        var heldOut = foot with { Labels = LabelMap.CamVid32.Name, Split = new SplitSpec { Validation = 0 } };
        var leaking = heldOut with { Data = ReferenceProtocol.Data(foot, store), Split = ReferenceDataset.Division };
        return (heldOut with { Epochs = (int)Math.Round(foot.Epochs * (double)Pictures(leaking) / Pictures(heldOut)) }, leaking);

        static int Pictures(Experiment experiment)
        {
            using var dataset = SegmentationDataset.Open(experiment.Data);
            return experiment.Split.Divide(dataset.Count, experiment.Seed).Train.Count;
        }
    }

    /// <summary>Trains the experiment under both splits, and scores it by both metrics.</summary>
    /// <param name="foot">The experiment, as in <see cref="Experiments"/>.</param>
    /// <param name="store">Where the two runs are kept.</param>
    /// <exception cref="SegBookException">As in <see cref="Experiments"/>.</exception>
    public static ReferenceGap Measure(Experiment foot, RunStore store)
    {
        var (heldOut, leaking) = Experiments(foot, store);
        return new ReferenceGap(foot.Architecture, ReferenceScore.Of(Trainer.Train(heldOut, store)), ReferenceScore.Of(Trainer.Train(leaking, store)));
    }

    /// <summary>The published figures and what was measured, network by network.</summary>
    public static TextTable Table(params IReadOnlyList<ReferenceGap> gaps)
    {
        var table = new TextTable("The reference's figures, and the same procedure here (32 classes; the same number of training steps in both rows)", "network", "split", "mIoU over the whole set", "the reference's IoU", "accuracy");
        foreach (var gap in gaps)
        {
            var (iou, accuracy) = Published(gap.Architecture);
            table.Add($"{gap.Architecture}", "the reference's, as published", "", $"{iou:0.000}", $"{accuracy:0.000}");
            Add("the reference's (variants on both sides)", gap.Leaking);
            Add("held-out block", gap.HeldOut);

            void Add(string split, ReferenceScore score) => table.Add($"{gap.Architecture}", split, $"{score.MeanIou:0.000}", $"{score.ReferenceIou:0.000}", $"{score.Accuracy:0.000}");
        }

        return table;
    }
}

/// <summary>One trial of the reference notebook's protocol.</summary>
/// <param name="Number">Its place in the order, from 1.</param>
/// <param name="LearningRate">What was tried.</param>
/// <param name="OwnIou">The reference's IoU on its own validation part: variants of training frames.</param>
/// <param name="OwnAccuracy">Its pixel accuracy there.</param>
/// <param name="UnseenMeanIou">mIoU over the whole of the frames of which no variant was trained on, one confusion matrix, absent classes left out.</param>
public sealed record ReferenceTrial(int Number, double LearningRate, double OwnIou, double OwnAccuracy, double UnseenMeanIou);

/// <summary>Trial and error as the reference notebook did it: one network object for all trials, each going on from the weights of the one before, in evaluation mode from the second trial on, on frames that were augmented first and divided afterwards.</summary>
/// <remarks>It is here to be looked at, not to be used: <see cref="CoordinateSearch"/> is the sound form.</remarks>
public static class ReferenceProtocol
{
    /// <summary>Tries learning rates with Adam, in the given order.</summary>
    /// <param name="foot">Data, size, network, batch size, seed and device; the rest is the protocol's.</param>
    /// <param name="store">Where the reference's dataset is kept.</param>
    /// <param name="rates">The learning rates in the order in which they are tried.</param>
    /// <param name="epochs">Epochs of a trial.</param>
    /// <exception cref="SegBookException">The pictures are not square, or the data is missing or damaged.</exception>
    public static IReadOnlyList<ReferenceTrial> Run(Experiment foot, RunStore store, IReadOnlyList<double> rates, int epochs)
    {
        ArgumentNullException.ThrowIfNull(foot);
        ArgumentNullException.ThrowIfNull(rates);
        using var dataset = SegmentationDataset.Open(foot.Data, LabelMap.CamVid32);
        using var frames = new FrameCache(dataset, foot.Height, foot.Width);
        using var expanded = SegmentationDataset.Open(Data(foot, store), LabelMap.CamVid32);
        using var variants = new FrameCache(expanded, foot.Height, foot.Width);
        var split = ReferenceDataset.Division.Divide(expanded.Count, foot.Seed);
        var device = Compute.Device(foot.Device);
        random.manual_seed(foot.Seed);
        using var model = SegmentationModel.Create(foot.Network(dataset.LabelMap.Count));
        model.to(device);
        model.train(); // and never again: the first evaluation puts it out of training mode, as it did in the reference
        using var line = new ProgressLine();
        var trials = new List<ReferenceTrial>();
        foreach (var rate in rates)
        {
            Train(model, variants, split.Train, foot, device, rate, epochs, text => line.Report($"trial {trials.Count + 1}/{rates.Count}, learning rate {rate:0.####}: {text}"));
            var own = ReferenceScore.Of(Evaluation.Of(model, variants, split.Test, device, foot.BatchSize).PerFrame, foot.BatchSize);
            var unseen = Evaluation.Of(model, frames, ReferenceDataset.Frames(dataset.Count).Test, device, foot.BatchSize);
            trials.Add(new ReferenceTrial(trials.Count + 1, rate, own.ReferenceIou, own.Accuracy, unseen.Total.MeanIou()));
        }

        line.Finish($"{rates.Count} trials of {epochs} epoch(s) on one shared network");
        return trials;
    }

    /// <summary>The reference's dataset for an experiment.</summary>
    internal static string Data(Experiment foot, RunStore store) => foot.Height == foot.Width
        ? ReferenceDataset.Make(foot.Data, store, foot.Height, foot.Seed)
        : throw new SegBookException($"The pictures are {foot.Height} x {foot.Width}. The reference turned its pictures, so they have to be square: set height and width to the same.");

    private static void Train(SegmentationModel model, FrameCache cache, IReadOnlyList<int> frames, Experiment foot, Device device, double rate, int epochs, Action<string> report)
    {
        using var optimizer = optim.Adam(model.parameters().ToArray(), rate);
        using var loss = SegmentationLoss.Create(new LossConfig(), cache.LabelMap.Count);
        using var loader = new DataLoader(cache, frames, new DataLoaderOptions { BatchSize = foot.BatchSize, Shuffle = true, Seed = foot.Seed, Device = device });
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var (index, batch) in loader.Epoch(epoch).Index())
            {
                using (batch)
                {
                    using var scope = NewDisposeScope();
                    optimizer.zero_grad();
                    loss.Of(model.call(batch.Images), batch.Labels).backward();
                    optimizer.step();
                }

                report($"epoch {epoch + 1}/{epochs}, batch {index + 1}/{loader.Count}");
                Interrupt.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
