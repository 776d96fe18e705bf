using static TorchSharp.torch;

namespace SegBook.Metrics;

/// <summary>The reference notebook's IoU and pixel accuracy, to compare with its figures; not for conclusions.</summary>
/// <remarks>
/// IoU of class c in image n: (|P and T| + 1e-6) / (|P or T| + 1e-6); then the mean over the images of a batch, over all classes, over the batches.
/// A class that an image has in neither labels nor prediction scores exactly 1 there, which is most pairs of class and image with 32 classes, so the
/// number is far above the IoU of the data set; and a last, smaller batch weighs as much as a full one. Pixel accuracy: mean over images, then batches.
/// Void pixels are left out (the notebook had none).
/// </remarks>
/// <param name="classCount">Number of classes.</param>
/// <param name="ignoreIndex">The label of pixels that are not scored.</param>
public sealed class ReferenceMetrics(int classCount, int ignoreIndex = 255)
{
    private const double Tiny = 1e-6;

    private readonly double[] _iou = new double[classCount];
    private double _accuracy;

    /// <summary>Batches added.</summary>
    public int Batches { get; private set; }

    /// <summary>Mean IoU; NaN before the first batch.</summary>
    public double Iou => IouPerClass.Average();

    /// <summary>IoU per class.</summary>
    public IReadOnlyList<double> IouPerClass => [.. _iou.Select(sum => sum / Batches)];

    /// <summary>Pixel accuracy.</summary>
    public double PixelAccuracy => _accuracy / Batches;

    /// <summary>Adds a batch.</summary>
    /// <param name="truth">Labels [N, H, W].</param>
    /// <param name="predicted">Labels [N, H, W], or logits [N, C, H, W].</param>
    /// <exception cref="SegBookException">The shapes do not fit, or a label is no class.</exception>
    public void Add(Tensor truth, Tensor predicted) => Add(ConfusionMatrix.PerImage(classCount, truth, predicted, ignoreIndex));

    /// <summary>Adds a batch, given one confusion matrix per image.</summary>
    /// <exception cref="SegBookException">There is none, or it has other classes.</exception>
    public void Add(IReadOnlyList<ConfusionMatrix> batch)
    {
        if (batch.Count == 0 || batch.Any(image => image.ClassCount != classCount))
        {
            throw new SegBookException($"A batch of {batch.Count} confusion matrices: at least one is needed, and {classCount} classes in each.");
        }

        foreach (var image in batch)
        {
            foreach (var (c, counts) in PixelCounts.Of(image).Index())
            {
                var union = counts.TruePositives + counts.FalsePositives + counts.FalseNegatives;
                _iou[c] += (counts.TruePositives + Tiny) / (union + Tiny) / batch.Count;
            }
        }

        // An image without a labelled pixel has no accuracy.
        _accuracy += ConfusionMatrix.MeanOfPresent(batch.Select(image => image.PixelAccuracy()));
        Batches++;
    }
}
