namespace SegBook.Losses;

/// <summary>1 - Tversky, to the power gamma: how far predicted and true regions overlap, with a price each for false alarms and misses.</summary>
/// <remarks>Tversky = (I + smooth) / (I + alpha FP + beta FN + smooth). Per class, over the labelled pixels of the whole batch: I = sum of the probabilities
/// where the class is true, FP = sum of its probabilities elsewhere, FN = its true pixels - I; then the (weighted) mean over the classes. As in SMP, a class
/// without a true pixel in the batch costs 0 yet counts in the divisor, and the power (Abraham and Khan 2019) is taken of the mean, not per class.
/// Salehi et al. 2017, "Tversky loss function for image segmentation using 3D fully convolutional deep networks". With both prices 1/2 it is 1 - Dice
/// (Milletari et al. 2016, without squares; smooth is added to the halved fraction, as in SMP), with both 1 it is 1 - Jaccard (Rahman and Wang 2016).</remarks>
internal sealed class TverskyLoss(LossConfig config, double alpha, double beta, Tensor? classWeights, long ignoreIndex) : SegmentationLoss(classWeights, ignoreIndex)
{
    private const double Tiny = 1e-7;

    private protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var probabilities = logits.softmax(1).flatten(2);
        var pixels = LabelledPixels.Of(labels, IgnoreIndex, logits);
        var classes = logits.shape[1];
        var ofOwnClass = probabilities.gather(1, pixels.Labels.unsqueeze(1)).squeeze(1) * pixels.Counts;
        var intersection = pixels.SumPerClass(ofOwnClass, classes);
        var truth = pixels.SumPerClass(pixels.Counts, classes);
        var below = (1 - alpha - beta) * intersection + alpha * pixels.SumOfPlanes(probabilities) + beta * truth + config.Smooth;
        var score = (intersection + config.Smooth) / below.clamp_min(Tiny);
        var mean = MeanOverClasses((config.LogLoss ? -score.clamp_min(Tiny).log() : 1 - score) * (truth > 0).to(score.dtype));

        // At a loss of exactly 0 a power below 1 has no finite slope: the clamp cuts the gradient there, the factor keeps the value 0.
        return config.Gamma is not { } gamma ? mean : mean.clamp_min(1e-12).pow(gamma) * (mean > 0).to(mean.dtype);
    }
}

/// <summary>Lovasz-softmax: the smooth surface that touches 1 - IoU at every hard labelling, so that its minimum is that of the IoU.</summary>
/// <remarks>Berman et al. 2018, "The Lovasz-Softmax loss". Errors are sorted per class, which makes it the slowest loss here. Mean over the classes
/// that occur in the labels, as in SMP. SMP gives an empty tensor for a batch without labelled pixels; here it is 0.</remarks>
internal sealed class LovaszLoss(LossConfig config, long ignoreIndex) : SegmentationLoss(null, ignoreIndex)
{
    private protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var planes = logits.softmax(1).flatten(2);
        return config.PerImage
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

        // The Lovasz extension of 1 - IoU at errors [K, Q], a number a row. Ignored pixels are sorted to the end, where the IoU no longer changes.
        var errors = where(isClass, 1 - chosen, chosen);
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

        return (sorted * order).masked_fill(sorted < 0, 0).sum(1L).mean();
    }
}
