using SegBook.Data;
using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>Losses on how far the predicted and the true region of each class overlap: Dice, Jaccard, Tversky.</summary>
/// <remarks>
/// Per class, over the labelled pixels of the whole batch: I = sum of the probabilities where the class is true, P = sum of its
/// probabilities, T = its true pixels. The loss of a class is 1 - score(I, P, T), and the result their (weighted) mean.
/// As in SMP, a class without a true pixel in the batch costs 0 yet counts in the divisor, so that false alarms for it are only
/// felt through the other classes' probabilities.
/// </remarks>
public abstract class RegionLoss : SegmentationLoss
{
    private const double Tiny = 1e-7;

    private protected RegionLoss(Tensor? classWeights, long ignoreIndex)
        : base(classWeights, ignoreIndex)
    {
    }

    /// <summary>Added above and below the fraction, at least 0. Default 0. Damps classes with few pixels.</summary>
    public double Smooth { get; init; }

    /// <summary>Minus the log of the score in place of 1 minus it. Default false.</summary>
    public bool LogLoss { get; init; }

    /// <summary>The input already holds probabilities. Default false: it holds logits.</summary>
    public bool FromProbabilities { get; init; }

    /// <summary>Only these classes count; null means all.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>The score of each class, 0 to 1, before the division is guarded.</summary>
    /// <param name="intersection">I [C].</param>
    /// <param name="predicted">P [C].</param>
    /// <param name="truth">T [C].</param>
    private protected abstract (Tensor Numerator, Tensor Denominator) Score(Tensor intersection, Tensor predicted, Tensor truth);

    /// <summary>What is done to the mean over classes.</summary>
    private protected virtual Tensor Finish(Tensor mean) => mean;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var (intersection, predicted, truth) = Mode == LabelMode.Multiclass ? Exclusive(logits, labels) : Independent(logits, labels);
        var (numerator, denominator) = Score(intersection, predicted, truth);
        var score = numerator / denominator.clamp_min(Tiny);
        var losses = (LogLoss ? -score.clamp_min(Tiny).log() : 1 - score) * (truth > 0).to(score.dtype);
        return Finish(Classes is null ? MeanOverClasses(losses) : Chosen(losses));
    }

    private Tensor Chosen(Tensor losses)
    {
        var weighted = WeightsLike(losses) is { } weights ? losses * weights / weights.mean() : losses;
        return weighted.index_select(0, tensor(Classes!.Select(c => (long)c).ToArray()).to(losses.device, non_blocking: true)).mean();
    }

    private (Tensor Intersection, Tensor Predicted, Tensor Truth) Exclusive(Tensor logits, Tensor labels)
    {
        var probabilities = (FromProbabilities ? logits : logits.softmax(1)).flatten(2);
        var pixels = LabelledPixels.Of(labels, IgnoreIndex, logits);
        var classes = logits.shape[1];
        return (pixels.SumPerClass(pixels.OwnClass(probabilities), classes), pixels.SumOfPlanes(probabilities), pixels.PerClass(classes));
    }

    private (Tensor Intersection, Tensor Predicted, Tensor Truth) Independent(Tensor logits, Tensor labels)
    {
        labels = labels.reshape(logits.shape);
        var counts = (labels != IgnoreIndex).to(logits.dtype);
        var probabilities = (FromProbabilities ? logits : logits.sigmoid()) * counts;
        var truth = labels.to(logits.dtype) * counts;
        long[] all = [0, 2, 3];
        return ((probabilities * truth).sum(all), probabilities.sum(all), truth.sum(all));
    }
}
