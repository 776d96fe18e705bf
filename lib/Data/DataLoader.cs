using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Data;

/// <summary>Makes batches ahead of the model, on threads in the background. Order and contents depend on seed and epoch only, never on how threads take turns.</summary>
public sealed class DataLoader : IDisposable
{
    private readonly FrameCache _cache;
    private readonly int[] _frames;
    private readonly DataLoaderOptions _options;
    private readonly CancellationTokenSource _stop = new();

    /// <param name="cache">Where the frames come from; must live as long as the loader.</param>
    /// <param name="frames">Which of them, for example <see cref="Split.Train"/>.</param>
    /// <param name="options">How.</param>
    /// <exception cref="SegBookException">An option is out of range, there are no frames, or the cache has no such frame.</exception>
    public DataLoader(FrameCache cache, IReadOnlyList<int> frames, DataLoaderOptions options)
    {
        options.Check();
        if (frames.Count == 0 || frames.Any(frame => frame < 0 || frame >= cache.Count))
        {
            throw new SegBookException(frames.Count == 0 ? "A loader needs at least one frame." : $"A loader was given frame {frames.First(frame => frame < 0 || frame >= cache.Count)}; there are {cache.Count}, counted from 0.");
        }

        (_cache, _frames, _options) = (cache, [.. frames], options);
    }

    /// <summary>Batches of an epoch.</summary>
    public int Count => _options.DropLast ? _frames.Length / _options.BatchSize : (_frames.Length + _options.BatchSize - 1) / _options.BatchSize;

    private bool IsOnGpu => _options.Device.type == DeviceType.CUDA;

