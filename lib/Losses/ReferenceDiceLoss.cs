using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>The reference notebook's Dice: on raw logits, without a softmax. Kept to show what it does; do not train with it.</summary>
/// <remarks>
/// d_c = 1 - 2 S(out_c t_c) / (S(out_c) + S(t_c) + 1e-5), S over the batch, height and width; the mean of d_c.
/// Why it fails: logits have no scale and may be negative, so that the denominator passes through zero. The "loss" has poles there and is
/// unbounded below: shifting all logits of a class by one constant moves it anywhere without a single pixel being told apart better, and
/// there is no lowest value to reach.
/// Use <see cref="DiceLoss"/>, the same formula on probabilities.
/// </remarks>
public sealed class ReferenceDiceLoss : SegmentationLoss
{
    /// <summary>The notebook's Dice.</summary>
    /// <param name="ignoreIndex">The label of pixels that are left out (the notebook had none).</param>
    public ReferenceDiceLoss(long ignoreIndex = 255)
        : base(null, ignoreIndex)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var planes = logits.flatten(2);
        var pixels = LabelledPixels.Of(labels, IgnoreIndex, logits);
        var classes = logits.shape[1];
        var intersection = pixels.SumPerClass(pixels.OwnClass(planes), classes);
        var sizes = pixels.SumOfPlanes(planes) + pixels.PerClass(classes) + 1e-5;
        var anyLabelled = pixels.Counts.sum().clamp_max(1);
        return (1 - 2 * intersection / sizes).mean() * anyLabelled;
    }
}
