using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Data;

/// <summary>The frames of a sequence, decoded once, in parallel, and resized: pictures smoothly, masks by nearest neighbour. Frames over the memory budget are decoded again when needed.</summary>
/// <remarks>Can be used from several threads at once.</remarks>
public sealed class FrameCache : IDisposable
{
    /// <summary>Memory that decoded frames may take when nothing else is said: 4 GiB, some 6,200 frames of 480x360.</summary>
    public const long DefaultBudget = 4L << 30;

    private readonly Pixels?[] _kept;
    private readonly Dictionary<string, (Tensor Images, Tensor Labels)> _onDevices = [];
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <param name="dataset">Where the frames come from; must stay open as long as the cache is used.</param>
    /// <param name="height">Of every frame in the cache, in pixels; 0 for that of the first frame.</param>
    /// <param name="width">Of every frame in the cache, in pixels; 0 for that of the first frame.</param>
    /// <param name="budget">Bytes of memory that decoded frames may take.</param>
    /// <param name="threads">How many decode at once; 0 for one a core.</param>
    /// <param name="progress">Told how many frames are ready.</param>
    /// <exception cref="SegBookException">A frame cannot be read.</exception>
    public FrameCache(SegmentationDataset dataset, int height = 0, int width = 0, long budget = DefaultBudget, int threads = 0, IProgress<int>? progress = null)
    {
        if (height < 0 || width < 0 || budget < 0)
        {
            throw new SegBookException($"A cache of frames of {height} x {width} pixels in {budget} bytes: none of them can be negative.");
        }

        Dataset = dataset;
        (Height, Width) = height > 0 && width > 0 ? (height, width) : dataset.SizeOf(0);
        _kept = new Pixels?[Math.Min(dataset.Count, budget / (4L * Height * Width))];
        var ready = 0;
        try
        {
            Parallel.For(0, _kept.Length, new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount }, i =>
            {
                _kept[i] = Decode(i);
                progress?.Report(Interlocked.Increment(ref ready));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.FirstOrDefault(inner => inner is SegBookException) is { } first)
        {
            throw new SegBookException(first.Message, e);
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

    /// <summary>Of every frame, in pixels.</summary>
    public int Height { get; }

    /// <summary>Of every frame, in pixels.</summary>
    public int Width { get; }

    /// <summary>Memory that all frames take on a device: three bytes a pixel for the picture, one for the label.</summary>
    public long DeviceBytes => 4L * Count * Height * Width;

    /// <summary>A frame's picture.</summary>
    /// <returns>uint8, [3, H, W], on the CPU. The caller disposes of it.</returns>
    public Tensor Image(int index)
    {
        var rgb = Get(index).Rgb;
        var image = empty([3, Height, Width], ScalarType.Byte);
        var bytes = image.bytes;
        var plane = Height * Width;
        for (var i = 0; i < plane; i++)
        {
            (bytes[i], bytes[plane + i], bytes[(2 * plane) + i]) = (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]);
        }

        return image;
    }

    /// <summary>A frame's labels.</summary>
    /// <returns>uint8, [H, W], a class or <see cref="LabelMap.Ignore"/>, on the CPU. The caller disposes of it.</returns>
    public Tensor Labels(int index)
    {
        var labels = empty([Height, Width], ScalarType.Byte);
        Get(index).Labels.CopyTo(labels.bytes);
        return labels;
    }

    /// <summary>A frame as it is in the cache, to be shown.</summary>
    public Frame Frame(int index)
    {
        var pixels = Get(index);
        return new Frame(Dataset.Names[index], Dataset.NumberOf(index), Height, Width, pixels.Rgb, pixels.Labels, LabelMap);
    }

    /// <summary>Forgets the frames. The sequence stays open.</summary>
    public void Dispose()
    {
        _disposed = true;
        Array.Clear(_kept);
        foreach (var (images, labels) in _onDevices.Values)
        {
            images.Dispose();
            labels.Dispose();
        }

        _onDevices.Clear();
    }

    /// <summary>All frames on a device: uint8, [N, 3, H, W] and [N, H, W]. They belong to the cache.</summary>
    internal (Tensor Images, Tensor Labels) OnDevice(Device device)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_lock)
        {
            if (!_onDevices.TryGetValue(device.ToString(), out var tensors))
            {
                using var scope = NewDisposeScope();
                var images = stack(Enumerable.Range(0, Count).Select(Image)).to(device);
                var labels = stack(Enumerable.Range(0, Count).Select(Labels)).to(device);
                tensors = (images.DetachFromDisposeScope(), labels.DetachFromDisposeScope());
                _onDevices[device.ToString()] = tensors;
            }

            return tensors;
        }
    }

    internal Pixels Get(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return index < _kept.Length ? _kept[index]! : Decode(index);
    }

    private Pixels Decode(int index)
    {
        var frame = Dataset.Load(index);
        return frame.Height == Height && frame.Width == Width
            ? new Pixels(frame.Rgb, frame.Labels)
            : new Pixels(ResizeColours(frame), ResizeLabels(frame));
    }

    // Triangle is bilinear; shrinking, it averages over all that a pixel covers.
    private byte[] ResizeColours(Frame frame)
    {
        using var image = SixLabors.ImageSharp.Image.LoadPixelData<Rgb24>(frame.Rgb, frame.Width, frame.Height);
        image.Mutate(context => context.Resize(Width, Height, KnownResamplers.Triangle));
        var rgb = new byte[3 * Height * Width];
        image.CopyPixelDataTo(rgb);
        return rgb;
    }

    // By pixel centres, as the picture is resized, so that the two stay aligned.
    private byte[] ResizeLabels(Frame frame)
    {
        var labels = new byte[Height * Width];
        for (var y = 0; y < Height; y++)
        {
            var row = (int)(((2L * y) + 1) * frame.Height / (2L * Height)) * frame.Width;
            for (var x = 0; x < Width; x++)
            {
                labels[(y * Width) + x] = frame.Labels[row + (int)(((2L * x) + 1) * frame.Width / (2L * Width))];
            }
        }

        return labels;
    }

    /// <summary>A decoded frame: interleaved colours and labels, top row first.</summary>
    internal sealed record Pixels(byte[] Rgb, byte[] Labels);
}
