using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>Lovasz-softmax: the smooth surface that touches 1 - IoU at every hard labelling, so that its minimum is that of the IoU.</summary>
/// <remarks>
/// Berman et al. 2018, "The Lovasz-Softmax loss". Errors are sorted per class, which makes it the slowest loss here. Mean over the classes
/// that occur in the labels, as in SMP; binary and multilabel labels use the paper's hinge form on the logits. SMP gives an empty
/// tensor for a batch without labelled pixels; here it is 0.
/// </remarks>
public sealed class LovaszLoss : SegmentationLoss
{
    /// <summary>Lovasz loss.</summary>
    /// <param name="ignoreIndex">The label of pixels that cost nothing.</param>
    public LovaszLoss(long ignoreIndex = 255)
        : base(null, ignoreIndex)
    {
    }

    /// <summary>One IoU per image and their mean, in place of one over the batch. Default false.</summary>
    public bool PerImage { get; init; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var exclusive = Mode == LabelMode.Multiclass;
        var planes = exclusive ? logits.softmax(1).flatten(2) : logits.reshape(logits.shape[0], 1, -1);
        var flat = labels.reshape(logits.shape[0], -1);
        Func<Tensor, Tensor, Tensor> loss = exclusive ? Softmax : Hinge;
        if (!PerImage)
        {
            return loss(planes.transpose(0, 1).flatten(1), flat.flatten());
        }

        var images = Enumerable.Range(0, (int)logits.shape[0]).Select(n => loss(planes[n], flat[n])).ToArray();
        return stack(images).mean();
    }

    /// <summary>Probabilities [C, Q] against labels [Q].</summary>
    private Tensor Softmax(Tensor probabilities, Tensor labels)
    {
        var present = PresentClasses(labels, probabilities.shape[0]);
        if (present.numel() == 0)
        {
            // No labelled pixel: nothing to learn, yet something to call backward on.
            return (probabilities * 0).sum();
        }

        var isClass = labels.unsqueeze(0) == present.unsqueeze(1);
        var chosen = probabilities.index_select(0, present);
        return Extension(where(isClass, 1 - chosen, chosen), isClass, labels == IgnoreIndex).mean();
    }

    /// <summary>Logits [1, Q] against yes-or-no labels [Q].</summary>
    private Tensor Hinge(Tensor logits, Tensor labels)
    {
        var yes = (labels == 1).unsqueeze(0);
        var errors = (1 - logits * (2 * yes.to(logits.dtype) - 1)).relu();
        return Extension(errors, yes, labels == IgnoreIndex).sum();
    }

    /// <summary>The Lovasz extension of 1 - IoU at errors [K, Q], one number per row. Void pixels are sorted to the end, where the IoU no longer changes.</summary>
    private static Tensor Extension(Tensor errors, Tensor isClass, Tensor isIgnored)
    {
        var (sorted, order) = errors.masked_fill(isIgnored, -1).sort(1, descending: true);
        using (no_grad())
        {
            var hits = isClass.gather(1, order).to(errors.dtype);
            var seen = hits.cumsum(1);
            var total = seen.narrow(1, seen.shape[1] - 1, 1);
            var places = arange(1, seen.shape[1] + 1, errors.dtype, errors.device);
            var slopes = 1 - (total - seen) / (total + places - seen);
            slopes.narrow(1, 1, slopes.shape[1] - 1).sub_(slopes.narrow(1, 0, slopes.shape[1] - 1).clone());
            order = slopes;
        }

        return (sorted * order).masked_fill(sorted < 0, 0).sum(1L);
    }

    private Tensor PresentClasses(Tensor labels, long classes)
    {
        var counts = bincount(labels.masked_fill(labels == IgnoreIndex, classes), minlength: classes + 1);
        return where(counts.narrow(0, 0, classes) > 0)[0];
    }
}
