using SegBook.Data;
using SegBook.Display;
using SegBook.Losses;
using SegBook.Metrics;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>One trial of the reference notebook's protocol.</summary>
/// <param name="Number">Its place in the order, from 1.</param>
/// <param name="LearningRate">What was tried.</param>
/// <param name="OwnIou">The reference notebook's IoU on its own validation part: augmented copies of training frames.</param>
/// <param name="OwnAccuracy">Its pixel accuracy there.</param>
/// <param name="UnseenMeanIou">mIoU over the whole of the frames that no copy of was trained on, one confusion matrix, absent classes left out.</param>
public sealed record ReferenceTrial(int Number, double LearningRate, double OwnIou, double OwnAccuracy, double UnseenMeanIou);

/// <summary>Trial and error as the reference notebook did it: one network object for all trials, each going on from the weights of the one before, in evaluation mode from the second trial on, on frames that were augmented first and divided afterwards.</summary>
/// <remarks>It is here to be looked at, not to be used: <see cref="CoordinateSearch"/> is the sound form.</remarks>
public static class ReferenceProtocol
{
    /// <summary>Tries learning rates with Adam, in the given order.</summary>
    /// <param name="foot">Data, size, network, batch size, seed and device; the rest is the protocol's.</param>
    /// <param name="rates">The learning rates in the order in which they are tried.</param>
    /// <param name="epochs">Epochs of a trial.</param>
    /// <exception cref="SegBookException">The data is missing or damaged.</exception>
    public static IReadOnlyList<ReferenceTrial> Run(Experiment foot, IReadOnlyList<double> rates, int epochs)
    {
        ArgumentNullException.ThrowIfNull(foot);
        ArgumentNullException.ThrowIfNull(rates);
        var dataset = SegmentationDataset.Open(foot.Data, LabelMap.CamVid32);
        using var cache = new FrameCache(dataset, foot.Height, foot.Width);
        var split = Splits.Reference(dataset.Count, foot.Seed);
        var device = Compute.Device(foot.Device);
        random.manual_seed(foot.Seed);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = foot.Architecture, Encoder = foot.Encoder, Classes = dataset.LabelMap.Count });
        model.to(device);
        using var line = new ProgressLine();
        var trials = new List<ReferenceTrial>();
        foreach (var rate in rates)
        {
            // What the reference did: the network is in training mode only until the first evaluation puts it out of it.
            if (trials.Count == 0)
            {
                model.train();
            }

            Train(model, cache, split, foot, device, rate, epochs, text => line.Report($"trial {trials.Count + 1}/{rates.Count}, learning rate {rate:0.####}: {text}"));
            var own = SplitScores.Matrices(model, cache, split, split.Validation, foot.BatchSize, device);
            var unseen = SplitScores.Matrices(model, cache, split, split.Test, foot.BatchSize, device, variants: false);
            var metrics = SplitScores.Notebook(own, foot.BatchSize);
            trials.Add(new ReferenceTrial(trials.Count + 1, rate, metrics.Iou, metrics.PixelAccuracy, ConfusionMatrix.Sum(unseen).MeanIou()));
        }

        line.Finish($"{rates.Count} trials of {epochs} epoch(s) on one shared network");
        return trials;
    }

    private static void Train(SegmentationModel model, FrameCache cache, Split split, Experiment foot, Device device, double rate, int epochs, Action<string> report)
    {
        using var optimizer = optim.Adam(model.parameters().ToArray(), rate);
        using var loss = SegmentationLoss.Create(new LossConfig(), cache.LabelMap.Count);
        var options = new DataLoaderOptions { BatchSize = foot.BatchSize, Shuffle = true, Seed = foot.Seed, Device = device };
        using var loader = new DataLoader(cache, split.Train, options.For(split, cache.Height));
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var done = 0;
            foreach (var batch in loader.Epoch(epoch))
            {
                using (batch)
                {
                    using var scope = NewDisposeScope();
                    optimizer.zero_grad();
                    loss.Of(model.call(batch.Images), batch.Labels).backward();
                    optimizer.step();
                }

                report($"epoch {epoch + 1}/{epochs}, batch {++done}/{loader.Count}");
                Interrupt.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
