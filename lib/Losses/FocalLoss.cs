using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>Focal loss: cross entropy in which pixels that are already right count less, (1 - p)^gamma * -log p.</summary>
/// <remarks>
/// Lin et al. 2017, "Focal Loss for Dense Object Detection". As in SMP (and the paper), each class is a yes-or-no question answered by its
/// sigmoid, and the result is the (weighted) mean over the classes; it is not the softmax variant that other libraries call by the same name.
/// The mean runs over labelled pixels only.
/// </remarks>
public sealed class FocalLoss : SegmentationLoss
{
    /// <summary>Focal loss.</summary>
    /// <param name="classWeights">One weight per class [C], multiclass only; null means all equal.</param>
    /// <param name="ignoreIndex">The label of pixels that cost nothing.</param>
    public FocalLoss(Tensor? classWeights = null, long ignoreIndex = 255)
        : base(classWeights, ignoreIndex)
    {
    }

    /// <summary>How fast easy pixels fade, at least 0. Default 2; 0 is the plain binary cross entropy.</summary>
    public double Gamma { get; init; } = 2;

    /// <summary>Weight of "yes", against 1 - alpha for "no", 0 to 1; null weighs neither. Default null.</summary>
    public double? Alpha { get; init; }

    /// <summary>Below this probability of the right answer a pixel counts fully (reduced focal loss, Sergievskiy and Ponamarev 2019), above 0 and at most 1; null switches it off.</summary>
    public double? ReducedThreshold { get; init; }

    /// <summary>Divide by the sum of the focal factors, per class. Default false.</summary>
    public bool Normalized { get; init; }

    /// <summary>Sum over pixels in place of the mean (still a mean over classes). Default false.</summary>
    public bool SumOverPixels { get; init; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor logits, Tensor labels) =>
        Mode == LabelMode.Multiclass ? Exclusive(logits, labels) : Independent(logits, labels);

    private Tensor Exclusive(Tensor logits, Tensor labels)
    {
        var planes = logits.flatten(2);
        var pixels = LabelledPixels.Of(labels, IgnoreIndex, logits);
        var index = pixels.Labels.unsqueeze(1);

        // A "yes" is a "no" with the sign of its logit turned: no one-hot labels are needed.
        var (losses, factors) = NoAnswers(planes.scatter(1, index, -planes.gather(1, index)));
        if (Alpha is { } alpha)
        {
            losses *= full_like(losses, 1 - alpha).scatter(1, index, full_like(index, alpha, losses.dtype));
        }

        var perClass = pixels.SumOfPlanes(losses);
        if (Normalized)
        {
            perClass /= pixels.SumOfPlanes(factors).clamp_min(1e-6);
        }

        return MeanOverClasses(SumOverPixels ? perClass : perClass / pixels.Number());
    }

    private Tensor Independent(Tensor logits, Tensor labels)
    {
        labels = labels.reshape(logits.shape);
        var counts = (labels != IgnoreIndex).to(logits.dtype);
        var yes = (labels == 1).to(logits.dtype);
        var (losses, factors) = NoAnswers(logits * (1 - 2 * yes));
        if (Alpha is { } alpha)
        {
            losses *= (1 - alpha) + (2 * alpha - 1) * yes;
        }

        var sum = (losses * counts).sum();
        if (Normalized)
        {
            sum /= (factors * counts).sum().clamp_min(1e-6);
        }

        return SumOverPixels ? sum : sum / counts.sum().clamp_min(1);
    }

    /// <summary>The loss where the right answer is "no", and its focal factor. With n = log of the probability of "no", logit + n is the log of that of "yes".</summary>
    private (Tensor Losses, Tensor Factors) NoAnswers(Tensor logits)
    {
        var logNo = (-logits).log_sigmoid();
        var logYes = logits + logNo;
        Tensor factors;
        if (ReducedThreshold is { } threshold)
        {
            factors = (Gamma * (logYes - Math.Log(threshold))).exp();
            factors = where(logNo < Math.Log(threshold), ones_like(factors), factors);
        }
        else
        {
            factors = (Gamma * logYes).exp();
        }

        return (factors * -logNo, factors);
    }
}
