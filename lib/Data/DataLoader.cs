using System.Runtime.InteropServices;

namespace SegBook.Data;

/// <summary>How a <see cref="DataLoader"/> makes batches.</summary>
/// <param name="BatchSize">Frames in a batch, at least 1.</param>
/// <param name="Shuffle">Whether every epoch has an order of its own, else that given.</param>
/// <param name="Seed">Order and augmentation follow from this and the epoch.</param>
/// <param name="DropLast">Whether a last batch that is not full is left out.</param>
/// <param name="Workers">Batches made ahead at the same time, 0 to 64; null for 1 on a CPU, which has the network to compute, and one a core, up to 16, for a GPU.</param>
/// <param name="Interruptible">Whether batches end with an exception when the notebook's cell is interrupted; not for the trainer, which stops by itself and saves.</param>
public sealed record DataLoaderOptions(
    int BatchSize = 4, bool Shuffle = false, int Seed = 1, bool DropLast = false, int? Workers = null, bool Interruptible = true)
{
    /// <summary>What is done to a frame each time it is seen. Default nothing.</summary>
    public Transform Augmentation { get; init; } = Transform.None;

    /// <summary>Where the batches go. Default the CPU.</summary>
    public Device Device { get; init; } = CPU;
}

/// <summary>A few frames together, ready for a network. Whoever takes it out of a loader disposes of it.</summary>
/// <param name="Images">float32, [N, 3, H, W], normalised with ImageNet's mean and deviation.</param>
/// <param name="Labels">int64, [N, H, W], a class or <see cref="LabelMap.Ignore"/>.</param>
/// <param name="Frames">The numbers that the loader was given for these frames.</param>
public sealed record Batch(Tensor Images, Tensor Labels, IReadOnlyList<int> Frames) : IDisposable
{
    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }

    /// <summary>The same with other tensors; this one is freed.</summary>
    internal Batch Moved(Func<Tensor, Tensor> move)
    {
        using (this)
        {
            return new Batch(move(Images), move(Labels), Frames);
        }
    }
}

/// <summary>Makes batches ahead of the model, on threads in the background. Order and contents depend on seed and epoch only, never on how threads take turns.</summary>
/// <remarks>Frames that a GPU is to see as they are, without augmentation, are kept there when they fit, and batches are made of them there.</remarks>
public sealed class DataLoader : IDisposable
{
    private readonly FrameCache _cache;
    private readonly int[] _frames;
    private readonly DataLoaderOptions _options;
    private readonly int _workers;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Makes batches of those frames, for example <see cref="Split.Train"/>, of a cache that must live as long as the loader.</summary>
    /// <exception cref="SegBookException">An option is out of range, there are no frames, or the cache has no such frame.</exception>
    public DataLoader(FrameCache cache, IReadOnlyList<int> frames, DataLoaderOptions options)
    {
        Require(options.BatchSize >= 1 && options.Workers is not (< 0 or > 64), $"A loader with batch size {options.BatchSize} and {options.Workers} workers: use at least 1, and 0 to 64.");
        Require(frames.Count > 0, "A loader needs at least one frame.");
        var missing = frames.FirstOrDefault(frame => frame < 0 || frame >= cache.Count);
        Require(missing == 0, $"A loader was given frame {missing}; there are {cache.Count}, counted from 0.");
        (_cache, _frames, _options) = (cache, [.. frames], options);
        _workers = options.Workers ?? (IsOnGpu ? Math.Min(16, Environment.ProcessorCount) : 1);
    }

    /// <summary>Batches of an epoch.</summary>
    public int Count => _options.DropLast ? _frames.Length / _options.BatchSize : (_frames.Length + _options.BatchSize - 1) / _options.BatchSize;

    private bool IsOnGpu => _options.Device.type == DeviceType.CUDA;

