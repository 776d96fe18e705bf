using System.Runtime.CompilerServices;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace SixLabors.ImageSharp;

/// <summary>An image whose pixels are all of one kind.</summary>
public sealed class Image<TPixel> : Image
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly ImageFrameCollection<TPixel> _frames;
    private bool _disposed;

    public Image(int width, int height)
        : this(new ImageFrame<TPixel>(width, height), new ImageMetadata())
    {
    }

    public Image(int width, int height, TPixel backgroundColor)
        : this(width, height) => _frames.RootFrame.Pixels.Fill(backgroundColor);

    internal Image(ImageFrame<TPixel> frame, ImageMetadata metadata)
        : this([frame], metadata)
    {
    }

    private Image(IEnumerable<ImageFrame<TPixel>> frames, ImageMetadata metadata)
        : base(new PixelTypeInfo(Unsafe.SizeOf<TPixel>() * 8), metadata) => _frames = new ImageFrameCollection<TPixel>(frames);

    public ImageFrameCollection<TPixel> Frames
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _frames;
        }
    }

    public TPixel this[int x, int y]
    {
        get => Frames.RootFrame[x, y];
        set => Frames.RootFrame[x, y] = value;
    }

    public bool DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory) => Frames.RootFrame.DangerousTryGetSinglePixelMemory(out memory);

    public void CopyPixelDataTo(Span<TPixel> destination) => Frames.RootFrame.CopyPixelDataTo(destination);

    public void CopyPixelDataTo(Span<byte> destination) => Frames.RootFrame.CopyPixelDataTo(destination);

    public void ProcessPixelRows(PixelAccessorAction<TPixel> processPixels) => Frames.RootFrame.ProcessPixelRows(processPixels);

    public void ProcessPixelRows<TPixel2>(Image<TPixel2> image2, PixelAccessorAction<TPixel, TPixel2> processPixels)
        where TPixel2 : unmanaged, IPixel<TPixel2>
    {
        ArgumentNullException.ThrowIfNull(image2);
        ArgumentNullException.ThrowIfNull(processPixels);
        processPixels(new PixelAccessor<TPixel>(Frames.RootFrame), new PixelAccessor<TPixel2>(image2.Frames.RootFrame));
    }

    public Image<TPixel> Clone() => new(Frames.Select(frame => frame.Copy()), Metadata.DeepClone());

    public override string ToString() => $"Image<{typeof(TPixel).Name}>: {Width}x{Height}";

    internal override Size Extent() => _frames.RootFrame.Size();

    internal override Image<TPixel2> CopyAs<TPixel2>() => new(Frames.Select(frame => frame.CopyAs<TPixel2>()), Metadata.DeepClone());

    internal override void Encode(IImageEncoder encoder, Stream stream)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        encoder.Encode(this, stream);
    }

    internal override ProcessingContext Process() => new ProcessingContext<TPixel>(this);

    internal override Image CloneAny() => Clone();

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (var frame in _frames)
        {
            frame.Dispose();
        }
    }
}
