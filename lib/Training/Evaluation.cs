using System.Diagnostics;
using SegBook.Data;
using SegBook.Losses;
using SegBook.Metrics;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>What a model makes of a set of frames: counts, from which scores follow, frame by frame and in all.</summary>
/// <param name="Numbers">The frames, counted from 0 in the sequence.</param>
/// <param name="Frames">Their names.</param>
/// <param name="PerFrame">One confusion matrix for each.</param>
/// <param name="Loss">The mean loss; NaN when none was asked for.</param>
/// <param name="Seconds">Time spent in the network alone.</param>
/// <param name="LabelMap">The classes.</param>
public sealed record Evaluation(IReadOnlyList<int> Numbers, IReadOnlyList<string> Frames, IReadOnlyList<ConfusionMatrix> PerFrame, double Loss, double Seconds, LabelMap LabelMap)
{
    /// <summary>The counts of all frames together.</summary>
    public ConfusionMatrix Total { get; } = ConfusionMatrix.Sum(PerFrame);

    /// <summary>Places in <see cref="Frames"/>, from the frame with the lowest mIoU to the one with the highest.</summary>
    public IReadOnlyList<int> ByScore() => [.. PerFrame.Index().OrderBy(frame => frame.Item.MeanIou()).Select(frame => frame.Index)];

    /// <summary>Milliseconds a frame, network alone.</summary>
    public double MillisecondsPerFrame => Seconds * 1000 / Frames.Count;

    /// <summary>The usual scores.</summary>
    public PartScores Scores() => new()
    {
        Frames = Frames.Count,
        MeanIou = Total.MeanIou(),
        MeanIouInterval = Interval(),
        PixelAccuracy = Total.PixelAccuracy(),
        MeanClassAccuracy = Total.MeanClassAccuracy(),
        FrequencyWeightedIou = Total.FrequencyWeightedIou(),
        Loss = Loss,
        MillisecondsPerFrame = MillisecondsPerFrame,
        Iou = LabelMap.Names.Zip(Total.Iou()).ToDictionary(pair => pair.First, pair => pair.Second),
    };

    /// <summary>Runs a model over frames, in evaluation mode and without gradients. The model is left in evaluation mode.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cache">The frames.</param>
    /// <param name="frames">Which of them; at least one.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="batchSize">Frames at once.</param>
    /// <param name="loss">The loss to report; null for none.</param>
    /// <param name="interruptible">As in <see cref="DataLoaderOptions.Interruptible"/>.</param>
    /// <exception cref="SegBookException">There are no frames, or the model has other classes than the label map.</exception>
    public static Evaluation Of(SegmentationModel model, FrameCache cache, IReadOnlyList<int> frames, Device device, int batchSize = 4, SegmentationLoss? loss = null, bool interruptible = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(frames);
        Check(model, cache, frames);
        using var quiet = no_grad();
        var options = new DataLoaderOptions { BatchSize = batchSize, Device = device, Interruptible = interruptible };
        using var loader = new DataLoader(cache, frames, options);
        model.eval();
        var matrices = new List<ConfusionMatrix>();
        var watch = new Stopwatch();
        var lossSum = 0d;
        foreach (var batch in loader.Epoch(0))
        {
            using var scope = NewDisposeScope();
            using (batch)
            {
                watch.Start();
                var logits = model.call(batch.Images);
                Wait(device);
                watch.Stop();
                matrices.AddRange(ConfusionMatrix.PerImage(cache.Dataset.LabelMap.Count, batch.Labels, logits));
                lossSum += loss is null ? double.NaN : loss.Of(logits, batch.Labels).ToSingle() * batch.Frames.Count;
            }
        }

        return new Evaluation(frames, [.. frames.Select(i => cache.Dataset.Names[i])], matrices, lossSum / frames.Count, watch.Elapsed.TotalSeconds, cache.Dataset.LabelMap);
    }

    private Interval? Interval()
    {
        // Fewer frames than blocks say nothing; a random split's frames are in no order that blocks could follow.
        var ascends = Numbers.Zip(Numbers.Skip(1)).All(pair => pair.First < pair.Second);
        return Frames.Count < 4 ? null : BlockBootstrap.Of(PerFrame, frameNumbers: ascends ? Numbers : null).MeanIou;
    }

    private static void Check(SegmentationModel model, FrameCache cache, IReadOnlyList<int> frames)
    {
        if (frames.Count == 0)
        {
            throw new SegBookException("There are no frames to evaluate on: this part of the split is empty.");
        }

        var classes = cache.Dataset.LabelMap.Count;
        if (model.Config.Classes != classes)
        {
            throw new SegBookException($"The model tells {model.Config.Classes} classes apart, the label map '{cache.Dataset.LabelMap.Name}' has {classes}. Open the data with the label map that the model was trained with.");
        }
    }

    private static void Wait(Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }
    }
}
