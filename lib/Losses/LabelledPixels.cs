using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>Labels made safe to index with, and which of them count; made without asking the device how many there are.</summary>
/// <param name="Labels">Class indices [N, P], int64; void pixels hold class 0.</param>
/// <param name="Counts">[N, P], 1 where a pixel is labelled and 0 where it is void, in the logits' dtype.</param>
internal sealed record LabelledPixels(Tensor Labels, Tensor Counts)
{
    /// <summary>Splits labels of any shape [N, ...].</summary>
    public static LabelledPixels Of(Tensor labels, long ignoreIndex, Tensor like)
    {
        var flat = labels.reshape(like.shape[0], -1);
        var isIgnored = flat == ignoreIndex;
        return new LabelledPixels(flat.masked_fill(isIgnored, 0), isIgnored.logical_not().to(like.dtype));
    }

    /// <summary>How many pixels are labelled, at least 1: a divisor.</summary>
    public Tensor Number() => Counts.sum().clamp_min(1);

    /// <summary>Labelled pixels per class [C].</summary>
    public Tensor PerClass(long classes) => SumPerClass(Counts, classes);

    /// <summary>Sums <paramref name="values"/> [N, P] by the class of their pixels: [C]. Image by image first, which keeps float32 sums short.</summary>
    public Tensor SumPerClass(Tensor values, long classes) =>
        zeros([values.shape[0], classes], values.dtype, values.device).scatter_add(1, Labels, values).sum(0L);

    /// <summary>Sums planes [N, C, P] over the labelled pixels: [C]. A product of matrices, so that no masked copy is made.</summary>
    public Tensor SumOfPlanes(Tensor planes) => planes.bmm(Counts.unsqueeze(2)).sum([0L, 2L]);

    /// <summary>The value of each pixel's own class [N, P] out of planes [N, C, P]; 0 for void pixels.</summary>
    public Tensor OwnClass(Tensor planes) => planes.gather(1, Labels.unsqueeze(1)).squeeze(1) * Counts;
}