    /// <summary>The batches of an epoch, in order. Whoever takes one disposes of it; those made ahead and not taken are freed when the enumeration ends.</summary>
    /// <param name="epoch">From 0 or from 1, as the caller counts: each number has its own order and draws.</param>
    /// <exception cref="OperationCanceledException">While enumerating: the notebook's cell was interrupted.</exception>
    public IEnumerable<Batch> Epoch(int epoch)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        var order = Order(epoch);
        var batches = OnDevice ? Enumerable.Range(0, Count).Select(i => MakeOnDevice(order, i, epoch))
            : _options.Workers == 0 ? Enumerable.Range(0, Count).Select(i => ToDevice(Make(order, i, epoch)))
            : Ahead(order, epoch);
        return _options.Interruptible ? UntilInterrupted(batches) : batches;
    }

    // Code in a cell cannot be stopped from outside; a loop over batches is what takes long there.
    private IEnumerable<Batch> UntilInterrupted(IEnumerable<Batch> batches)
    {
        var interrupt = Interrupt.Token;
        var done = 0;
        foreach (var batch in batches)
        {
            if (interrupt.IsCancellationRequested)
            {
                batch.Dispose();
                throw new OperationCanceledException($"Interrupted before batch {done + 1} of {Count}. What the cell's variables hold is kept.", interrupt);
            }

            done++;
            yield return batch;
        }
    }

    /// <summary>The numbers of the frames in the order of an epoch.</summary>
    public IReadOnlyList<int> Order(int epoch)
    {
        var order = (int[])_frames.Clone();
        if (_options.Shuffle)
        {
            new RandomStream(_options.Seed, epoch, 0x0BDE5).Shuffle<int>(order);
        }

        return order;
    }

    /// <summary>Stops what is being made ahead.</summary>
    public void Dispose() => _stop.Cancel();

    private IEnumerable<Batch> Ahead(IReadOnlyList<int> order, int epoch)
    {
        var ahead = new Queue<Task<Batch>>();
        var next = 0;
        try
        {
            while (next < Count || ahead.Count > 0)
            {
                while (next < Count && ahead.Count < _options.Workers + 1)
                {
                    var index = next++;
                    ahead.Enqueue(Task.Run(() => Make(order, index, epoch), _stop.Token));
                }

                yield return ToDevice(ahead.Dequeue().GetAwaiter().GetResult());
            }
        }
        finally
        {
            Drain(ahead);
        }
    }

    private bool OnDevice => (_options.AugmentOnDevice ?? (IsOnGpu && _cache.DeviceBytes <= _options.DeviceBudget)) && _cache.Kept == _cache.Count;

    private Batch MakeOnDevice(IReadOnlyList<int> order, int index, int epoch)
    {
        var (frames, draws) = PlanBatch(order, index, epoch);
        var (images, labels) = _cache.OnDevice(_options.Device);
        return TensorTransforms.Make(draws, frames, images, labels, _options.PadToMultiple, frames);
    }

    private static void Drain(Queue<Task<Batch>> ahead)
    {
        foreach (var task in ahead)
        {
            try
            {
                task.GetAwaiter().GetResult().Dispose();
            }
            catch (Exception e) when (e is SegBookException or OperationCanceledException or ObjectDisposedException)
            {
                // Nobody asked for this batch: its error is not news.
            }
        }
    }

    private Batch Make(IReadOnlyList<int> order, int index, int epoch)
    {
        _stop.Token.ThrowIfCancellationRequested();
        var (frames, draws) = PlanBatch(order, index, epoch);
        var (height, width) = (Padded(draws[0].Geometry.Height), Padded(draws[0].Geometry.Width));
        var images = empty([frames.Length, 3, height, width], ScalarType.Float32);
        var labels = empty([frames.Length, height, width], ScalarType.Int64);
        var floats = MemoryMarshal.Cast<byte, float>(images.bytes);
        var longs = MemoryMarshal.Cast<byte, long>(labels.bytes);
        var plane = height * width;
        var sampler = new Sampler(_cache.Height, _cache.Width);
        for (var i = 0; i < frames.Length; i++)
        {
            sampler.Fill(draws[i], _cache.Get(frames[i]), floats.Slice(3 * i * plane, 3 * plane), longs.Slice(i * plane, plane), height, width);
        }

        return IsOnGpu ? Pinned(images, labels, frames) : new Batch(images, labels, frames);
    }

    private (int[] Frames, Draw[] Draws) PlanBatch(IReadOnlyList<int> order, int index, int epoch)
    {
        var start = index * _options.BatchSize;
        var frames = order.Skip(start).Take(_options.BatchSize).ToArray();
        var draws = frames.Select((frame, i) => Plan(frame, epoch, start + i)).ToArray();
        var (height, width) = (draws[0].Geometry.Height, draws[0].Geometry.Width);
        return draws.FirstOrDefault(draw => draw.Geometry.Height != height || draw.Geometry.Width != width) is { } other
            ? throw new SegBookException(
                $"The augmentation gives samples of {height} x {width} and of {other.Geometry.Height} x {other.Geometry.Width} in one batch. Make them the same: square frames before turning them, or a crop behind it.")
            : (frames, draws);
    }

    // Memory that the GPU can fetch by itself while the CPU goes on.
    private static Batch Pinned(Tensor images, Tensor labels, int[] frames)
    {
        using (images)
        using (labels)
        {
            return new Batch(images.pin_memory(), labels.pin_memory(), frames);
        }
    }

    private int Padded(int size) => (size + _options.PadToMultiple - 1) / _options.PadToMultiple * _options.PadToMultiple;

    // The place in the epoch decides, too: a frame may be listed twice.
    private Draw Plan(int number, int epoch, int place)
    {
        var draw = new Draw(_cache.Height, _cache.Width, new RandomStream(_options.Seed, epoch, number, place));
        _options.Augmentation.Plan(draw);
        return draw;
    }

    private Batch ToDevice(Batch batch)
    {
        if (!IsOnGpu)
        {
            return batch;
        }

        using (batch)
        {
            return new Batch(batch.Images.to(_options.Device, non_blocking: true), batch.Labels.to(_options.Device, non_blocking: true), batch.Frames);
        }
    }
}
