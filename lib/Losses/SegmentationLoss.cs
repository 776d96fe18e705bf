using static TorchSharp.torch.nn;

namespace SegBook.Losses;

/// <summary>How wrong logits are about labels: one number to make small.</summary>
/// <remarks>A batch without a single labelled pixel costs 0 and has a zero gradient. Values and gradients are those of
/// segmentation_models.pytorch (SMP) where it has the loss; each class says where SMP surprises and what is done here.</remarks>
public abstract class SegmentationLoss : IDisposable
{
    private Tensor? _classWeights;

    /// <summary>Takes a copy of the weights [C], one per class, not negative; null means all equal.</summary>
    private protected SegmentationLoss(Tensor? classWeights, long ignoreIndex)
    {
        IgnoreIndex = ignoreIndex;
        _classWeights = classWeights?.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>The label of pixels that cost nothing.</summary>
    public long IgnoreIndex { get; }

    /// <summary>The loss that a configuration describes; one weight per class [C] is needed exactly when it asks for a weighting.</summary>
    /// <exception cref="SegBookException">A setting is out of range, or the weights do not fit.</exception>
    public static SegmentationLoss Create(LossConfig config, int classCount, Tensor? classWeights = null, long ignoreIndex = 255)
    {
        config.Validate();
        var isWeighted = config.TotalWeighting != ClassWeighting.None;
        Require(!isWeighted || classWeights is not null,
            $"The loss {config} needs class weights. Make them with ClassWeights.Of from the labels of the training frames.");
        Require(classWeights is null || (classWeights.ndim == 1 && classWeights.numel() == classCount),
            $"Class weights of shape [{string.Join(", ", classWeights?.shape ?? [])}] for {classCount} classes: use one per class.");

        // Weights without a weighting in the configuration are the caller's own, for every term that can take them.
        (double Weight, SegmentationLoss Loss)[] terms =
        [
            .. config.Terms.Select(term => (term.Weight, term.One(isWeighted && term.Weighting == ClassWeighting.None ? null : classWeights, ignoreIndex))),
        ];
        return terms is [(1, var only)] ? only : new SumLoss(terms);
    }

    /// <summary>The loss of class scores before the softmax, [N, C, H, W], for labels [N, H, W] of any integer type: a scalar, at least float32.</summary>
    /// <exception cref="SegBookException">The shapes do not fit.</exception>
    public Tensor Of(Tensor logits, Tensor labels)
    {
        long[] x = logits.shape, y = labels.shape;
        Require(x.Length == 4 && y.AsSpan().SequenceEqual([x[0], x[2], x[3]]),
            $"Logits [{string.Join(", ", x)}] and labels [{string.Join(", ", y)}] do not fit: use [N, C, H, W] and [N, H, W].");
        Require(_classWeights is null || _classWeights.numel() == x[1], $"{_classWeights?.numel()} class weights for logits of {x[1]} classes.");
        using var scope = NewDisposeScope();
        if (logits.dtype is ScalarType.Float16 or ScalarType.BFloat16)
        {
            // Sums over a picture do not fit into half the bits.
            logits = logits.to(ScalarType.Float32);
        }

        return Compute(logits, labels.to(ScalarType.Int64)).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the class weights.</summary>
    public virtual void Dispose()
    {
        _classWeights?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The loss, computed inside a dispose scope; shapes are checked and labels int64.</summary>
    private protected abstract Tensor Compute(Tensor logits, Tensor labels);

    /// <summary>The class weights [C] in the dtype and on the device of <paramref name="like"/>, or null. Not to be disposed.</summary>
    private protected Tensor? WeightsLike(Tensor like)
    {
        if (_classWeights is { } weights && (weights.dtype != like.dtype || (weights.device_type, weights.device_index) != (like.device_type, like.device_index)))
        {
            _classWeights = weights.to(like.dtype, like.device).DetachFromDisposeScope();
            weights.Dispose();
        }

        return _classWeights;
    }

    /// <summary>Mean of one loss per class [C], weighted where the classes have weights. Absent classes count in the divisor.</summary>
    private protected Tensor MeanOverClasses(Tensor losses) =>
        WeightsLike(losses) is { } weights ? (losses * weights).sum() / weights.sum() : losses.mean();
}

/// <summary>Cross entropy of the softmax: minus the log of the probability given to the true class, averaged over labelled pixels.</summary>
/// <remarks>Label smoothing (Szegedy et al. 2016, section 7) asks for 1 - s on the true class and s spread over all C. SMP's SoftCrossEntropyLoss divides by
/// ignored pixels too: the more of them, the smaller its loss. PyTorch's mean over no labelled pixel is NaN; here it is 0.</remarks>
internal sealed class CrossEntropyLoss(LossConfig config, Tensor? classWeights, long ignoreIndex) : SegmentationLoss(classWeights, ignoreIndex)
{
    private protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var weights = WeightsLike(logits);
        var sum = functional.cross_entropy(logits, labels, weights, IgnoreIndex, Reduction.Sum, config.LabelSmoothing);
        var pixels = LabelledPixels.Of(labels, IgnoreIndex, logits);
        return sum / (weights is null ? pixels.Number() : (weights.index_select(0, pixels.Labels.flatten()) * pixels.Counts.flatten()).sum().clamp_min(1e-12));
    }
}

/// <summary>Focal loss: cross entropy in which pixels that are already right count less, (1 - p)^gamma * -log p.</summary>
/// <remarks>Lin et al. 2017, "Focal Loss for Dense Object Detection". As in SMP (and the paper), each class is a yes-or-no question answered by its sigmoid,
/// not by the softmax as in other libraries; the result is the (weighted) mean over the classes, of labelled pixels only.</remarks>
internal sealed class FocalLoss(LossConfig config, Tensor? classWeights, long ignoreIndex) : SegmentationLoss(classWeights, ignoreIndex)
{
    private protected override Tensor Compute(Tensor logits, Tensor labels)
    {
        var planes = logits.flatten(2);
        var pixels = LabelledPixels.Of(labels, IgnoreIndex, logits);
        var index = pixels.Labels.unsqueeze(1);

        // A "yes" is a "no" with the sign of its logit turned: no one-hot labels are needed. Logit + log of "no" is the log of "yes".
        planes = planes.scatter(1, index, -planes.gather(1, index));
        var logNo = (-planes).log_sigmoid();
        var losses = ((config.Gamma ?? 2) * (planes + logNo)).exp() * -logNo;
        if (config.Alpha is { } alpha)
        {
            losses *= full_like(losses, 1 - alpha).scatter(1, index, full_like(index, alpha, losses.dtype));
        }

        return MeanOverClasses(pixels.SumOfPlanes(losses) / pixels.Number());
    }
}

/// <summary>A weighted sum of losses, such as cross entropy plus half of Dice.</summary>
internal sealed class SumLoss((double Weight, SegmentationLoss Loss)[] terms) : SegmentationLoss(null, terms[0].Loss.IgnoreIndex)
{
    public override void Dispose()
    {
        Array.ForEach(terms, term => term.Loss.Dispose());
        base.Dispose();
    }

    private protected override Tensor Compute(Tensor logits, Tensor labels) =>
        terms.Select(term => term.Weight * term.Loss.Of(logits, labels)).Aggregate((sum, term) => sum + term);
}

/// <summary>Class indices [N, P], int64, 0 where ignored, and which pixels count, 1 or 0 in the logits' dtype; the device is asked for no number.</summary>
internal sealed record LabelledPixels(Tensor Labels, Tensor Counts)
{
    public static LabelledPixels Of(Tensor labels, long ignoreIndex, Tensor like)
    {
        var flat = labels.reshape(like.shape[0], -1);
        var isIgnored = flat == ignoreIndex;
        return new LabelledPixels(flat.masked_fill(isIgnored, 0), isIgnored.logical_not().to(like.dtype));
    }

    /// <summary>How many pixels are labelled, at least 1: a divisor.</summary>
    public Tensor Number() => Counts.sum().clamp_min(1);

    /// <summary>Sums <paramref name="values"/> [N, P] by the class of their pixels: [C]. Image by image first, which keeps float32 sums short.</summary>
    public Tensor SumPerClass(Tensor values, long classes) =>
        zeros([values.shape[0], classes], values.dtype, values.device).scatter_add(1, Labels, values).sum(0L);

    /// <summary>Sums planes [N, C, P] over the labelled pixels: [C]. A product of matrices, so that no masked copy is made.</summary>
    public Tensor SumOfPlanes(Tensor planes) => planes.bmm(Counts.unsqueeze(2)).sum([0L, 2L]);
}