    /// <summary>The batches of an epoch, in order. Whoever takes one disposes of it; those made ahead and not taken are freed when the enumeration ends.</summary>
    /// <exception cref="OperationCanceledException">While enumerating: the notebook's cell was interrupted.</exception>
    public IEnumerable<Batch> Epoch(int epoch)
    {
        // Code in a cell cannot be stopped from outside, so a loop over batches, which is what takes long there, looks for the interrupt.
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        var interrupt = _options.Interruptible ? Interrupt.Token : CancellationToken.None;
        var order = (int[])_frames.Clone();
        if (_options.Shuffle)
        {
            new RandomStream(_options.Seed, epoch, 0x0BDE5).Shuffle<int>(order);
        }

        var ahead = new Queue<Task<Batch>>();
        try
        {
            for (var (taken, started) = (0, 0); taken < Count; taken++)
            {
                for (; started < Count && ahead.Count <= _workers; started++)
                {
                    var index = started;
                    ahead.Enqueue(Task.Run(() => Make(order, index, epoch), _stop.Token));
                }

                var batch = ahead.Dequeue().GetAwaiter().GetResult();
                if (interrupt.IsCancellationRequested)
                {
                    batch.Dispose();
                    throw new OperationCanceledException($"Interrupted before batch {taken + 1} of {Count}. What the cell's variables hold is kept.", interrupt);
                }

                yield return _options.Device.type == DeviceType.CPU ? batch : batch.Moved(made => made.to(_options.Device, non_blocking: true));
            }
        }
        finally
        {
            Drain(ahead);
        }
    }

    /// <summary>Stops what is being made ahead.</summary>
    public void Dispose() => _stop.Cancel();

    private Batch Make(int[] order, int index, int epoch)
    {
        _stop.Token.ThrowIfCancellationRequested();
        var start = index * _options.BatchSize;
        int[] frames = [.. order.Skip(start).Take(_options.BatchSize)];
        if (_options.Device.type != DeviceType.CPU && _options.Augmentation == Transform.None && AsTheyAre(_cache, frames, _options.Device) is { } there)
        {
            return there;
        }

        // The place in the epoch decides, too: a frame may be listed twice.
        var dice = frames.Select((frame, i) => new RandomStream(_options.Seed, epoch, frame, start + i));
        Draw[] draws = [.. dice.Select(random => _options.Augmentation.Plan(new Draw(_cache.Height, _cache.Width, random)))];
        var (height, width) = (draws[0].Geometry.Height, draws[0].Geometry.Width);
        Require(draws.All(draw => draw.Geometry.Height == height && draw.Geometry.Width == width),
            $"The augmentation gives samples of other sizes than {height} x {width} in one batch. Make them the same: square frames before turning them, or a crop behind it.");

        var batch = new Batch(empty([frames.Length, 3, height, width], ScalarType.Float32), empty([frames.Length, height, width], ScalarType.Int64), frames);
        var images = MemoryMarshal.Cast<byte, float>(batch.Images.bytes);
        var labels = MemoryMarshal.Cast<byte, long>(batch.Labels.bytes);
        var plane = height * width;
        for (var i = 0; i < frames.Length; i++)
        {
            Sampler.Fill(draws[i], _cache.Get(frames[i]), images.Slice(3 * i * plane, 3 * plane), labels.Slice(i * plane, plane));
        }

        // A GPU fetches pinned memory by itself while the CPU goes on.
        return IsOnGpu ? batch.Moved(made => made.pin_memory()) : batch;
    }

    /// <summary>A batch of frames that a device keeps, without augmentation; null when it cannot keep them.</summary>
    internal static Batch? AsTheyAre(FrameCache cache, int[] frames, Device device)
    {
        if (cache.On(device) is not var (images, labels))
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var chosen = tensor(frames, ScalarType.Int64, device);
        return new Batch(
            Normalization.Apply(images.index_select(0, chosen)).MoveToOuterDisposeScope(), labels.index_select(0, chosen).to(ScalarType.Int64).MoveToOuterDisposeScope(), frames);
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
}
