using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>What the labels of a loss are.</summary>
public enum LabelMode
{
    /// <summary>One class per pixel: logits [N, C, H, W], labels [N, H, W] with a class index or the ignored one. What the workbook trains.</summary>
    Multiclass,

    /// <summary>One yes or no per pixel: logits [N, 1, H, W], labels of as many numbers, 0, 1 or the ignored one.</summary>
    Binary,

    /// <summary>A yes or no for every class and pixel: logits and labels [N, C, H, W].</summary>
    Multilabel,
}

/// <summary>How wrong logits are about labels: one number to make small.</summary>
/// <remarks>
/// A batch without a single labelled pixel costs 0 and has a zero gradient. Values and gradients are those of
/// segmentation_models.pytorch (SMP) where it has the loss; each class says where SMP surprises and what is done here.
/// </remarks>
public abstract class SegmentationLoss : IDisposable
{
    private Tensor? _classWeights;

    /// <summary>Takes a copy of the weights.</summary>
    /// <param name="classWeights">One weight per class [C], not negative; null means all equal.</param>
    /// <param name="ignoreIndex">The label of pixels that cost nothing.</param>
    protected SegmentationLoss(Tensor? classWeights, long ignoreIndex)
    {
        IgnoreIndex = ignoreIndex;
        _classWeights = classWeights?.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>The label of pixels that cost nothing.</summary>
    public long IgnoreIndex { get; }

    /// <summary>What the labels are. Default: one class per pixel.</summary>
    public LabelMode Mode { get; init; } = LabelMode.Multiclass;

    /// <summary>The loss that a configuration describes.</summary>
    /// <param name="config">Which loss, with its settings.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="classWeights">One weight per class [C]; needed exactly when the configuration asks for a weighting.</param>
    /// <param name="ignoreIndex">The label of pixels that cost nothing.</param>
    /// <exception cref="SegBookException">A setting is out of range, or the weights do not fit.</exception>
    public static SegmentationLoss Create(LossConfig config, int classCount, Tensor? classWeights = null, long ignoreIndex = 255) =>
        LossFactory.Create(config, classCount, classWeights, ignoreIndex);

    /// <summary>The loss of a batch.</summary>
    /// <param name="logits">Class scores before the softmax, floating point; [N, C, H, W].</param>
    /// <param name="labels">Class indices or <see cref="IgnoreIndex"/>; [N, H, W], on the same device. Converted to int64 where they are not.</param>
    /// <returns>A scalar with a gradient, of the logits' dtype; float32 for half-precision logits.</returns>
    /// <exception cref="SegBookException">The shapes do not fit.</exception>
    public Tensor Of(Tensor logits, Tensor labels)
    {
        CheckShapes(logits, labels);
        using var scope = NewDisposeScope();
        if (logits.dtype is ScalarType.Float16 or ScalarType.BFloat16)
        {
            // Sums over a picture do not fit into half the bits.
            logits = logits.to(ScalarType.Float32);
        }

        return Compute(logits, labels.dtype == ScalarType.Int64 ? labels : labels.to(ScalarType.Int64)).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the class weights.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The loss, computed inside a dispose scope; shapes are checked and labels int64.</summary>
    protected abstract Tensor Compute(Tensor logits, Tensor labels);

    /// <summary>Frees the class weights.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _classWeights?.Dispose();
        }
    }

    /// <summary>The class weights [C] in the dtype and on the device of <paramref name="like"/>, or null. Not to be disposed.</summary>
    private protected Tensor? WeightsLike(Tensor like)
    {
        if (_classWeights is not null && (_classWeights.dtype != like.dtype || _classWeights.device != like.device))
        {
            var moved = _classWeights.to(like.dtype, like.device).DetachFromDisposeScope();
            _classWeights.Dispose();
            _classWeights = moved;
        }

        return _classWeights;
    }

    /// <summary>Mean of one loss per class [C], weighted where the classes have weights. Absent classes count in the divisor.</summary>
    private protected Tensor MeanOverClasses(Tensor losses) =>
        WeightsLike(losses) is { } weights ? (losses * weights).sum() / weights.sum() : losses.mean();

    private void CheckShapes(Tensor logits, Tensor labels)
    {
        long[] x = logits.shape, y = labels.shape;
        var fits = x.Length == 4 && Mode switch
        {
            LabelMode.Multiclass => y.Length == 3 && y[0] == x[0] && y[1] == x[2] && y[2] == x[3],
            LabelMode.Binary => x[1] == 1 && labels.numel() == logits.numel(),
            _ => y.AsSpan().SequenceEqual(x),
        };
        if (!fits)
        {
            throw new SegBookException($"{Mode} loss of logits [{string.Join(", ", x)}] and labels [{string.Join(", ", y)}]: "
                + (Mode == LabelMode.Multiclass ? "use logits [N, C, H, W] and labels [N, H, W]." : "use as many labels as logits."));
        }

        if (_classWeights is not null && _classWeights.numel() != x[1])
        {
            throw new SegBookException($"{_classWeights.numel()} class weights for logits of {x[1]} classes.");
        }
    }
}
