using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>1 - Jaccard, with Jaccard = (I + smooth) / (P + T - I + smooth): intersection over union on probabilities.</summary>
/// <remarks>Rahman and Wang 2016, "Optimizing Intersection-Over-Union in Deep Neural Networks for Image Segmentation".</remarks>
public sealed class JaccardLoss : RegionLoss
{
    /// <summary>Jaccard loss.</summary>
    /// <param name="classWeights">One weight per class [C]; null means all equal.</param>
    /// <param name="ignoreIndex">The label of pixels that cost nothing.</param>
    public JaccardLoss(Tensor? classWeights = null, long ignoreIndex = 255)
        : base(classWeights, ignoreIndex)
    {
    }

    private protected override (Tensor Numerator, Tensor Denominator) Score(Tensor intersection, Tensor predicted, Tensor truth) =>
        (intersection + Smooth, predicted + truth - intersection + Smooth);
}
