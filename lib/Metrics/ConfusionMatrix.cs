using static TorchSharp.torch;

namespace SegBook.Metrics;

/// <summary>How often each true class was read as each class: counts of pixels, from which every score follows.</summary>
/// <remarks>
/// Streaming: pixels are added batch by batch, no picture is kept, and the order does not matter. Pixels whose label is
/// <see cref="IgnoreIndex"/> (void) are not counted at all. Adding from several threads at once is not supported.
/// </remarks>
public sealed partial class ConfusionMatrix
{
    private readonly long[] _counts;

    /// <summary>An empty matrix.</summary>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="ignoreIndex">The label of pixels that are not scored.</param>
    /// <exception cref="SegBookException"><paramref name="classCount"/> is below 1 or above 32768.</exception>
    public ConfusionMatrix(int classCount, int ignoreIndex = 255)
    {
        if (classCount is < 1 or > 32768)
        {
            throw new SegBookException($"A confusion matrix of {classCount} classes: use 1 to 32768.");
        }

        ClassCount = classCount;
        IgnoreIndex = ignoreIndex;
        _counts = new long[classCount * classCount];
    }

    /// <summary>Number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>The label of pixels that are not scored.</summary>
    public int IgnoreIndex { get; }

    /// <summary>All pixels counted.</summary>
    public long Total => _counts.Sum();

    /// <summary>Pixels of class <paramref name="truth"/> that were read as <paramref name="predicted"/>.</summary>
    public long this[int truth, int predicted] => _counts[Class(truth, nameof(truth)) * ClassCount + Class(predicted, nameof(predicted))];

    /// <summary>A matrix from its counts, one row per true class.</summary>
    /// <exception cref="SegBookException">The array is not square, or a count is negative.</exception>
    public static ConfusionMatrix FromCounts(long[,] counts, int ignoreIndex = 255)
    {
        var classes = counts.GetLength(0);
        if (classes != counts.GetLength(1) || counts.Cast<long>().Any(count => count < 0))
        {
            throw new SegBookException($"Counts of {classes} x {counts.GetLength(1)}: a confusion matrix is square and has no negative count.");
        }

        var matrix = new ConfusionMatrix(classes, ignoreIndex);
        Buffer.BlockCopy(counts, 0, matrix._counts, 0, counts.Length * sizeof(long));
        return matrix;
    }

    /// <summary>One matrix per picture of a batch, in order; what per-frame scores and the block bootstrap need.</summary>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="truth">Labels [N, H, W], int64, int32 or uint8.</param>
    /// <param name="predicted">Labels of the same shape, or logits [N, C, H, W].</param>
    /// <param name="ignoreIndex">The label of pixels that are not scored.</param>
    /// <exception cref="SegBookException">The shapes do not fit, or a label is no class.</exception>
    public static IReadOnlyList<ConfusionMatrix> PerImage(int classCount, Tensor truth, Tensor predicted, int ignoreIndex = 255)
    {
        if (truth.ndim != 3)
        {
            throw new SegBookException($"Labels [{string.Join(", ", truth.shape)}]: one matrix per image needs a batch [N, H, W].");
        }

        var matrices = Enumerable.Range(0, (int)truth.shape[0]).Select(_ => new ConfusionMatrix(classCount, ignoreIndex)).ToArray();
        TensorCounter.Count(truth, predicted, classCount, ignoreIndex, [.. matrices.Select(matrix => matrix._counts)]);
        return matrices;
    }

    /// <summary>The sum of matrices: the counts of all their pixels.</summary>
    /// <exception cref="SegBookException">There is none, or they have different classes.</exception>
    public static ConfusionMatrix Sum(IEnumerable<ConfusionMatrix> matrices)
    {
        ConfusionMatrix? sum = null;
        foreach (var matrix in matrices)
        {
            sum ??= new ConfusionMatrix(matrix.ClassCount, matrix.IgnoreIndex);
            sum.Add(matrix);
        }

        return sum ?? throw new SegBookException("There is no confusion matrix to add up.");
    }

    /// <summary>Counts one pixel, unless its label is void.</summary>
    public void Add(int truth, int predicted)
    {
        if (truth != IgnoreIndex)
        {
            _counts[Class(truth, nameof(truth)) * ClassCount + Class(predicted, nameof(predicted))]++;
        }
    }

    /// <summary>Counts two label maps, pixel by pixel.</summary>
    /// <exception cref="SegBookException">The lengths differ, or a label is no class. Nothing is counted then.</exception>
    public void Add(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted)
    {
        if (truth.Length != predicted.Length)
        {
            throw new SegBookException($"{truth.Length} labels and {predicted.Length} predictions: they must be the same pixels.");
        }

        PixelCounter.Count(truth, predicted, ClassCount, IgnoreIndex, _counts);
    }

    /// <summary>Counts a batch, wherever it lies: from logits the best class is taken on the fly, and neither they nor the labels are copied.</summary>
    /// <param name="truth">Labels [N, H, W] (or [H, W]), int64, int32 or uint8.</param>
    /// <param name="predicted">Labels of the same shape, or logits [N, C, H, W]; of equal logits the first class wins.</param>
    /// <exception cref="SegBookException">The shapes do not fit, or a label is no class. Nothing is counted then.</exception>
    public void Add(Tensor truth, Tensor predicted) => TensorCounter.Count(truth, predicted, ClassCount, IgnoreIndex, [_counts]);

    /// <summary>Adds the counts of another matrix.</summary>
    /// <exception cref="SegBookException">It has another number of classes.</exception>
    public void Add(ConfusionMatrix other)
    {
        if (other.ClassCount != ClassCount)
        {
            throw new SegBookException($"A matrix of {other.ClassCount} classes cannot be added to one of {ClassCount}.");
        }

        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    /// <summary>Back to no pixels.</summary>
    public void Clear() => Array.Clear(_counts);

    /// <summary>A copy of the counts, one row per true class.</summary>
    public long[,] ToArray()
    {
        var counts = new long[ClassCount, ClassCount];
        Buffer.BlockCopy(_counts, 0, counts, 0, _counts.Length * sizeof(long));
        return counts;
    }

    private int Class(int index, string name) => (uint)index < (uint)ClassCount
        ? index
        : throw new SegBookException($"The {name} class {index} does not exist: there are {ClassCount} classes, 0 to {ClassCount - 1}.");
}
