using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Losses;

/// <summary>What a sum over pixels is divided by.</summary>
public enum PixelAverage
{
    /// <summary>The labelled pixels (each counted with the weight of its class): void changes nothing. PyTorch's mean.</summary>
    LabelledPixels,

    /// <summary>All pixels, void ones included, as SMP's SoftCrossEntropyLoss does: the more void, the smaller the loss.</summary>
    AllPixels,

    /// <summary>Nothing: the sum.</summary>
    Sum,
}

/// <summary>Cross entropy of the softmax: minus the log of the probability given to the true class, averaged over pixels.</summary>
/// <remarks>
/// Label smoothing (Szegedy et al. 2016, "Rethinking the Inception Architecture", section 7) asks for 1 - s on the true class and
/// s spread over all C. The operator is libtorch's own. Where SMP's SoftCrossEntropyLoss differs, we follow PyTorch: SMP divides by
/// void pixels too (<see cref="PixelAverage.AllPixels"/> gives that). PyTorch's mean over no labelled pixel is NaN; here it is 0.
/// </remarks>
public sealed class CrossEntropyLoss : SegmentationLoss
{
    /// <summary>Cross entropy.</summary>
    /// <param name="classWeights">One weight per class [C]; null means all 1.</param>
    /// <param name="ignoreIndex">The label of pixels that cost nothing.</param>
    public CrossEntropyLoss(Tensor? classWeights = null, long ignoreIndex = 255)
        : base(classWeights, ignoreIndex)
    {
    }

    /// <summary>The share s of the target that is spread over all classes, 0 to 1. Default 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What the sum over pixels is divided by. Default: the labelled pixels.</summary>
    public PixelAverage Average { get; init; } = PixelAverage.LabelledPixels;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var weights = WeightsLike(logits);
        var sum = functional.cross_entropy(logits, labels, weights, IgnoreIndex, Reduction.Sum, LabelSmoothing);
        return Average switch
        {
            PixelAverage.LabelledPixels => sum / Divisor(labels, weights, logits),
            PixelAverage.AllPixels => sum / labels.numel(),
            _ => sum,
        };
    }

    private Tensor Divisor(Tensor labels, Tensor? weights, Tensor logits)
    {
        if (weights is null)
        {
            return (labels != IgnoreIndex).sum().clamp_min(1);
        }

        var pixels = LabelledPixels.Of(labels, IgnoreIndex, logits);
        return (weights.index_select(0, pixels.Labels.flatten()) * pixels.Counts.flatten()).sum().clamp_min(1e-12);
    }
}
