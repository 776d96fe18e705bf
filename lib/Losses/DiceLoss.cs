using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>1 - Dice, with Dice = (I + smooth) / ((P + T) / 2 + smooth): the overlap against the mean size of both regions.</summary>
/// <remarks>
/// Milletari et al. 2016, "V-Net", with sums where that paper has sums of squares, as in SMP. SMP, too, adds smooth to the halved fraction, which is
/// twice what "(2 I + smooth) / (P + T + smooth)" elsewhere adds.
/// </remarks>
public sealed class DiceLoss : RegionLoss
{
    /// <summary>Dice loss.</summary>
    /// <param name="classWeights">One weight per class [C]; null means all equal.</param>
    /// <param name="ignoreIndex">The label of pixels that cost nothing.</param>
    public DiceLoss(Tensor? classWeights = null, long ignoreIndex = 255)
        : base(classWeights, ignoreIndex)
    {
    }

    private protected override (Tensor Numerator, Tensor Denominator) Score(Tensor intersection, Tensor predicted, Tensor truth) =>
        (intersection + Smooth, (predicted + truth) / 2 + Smooth);
}
