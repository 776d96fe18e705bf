using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace SixLabors.ImageSharp;

/// <summary>An image of any kind of pixel.</summary>
public abstract partial class Image : IDisposable
{
    internal Image(PixelTypeInfo pixelType, ImageMetadata metadata) => (PixelType, Metadata) = (pixelType, metadata);

    public int Width => Size.Width;

    public int Height => Size.Height;

    public PixelTypeInfo PixelType { get; }

    public ImageMetadata Metadata { get; }

    public Size Size => Extent();

    public Rectangle Bounds => new(0, 0, Width, Height);

    public void Save(Stream stream, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(encoder);
        Encode(encoder, stream);
    }

    public Image<TPixel2> CloneAs<TPixel2>()
        where TPixel2 : unmanaged, IPixel<TPixel2>
        => CopyAs<TPixel2>();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    internal abstract Size Extent();

    internal abstract Image<TPixel2> CopyAs<TPixel2>()
        where TPixel2 : unmanaged, IPixel<TPixel2>;

    internal abstract void Encode(IImageEncoder encoder, Stream stream);

    internal abstract ProcessingContext Process();

    internal abstract Image CloneAny();

    protected abstract void Dispose(bool disposing);
}
