using SegBook.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>Adds up the losses and the pixels of an epoch, without making a GPU wait at every batch.</summary>
/// <remarks>
/// On the CPU a loss is looked at before its gradient is used. On a GPU losses and counts stay there and are read every
/// few batches; a loss that is not a number is then noticed that much later, still with its own batch named.
/// </remarks>
internal sealed class EpochMeter : IDisposable
{
    private const int Window = 16;
    private readonly int _classes;
    private readonly bool _onCpu;
    private readonly ConfusionMatrix _matrix;
    private readonly List<(IReadOnlyList<int> Frames, int Batch)> _waiting = [];
    private readonly Tensor? _losses;
    private readonly Tensor? _counts;

    internal EpochMeter(int classes, Device device, PartialEpoch? partial)
    {
        _classes = classes;
        _onCpu = device.type == DeviceType.CPU;
        _matrix = new ConfusionMatrix(classes);
        if (!_onCpu)
        {
            _losses = zeros([Window], device: device).DetachFromDisposeScope();
            _counts = zeros([(classes * classes) + 1], int64, device).DetachFromDisposeScope();
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
        _waiting.Add((frames, Batches++));
        Images += frames.Count;
        if (_onCpu)
        {
            Take([loss.ToSingle()]);
            _matrix.Add(labels, logits);
            return;
        }

        _losses![_waiting.Count - 1].copy_(loss);
        var truth = labels.to(int64);
        var key = (truth * _classes) + logits.argmax(1);
        _counts!.add_(bincount(key.masked_fill(truth == _matrix.IgnoreIndex, _classes * _classes).flatten(), minlength: (_classes * _classes) + 1));
        if (_waiting.Count == Window)
        {
            ReadLosses();
        }
    }

    /// <summary>The confusion matrix of everything added.</summary>
    public ConfusionMatrix Matrix()
    {
        ReadLosses();
        if (_counts is not null)
        {
            using var here = _counts.cpu();
            Add(here.data<long>().ToArray());
            _counts.zero_();
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
    }

    private int ReadImages => Images - _waiting.Sum(batch => batch.Frames.Count);

    private void ReadLosses()
    {
        if (_waiting.Count > 0 && _losses is not null)
        {
            using var here = _losses.cpu();
            Take(here.data<float>().ToArray()[.._waiting.Count]);
        }
    }

    private void Take(float[] losses)
    {
        foreach (var (loss, (frames, batch)) in losses.Zip(_waiting.ToArray()))
        {
            if (!float.IsFinite(loss))
            {
                throw new LossNotFiniteException(loss, batch, frames);
            }

            LossSum += (double)loss * frames.Count;
        }

        _waiting.Clear();
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
