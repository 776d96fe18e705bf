using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>One picture: its pixels in one block, top row first.</summary>
public sealed class ImageFrame<TPixel> : ImageFrame
    where TPixel : unmanaged, IPixel<TPixel>
{
    private TPixel[]? _pixels;

    internal ImageFrame(int width, int height)
        : this(width, height, new TPixel[Length(width, height)])
    {
    }

    internal ImageFrame(int width, int height, TPixel[] pixels) => (Width, Height, _pixels) = (width, height, pixels);

    internal Span<TPixel> Pixels => Owned();

    public TPixel this[int x, int y]
    {
        get => Owned()[Index(x, y)];
        set => Owned()[Index(x, y)] = value;
    }

    public bool DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory)
    {
        memory = Owned();
        return true;
    }

    public void CopyPixelDataTo(Span<TPixel> destination)
    {
        if (destination.Length < Owned().Length)
        {
            throw new ArgumentOutOfRangeException(nameof(destination), $"{Pixels.Length} pixels do not fit into {destination.Length}.");
        }

        Pixels.CopyTo(destination);
    }

    public void CopyPixelDataTo(Span<byte> destination) => CopyPixelDataTo(MemoryMarshal.Cast<byte, TPixel>(destination));

    public void ProcessPixelRows(PixelAccessorAction<TPixel> processPixels)
    {
        ArgumentNullException.ThrowIfNull(processPixels);
        processPixels(new PixelAccessor<TPixel>(this));
    }

    internal static int Length(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var length = (long)width * height;
        return length <= Array.MaxLength ? (int)length : throw new InvalidImageContentException($"A picture of {width} x {height} pixels does not fit into memory.");
    }

    internal ImageFrame<TPixel> Copy() => new(Width, Height, (TPixel[])Owned().Clone()) { Metadata = Metadata.DeepClone() };

    internal ImageFrame<TPixel2> CopyAs<TPixel2>()
        where TPixel2 : unmanaged, IPixel<TPixel2>
    {
        var copy = new ImageFrame<TPixel2>(Width, Height) { Metadata = Metadata.DeepClone() };
        PixelRows.Convert<TPixel, TPixel2>(Pixels, copy.Pixels);
        return copy;
    }

    /// <summary>Takes over other pixels: how an operation changes a picture in place.</summary>
    internal void Replace(int width, int height, TPixel[] pixels) => (Width, Height, _pixels) = (width, height, pixels);

    protected override void Dispose(bool disposing) => _pixels = null;

    private TPixel[] Owned() => _pixels ?? throw new ObjectDisposedException(nameof(ImageFrame));

    private int Index(int x, int y)
    {
        ObjectDisposedException.ThrowIf(_pixels is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return (y * Width) + x;
    }
}
