namespace SegBook.Data;

/// <summary>The frames of a sequence, decoded once, in parallel, and resized. Frames over the memory budget are decoded again when needed.</summary>
/// <remarks>Can be used from several threads at once.</remarks>
public sealed class FrameCache : IDisposable
{
    private readonly Frame?[] _kept;
    private readonly Lock _lock = new();
    private ((DeviceType, int) Device, Tensor Images, Tensor Labels)? _onDevice;
    private bool _disposed;

    /// <summary>Decodes as many frames as a budget of bytes holds (4 GiB: some 6,200 of 480 x 360), by all cores (-1) or so many threads.</summary>
    /// <remarks>The dataset must stay open as long as the cache is used. Height and width are those of every frame in pixels, 0 for the first frame's.</remarks>
    /// <exception cref="SegBookException">A frame cannot be read.</exception>
    public FrameCache(SegmentationDataset dataset, int height = 0, int width = 0, long budget = 4L << 30, int threads = -1)
    {
        Require(height >= 0 && width >= 0 && budget >= 0, $"A cache of frames of {height} x {width} pixels in {budget} bytes: none of them can be negative.");
        Dataset = dataset;
        (Height, Width) = height > 0 && width > 0 ? (height, width) : dataset.Load(0) is var first ? (first.Height, first.Width) : default;
        _kept = new Frame?[Math.Min(dataset.Count, budget / (4L * Height * Width))];
        try
        {
            Parallel.For(0, _kept.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => _kept[i] = Decode(i));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<SegBookException>().FirstOrDefault() is { } problem)
        {
            throw new SegBookException(problem.Message, e);
        }
    }

    /// <summary>Where the frames come from.</summary>
    public SegmentationDataset Dataset { get; }

    /// <summary>What the labels mean.</summary>
    public LabelMap LabelMap => Dataset.LabelMap;

    /// <summary>How many frames there are.</summary>
    public int Count => Dataset.Count;

    /// <summary>How many of them are kept decoded.</summary>
    public int Kept => _kept.Length;

    /// <summary>The height of every frame, in pixels.</summary>
    public int Height { get; }

    /// <summary>The width of every frame, in pixels.</summary>
    public int Width { get; }

    /// <summary>A frame in the size of the cache. Its arrays are the cache's: they are not to be changed.</summary>
    public Frame Get(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return index < _kept.Length ? _kept[index]! : Decode(index);
    }

    /// <summary>A frame's picture: uint8, [3, H, W], on the CPU. The caller disposes of it.</summary>
    public Tensor Image(int index)
    {
        using var rows = tensor(Get(index).Rgb, [Height, Width, 3]);
        using var planes = rows.permute(2, 0, 1);
        return planes.contiguous();
    }

    /// <summary>A frame's labels: uint8, [H, W], a class or <see cref="LabelMap.Ignore"/>, on the CPU. The caller disposes of it.</summary>
    public Tensor Labels(int index) => tensor(Get(index).Labels, [Height, Width]);

    /// <summary>All frames on a device, sent there once: pictures uint8, [F, 3, H, W], and labels uint8, [F, H, W]; null when they would take more there than a budget of bytes (2 GiB: some 3,100 of 480 x 360).</summary>
    /// <remarks>They are the cache's, for one device at a time.</remarks>
    internal (Tensor Images, Tensor Labels)? On(Device device, long budget = 2L << 30)
    {
        if (4L * Height * Width * Count > budget)
        {
            return null;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var name = (device.type, device.index); // a Device equals nothing but itself
            if (_onDevice is not { } there || there.Device != name)
            {
                Free();
                using var scope = NewDisposeScope();
                var (images, labels) = (empty([Count, 3, Height, Width], ScalarType.Byte, device), empty([Count, Height, Width], ScalarType.Byte, device));
                for (var i = 0; i < Count; i++)
                {
                    images[i].copy_(Image(i));
                    labels[i].copy_(Labels(i));
                }

                _onDevice = there = (name, images.DetachFromDisposeScope(), labels.DetachFromDisposeScope());
            }

            return (there.Images, there.Labels);
        }
    }

    /// <summary>Forgets the frames. The dataset stays open.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Array.Clear(_kept);
            Free();
        }
    }

    private void Free()
    {
        _onDevice?.Images.Dispose();
        _onDevice?.Labels.Dispose();
        _onDevice = null;
    }

    private Frame Decode(int index) => Dataset.Load(index).Resize(Height, Width);
}
