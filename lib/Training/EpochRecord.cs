using SegBook.Metrics;

namespace SegBook.Training;

/// <summary>What one epoch, counted from 1, came to: mean losses, and scores of the frames as they were seen; NaN for a validation that there is not.</summary>
/// <remarks>Training is scored augmented, in training mode, while the weights change. The learning rate is that of the last step (the decoder's, where the encoder
/// has its own), seconds include the validation and images per second do not, and memory is the most that the process had resident so far.</remarks>
public sealed record EpochRecord(
    int Epoch, double TrainLoss, double LearningRate, double TrainMeanIou, double TrainPixelAccuracy,
    double ValidationLoss, double ValidationMeanIou, double ValidationPixelAccuracy, double Seconds, double ImagesPerSecond, long MemoryBytes)
{
    /// <summary>True when everything but time and memory is the same, to the bit.</summary>
    public bool SameNumbers(EpochRecord other) => this == other with { Seconds = Seconds, ImagesPerSecond = ImagesPerSecond, MemoryBytes = MemoryBytes };
}

/// <summary>The history of a run as CSV, which reads back to the bit.</summary>
internal static class HistoryFile
{
    private static readonly (string Name, Func<EpochRecord, double> Value)[] Columns =
    [
        ("epoch", e => e.Epoch),
        ("train_loss", e => e.TrainLoss),
        ("learning_rate", e => e.LearningRate),
        ("train_miou", e => e.TrainMeanIou),
        ("train_pixel_accuracy", e => e.TrainPixelAccuracy),
        ("validation_loss", e => e.ValidationLoss),
        ("validation_miou", e => e.ValidationMeanIou),
        ("validation_pixel_accuracy", e => e.ValidationPixelAccuracy),
        ("seconds", e => Math.Round(e.Seconds, 3)),
        ("images_per_second", e => Math.Round(e.ImagesPerSecond, 2)),
        ("memory_bytes", e => e.MemoryBytes),
    ];

    private static readonly string Head = string.Join(',', Columns.Select(column => column.Name));

    internal static string Write(IEnumerable<EpochRecord> history)
    {
        var lines = history.Select(epoch => string.Join(',', Columns.Select(column => column.Value(epoch).ToString(CultureInfo.InvariantCulture))));
        return string.Join('\n', [Head, .. lines, ""]);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="SegBookException">The file is something else.</exception>
    internal static IReadOnlyList<EpochRecord> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        return lines.Length > 0 && lines[0] == Head
            ? [.. lines.Skip(1).Where(line => line.Length > 0).Select((line, i) => Parse(line, path, i + 2))]
            : throw new SegBookException($"'{path}' is not the history of a run: its first line must be '{Head}'.");
    }

    private static EpochRecord Parse(string line, string path, int number)
    {
        try
        {
            var n = line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToList();
            return new(checked((int)n[0]), n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], checked((long)n[10]));
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new SegBookException($"'{path}', line {number}: '{line}' is not the record of an epoch.", e);
        }
    }
}

/// <summary>An epoch that is not over: the sum of its batches' losses, each times its frames, and its confusion matrix so far, row by row.</summary>
internal sealed record PartialEpoch(int Batches, int Images, double LossSum, IReadOnlyList<long> Counts, double Seconds);

/// <summary>Adds up the losses and the pixels of an epoch, on the device; on a GPU the sums are read once in a window, so that nothing waits within a step.</summary>
/// <remarks>A sum that is not finite stays so (and, less itself, is not 0). The batches that left it finite are counted: the first that did not is named later.</remarks>
internal sealed class EpochMeter : IDisposable
{
    /// <summary>Batches between two looks at the sums of a GPU.</summary>
    internal const int Window = 16;

    private readonly int _window;
    private readonly ConfusionMatrix _matrix;
    private readonly List<IReadOnlyList<int>> _unread = [];
    private readonly Tensor _lossSum;
    private readonly Tensor _finite;
    private readonly Tensor _counts;

