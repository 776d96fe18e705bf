using SegBook.Data;
using SegBook.Metrics;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>Counts over a part of a split, variants of frames included.</summary>
internal static class SplitScores
{
    /// <summary>One confusion matrix for each number of a part. The network is left in evaluation mode.</summary>
    /// <param name="model">The network.</param>
    /// <param name="cache">The frames.</param>
    /// <param name="split">What the numbers mean.</param>
    /// <param name="part">The numbers; frames, or frames and variants.</param>
    /// <param name="batchSize">Frames at once.</param>
    /// <param name="device">Where the network is.</param>
    /// <param name="variants">False when the part lists the first variant of each frame, as it was filmed.</param>
    public static IReadOnlyList<ConfusionMatrix> Matrices(SegmentationModel model, FrameCache cache, Split split, IReadOnlyList<int> part, int batchSize, Device device, bool variants = true)
    {
        var options = new DataLoaderOptions { BatchSize = batchSize, Device = device };
        IReadOnlyList<int> numbers = variants ? part : [.. part.Select(split.FrameOf)];
        using var loader = new DataLoader(cache, numbers, variants ? options.For(split, cache.Height) : options);
        using var quiet = no_grad();
        model.eval();
        var matrices = new List<ConfusionMatrix>();
        foreach (var batch in loader.Epoch(0))
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                matrices.AddRange(ConfusionMatrix.PerImage(cache.LabelMap.Count, batch.Labels, model.call(batch.Images)));
            }
        }

        return matrices;
    }

    /// <summary>The reference notebook's own metrics of these images, batch by batch.</summary>
    public static ReferenceMetrics Notebook(IReadOnlyList<ConfusionMatrix> images, int batchSize)
    {
        var metrics = new ReferenceMetrics(images[0].ClassCount, images[0].IgnoreIndex);
        foreach (var batch in images.Chunk(batchSize))
        {
            metrics.Add(batch);
        }

        return metrics;
    }
}
