using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>1 - Tversky, to the power gamma: how far predicted and true regions overlap, with a price each for false alarms and misses.</summary>
/// <remarks>
/// <para>Tversky = (I + smooth) / (I + alpha FP + beta FN + smooth). Per class, over the labelled pixels of the whole batch: I = sum of the probabilities where
/// the class is true, FP = sum of its probabilities elsewhere, FN = its true pixels - I. The result is the (weighted) mean over the classes. As in SMP, a class
/// without a true pixel in the batch costs 0 yet counts in the divisor, so that false alarms for it are only felt through the other classes' probabilities.</para>
/// <para>Salehi et al. 2017, "Tversky loss function for image segmentation using 3D fully convolutional deep networks"; the power is Abraham and Khan 2019's
/// focal Tversky. As in SMP, and unlike that paper, the power is taken of the mean over the classes, not per class.</para>
/// </remarks>
public class TverskyLoss(Tensor? classWeights = null, long ignoreIndex = 255) : SegmentationLoss(classWeights, ignoreIndex)
{
    private const double Tiny = 1e-7;

    /// <summary>What a false positive costs, at least 0. Default 0.5.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>What a missed pixel costs, at least 0. Default 0.5.</summary>
    public double Beta { get; init; } = 0.5;

    /// <summary>The power, above 0. Default 1.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>Added above and below the fraction, at least 0. Default 0. Damps classes with few pixels.</summary>
    public double Smooth { get; init; }

    /// <summary>Minus the log of the score in place of 1 minus it. Default false.</summary>
    public bool LogLoss { get; init; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var probabilities = logits.softmax(1).flatten(2);
        var pixels = LabelledPixels.Of(labels, IgnoreIndex, logits);
        var classes = logits.shape[1];
        var ofOwnClass = probabilities.gather(1, pixels.Labels.unsqueeze(1)).squeeze(1) * pixels.Counts;
        var intersection = pixels.SumPerClass(ofOwnClass, classes);
        var truth = pixels.SumPerClass(pixels.Counts, classes);
        var below = (1 - Alpha - Beta) * intersection + Alpha * pixels.SumOfPlanes(probabilities) + Beta * truth + Smooth;
        var score = (intersection + Smooth) / below.clamp_min(Tiny);
        var mean = MeanOverClasses((LogLoss ? -score.clamp_min(Tiny).log() : 1 - score) * (truth > 0).to(score.dtype));

        // At a loss of exactly 0 a power below 1 has no finite slope: the clamp cuts the gradient there, the factor keeps the value 0.
        return Gamma == 1 ? mean : mean.clamp_min(1e-12).pow(Gamma) * (mean > 0).to(mean.dtype);
    }
}

/// <summary>1 - Dice, with Dice = (I + smooth) / ((P + T) / 2 + smooth), P = I + FP and T = I + FN: Tversky with both prices 1/2.</summary>
/// <remarks>
/// Milletari et al. 2016, "V-Net", with sums where that paper has sums of squares, as in SMP. SMP, too, adds smooth to the halved fraction, which is
/// twice what "(2 I + smooth) / (P + T + smooth)" elsewhere adds.
/// </remarks>
public sealed class DiceLoss(Tensor? classWeights = null, long ignoreIndex = 255) : TverskyLoss(classWeights, ignoreIndex);

/// <summary>1 - Jaccard, with Jaccard = (I + smooth) / (P + T - I + smooth), intersection over union on probabilities: Tversky with both prices 1.</summary>
/// <remarks>Rahman and Wang 2016, "Optimizing Intersection-Over-Union in Deep Neural Networks for Image Segmentation".</remarks>
public sealed class JaccardLoss : TverskyLoss
{
    /// <summary>Jaccard loss.</summary>
    public JaccardLoss(Tensor? classWeights = null, long ignoreIndex = 255)
        : base(classWeights, ignoreIndex) => Alpha = Beta = 1;
}

/// <summary>Lovasz-softmax: the smooth surface that touches 1 - IoU at every hard labelling, so that its minimum is that of the IoU.</summary>
/// <remarks>
/// Berman et al. 2018, "The Lovasz-Softmax loss". Errors are sorted per class, which makes it the slowest loss here. Mean over the classes
/// that occur in the labels, as in SMP. SMP gives an empty tensor for a batch without labelled pixels; here it is 0.
/// </remarks>
public sealed class LovaszLoss(long ignoreIndex = 255) : SegmentationLoss(null, ignoreIndex)
{
    /// <summary>One IoU per image and their mean, in place of one over the batch. Default false.</summary>
    public bool PerImage { get; init; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var planes = logits.softmax(1).flatten(2);
        return PerImage
            ? stack(Enumerable.Range(0, (int)logits.shape[0]).Select(n => Together(planes[n], labels[n].flatten()))).mean()
            : Together(planes.transpose(0, 1).flatten(1), labels.flatten());
    }

    /// <summary>Probabilities [C, Q] against labels [Q].</summary>
    private Tensor Together(Tensor probabilities, Tensor labels)
    {
        var classes = probabilities.shape[0];
        var isIgnored = labels == IgnoreIndex;
        var present = where(bincount(labels.masked_fill(isIgnored, classes), minlength: classes + 1).narrow(0, 0, classes) > 0)[0];
        if (present.numel() == 0)
        {
            // No labelled pixel: nothing to learn, yet something to call backward on.
            return (probabilities * 0).sum();
        }

        var isClass = labels.unsqueeze(0) == present.unsqueeze(1);
        var chosen = probabilities.index_select(0, present);
        return Extension(where(isClass, 1 - chosen, chosen), isClass, isIgnored).mean();
    }

    /// <summary>The Lovasz extension of 1 - IoU at errors [K, Q], a number a row. Ignored pixels are sorted to the end, where the IoU no longer changes.</summary>
    private static Tensor Extension(Tensor errors, Tensor isClass, Tensor isIgnored)
    {
        var (sorted, order) = errors.masked_fill(isIgnored, -1).sort(1, descending: true);
        using (no_grad())
        {
            var seen = isClass.gather(1, order).to(errors.dtype).cumsum(1);
            var total = seen.narrow(1, seen.shape[1] - 1, 1);
            var places = arange(1, seen.shape[1] + 1, errors.dtype, errors.device);
            var slopes = 1 - (total - seen) / (total + places - seen);
            slopes.narrow(1, 1, slopes.shape[1] - 1).sub_(slopes.narrow(1, 0, slopes.shape[1] - 1).clone());
            order = slopes;
        }

        return (sorted * order).masked_fill(sorted < 0, 0).sum(1L);
    }
}