    /// <summary>A meter for losses and logits on a device, with what an earlier process added; they are read late, once in a window, anywhere but on the CPU.</summary>
    internal EpochMeter(int classes, Device device, PartialEpoch? partial, bool? late = null)
    {
        _window = late ?? device.type != DeviceType.CPU ? Window : 1;
        _matrix = new ConfusionMatrix(classes);
        if (partial is not null)
        {
            (Batches, Images, LossSum, Loss) = (partial.Batches, partial.Images, partial.LossSum, partial.LossSum / partial.Images);
            _matrix.Add(FrameCounts.Square(partial.Counts)!);
        }

        using var scope = NewDisposeScope();
        _lossSum = tensor(LossSum, float64, device).DetachFromDisposeScope();
        _finite = tensor(Batches, int64, device).DetachFromDisposeScope();
        _counts = zeros([(classes * classes) + 2], int64, device).DetachFromDisposeScope();
    }

    public int Batches { get; private set; }

    public int Images { get; private set; }

    /// <summary>The sum of the losses that were read so far, each times its frames.</summary>
    public double LossSum { get; private set; }

    /// <summary>The mean loss of what was read so far; NaN before the first.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>Adds a batch, before its backward pass: its loss, a scalar, and what was made (logits [N, C, H, W]) of its labels [N, H, W].</summary>
    /// <exception cref="LossNotFiniteException">A loss is NaN or infinite.</exception>
    public void Add(Tensor loss, Tensor logits, Tensor labels, IReadOnlyList<int> frames)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        _lossSum.add_(loss.to(float64) * frames.Count);
        _finite.add_((_lossSum - _lossSum).eq(0));
        _unread.Add(frames);
        (Batches, Images) = (Batches + 1, Images + frames.Count);
        if (_unread.Count == _window)
        {
            Read();
        }

        // Not bincount: on a GPU it waits, to ask for the largest number.
        var cells = PixelCounter.Cells(labels, logits, _matrix.ClassCount, _matrix.IgnoreIndex).flatten();
        _counts.scatter_add_(0, cells, ones_like(cells));
    }

    /// <summary>The confusion matrix of everything added.</summary>
    /// <exception cref="LossNotFiniteException">A loss is NaN or infinite.</exception>
    public ConfusionMatrix Matrix()
    {
        Read();
        using var here = _counts.cpu();
        _matrix.Add(FrameCounts.Square(here.data<long>().ToArray()[..^2])!);
        _counts.zero_();
        return _matrix;
    }

    /// <summary>The sums so far, to be saved.</summary>
    public PartialEpoch ToPartial(double seconds)
    {
        var counts = Matrix().ToArray().Cast<long>(); // first: it reads the sums
        return new PartialEpoch(Batches, Images, LossSum, [.. counts], seconds);
    }

    public void Dispose()
    {
        _lossSum.Dispose();
        _finite.Dispose();
        _counts.Dispose();
    }

    private void Read()
    {
        LossSum = _lossSum.ToDouble();
        Loss = LossSum / Images;
        var finite = (int)_finite.ToInt64();
        if (finite < Batches)
        {
            throw new LossNotFiniteException(LossSum, finite, _unread[finite - (Batches - _unread.Count)]);
        }

        _unread.Clear();
    }
}

/// <summary>A loss came out as NaN or infinite.</summary>
internal sealed class LossNotFiniteException(double loss, int batch, IReadOnlyList<int> frames)
    : SegBookException($"The loss is {loss} in batch {batch + 1} (frames {string.Join(", ", frames)}, counted from 0).")
{
    public double Loss { get; } = loss;

    public int Batch { get; } = batch;

    public IReadOnlyList<int> Frames { get; } = frames;
}

/// <summary>A run's own settings made it fail: a loss or a weight became NaN or infinite. Trying again would not help.</summary>
public sealed class TrialFailedException(string message, Exception? inner = null) : SegBookException(message, inner);
