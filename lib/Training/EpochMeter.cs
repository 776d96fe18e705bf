using SegBook.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>Adds up the losses and the pixels of an epoch, without making a GPU wait at any batch.</summary>
/// <remarks>
/// On the CPU a loss is looked at before its gradient is used. On a GPU losses and counts stay there; every few batches the
/// losses are sent and read a few batches later, when they have long arrived. A loss that is not a number is noticed that
/// much later, still with its own batch named.
/// </remarks>
internal sealed class EpochMeter : IDisposable
{
    /// <summary>Losses that are sent together.</summary>
    internal const int Window = 16;

    private readonly int _classes;
    private readonly ConfusionMatrix _matrix;
    private readonly Queue<(IReadOnlyList<int> Frames, int Batch)> _unread = new();
    private readonly LateNumbers? _losses;
    private readonly Tensor? _counts;
    private readonly Tensor? _one;

    /// <param name="classes">Number of classes.</param>
    /// <param name="device">Where losses and logits are.</param>
    /// <param name="partial">What an earlier process added to the epoch.</param>
    /// <param name="late">Whether losses and counts stay where they are for a while. Default: anywhere but on the CPU.</param>
    internal EpochMeter(int classes, Device device, PartialEpoch? partial, bool? late = null)
    {
        _classes = classes;
        _matrix = new ConfusionMatrix(classes);
        if (late ?? device.type != DeviceType.CPU)
        {
            _losses = new LateNumbers(Window, device);
            _counts = zeros([(classes * classes) + 1], int64, device).DetachFromDisposeScope();
            _one = ones([1], int64, device).DetachFromDisposeScope();
        }

        if (partial is not null)
        {
            (Batches, Images, LossSum) = (partial.Batches, partial.Images, partial.LossSum);
            Add(partial.Counts);
        }
    }

    /// <summary>Batches added.</summary>
    public int Batches { get; private set; }

    /// <summary>Frames added.</summary>
    public int Images { get; private set; }

    /// <summary>The losses' sum, each times its frames.</summary>
    public double LossSum { get; private set; }

    /// <summary>The mean loss of what was read so far; NaN before the first.</summary>
    public double Loss => ReadImages == 0 ? double.NaN : LossSum / ReadImages;

    /// <summary>Adds a batch, before its backward pass.</summary>
    /// <param name="loss">The batch's loss, a scalar.</param>
    /// <param name="logits">Logits [N, C, H, W].</param>
    /// <param name="labels">Labels [N, H, W].</param>
    /// <param name="frames">Which frames these are.</param>
    /// <exception cref="LossNotFiniteException">A loss is NaN or infinite.</exception>
    public void Add(Tensor loss, Tensor logits, Tensor labels, IReadOnlyList<int> frames)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        _unread.Enqueue((frames, Batches++));
        Images += frames.Count;
        if (_losses is null)
        {
            Take([loss.ToSingle()]);
            _matrix.Add(labels, logits);
            return;
        }

        Take(_losses.Add(loss));

        // Not bincount: on a GPU it waits, to ask for the largest number.
        var truth = labels.to(int64);
        var key = ((truth * _classes) + logits.argmax(1)).masked_fill(truth == _matrix.IgnoreIndex, _classes * _classes).flatten();
        _counts!.scatter_add_(0, key, _one!.expand(key.shape));
    }

    /// <summary>The confusion matrix of everything added.</summary>
    public ConfusionMatrix Matrix()
    {
        if (_losses is not null)
        {
            Take(_losses.Rest());
            using var here = _counts!.cpu();
            Add(here.data<long>().ToArray());
            _counts.fill_(0);
        }

        return _matrix;
    }

    /// <summary>The sums so far, to be saved.</summary>
    public PartialEpoch ToPartial(double seconds)
    {
        var counts = Matrix().ToArray();
        return new PartialEpoch(Batches, Images, LossSum, [.. counts.Cast<long>()], seconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _losses?.Dispose();
        _counts?.Dispose();
        _one?.Dispose();
    }

    private int ReadImages => Images - _unread.Sum(batch => batch.Frames.Count);

    private void Take(IReadOnlyList<float> losses)
    {
        foreach (var loss in losses)
        {
            var (frames, batch) = _unread.Dequeue();
            if (!float.IsFinite(loss))
            {
                throw new LossNotFiniteException(loss, batch, frames);
            }

            LossSum += (double)loss * frames.Count;
        }
    }

    private void Add(IReadOnlyList<long> counts)
    {
        var square = new long[_classes, _classes];
        for (var i = 0; i < square.Length; i++)
        {
            square[i / _classes, i % _classes] = counts[i];
        }

        _matrix.Add(ConfusionMatrix.FromCounts(square));
    }
}

/// <summary>A loss came out as NaN or infinite.</summary>
internal sealed class LossNotFiniteException(float loss, int batch, IReadOnlyList<int> frames)
    : Exception($"The loss of batch {batch + 1} is {loss}.")
{
    public float Loss { get; } = loss;

    public int Batch { get; } = batch;

    public IReadOnlyList<int> Frames { get; } = frames;
}

/// <summary>A run's own settings made it fail: the loss became NaN or infinite. Trying again would not help.</summary>
public sealed class TrialFailedException(string message, Exception inner) : SegBookException(message, inner);
