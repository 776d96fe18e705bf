using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>1 - Tversky, with Tversky = (I + smooth) / (I + alpha FP + beta FN + smooth), FP = P - I, FN = T - I, to the power gamma.</summary>
/// <remarks>
/// Salehi et al. 2017, "Tversky loss function for image segmentation using 3D fully convolutional deep networks"; the power is
/// Abraham and Khan 2019's focal Tversky. As in SMP, and unlike that paper, the power is taken of the mean over the classes, not per class.
/// Alpha = beta = 0.5 is Dice, both 1 is Jaccard.
/// </remarks>
public sealed class TverskyLoss : RegionLoss
{
    /// <summary>Tversky loss.</summary>
    /// <param name="classWeights">One weight per class [C]; null means all equal.</param>
    /// <param name="ignoreIndex">The label of pixels that cost nothing.</param>
    public TverskyLoss(Tensor? classWeights = null, long ignoreIndex = 255)
        : base(classWeights, ignoreIndex)
    {
    }

    /// <summary>What a false positive costs, at least 0. Default 0.5.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>What a missed pixel costs, at least 0. Default 0.5.</summary>
    public double Beta { get; init; } = 0.5;

    /// <summary>The power, above 0. Default 1.</summary>
    public double Gamma { get; init; } = 1;

    private protected override (Tensor Numerator, Tensor Denominator) Score(Tensor intersection, Tensor predicted, Tensor truth) =>
        (intersection + Smooth, (1 - Alpha - Beta) * intersection + Alpha * predicted + Beta * truth + Smooth);

    // At a loss of exactly 0 a power below 1 has no finite slope: the clamp cuts the gradient there, the factor keeps the value 0.
    private protected override Tensor Finish(Tensor mean) => Gamma == 1 ? mean : mean.clamp_min(1e-12).pow(Gamma) * (mean > 0).to(mean.dtype);
}
