using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>What kind of pixel loses nothing of a file.</summary>
internal enum NaturalPixel
{
    Grey,
    Grey16,
    Colour,
    ColourWithAlpha,
}

/// <summary>Reads one kind of file.</summary>
internal abstract class Codec
{
    private static readonly Codec[] All = [new PngCodec(), new JpegCodec()];

    public abstract IImageFormat Format { get; }

    /// <exception cref="UnknownImageFormatException">Neither PNG nor JPEG.</exception>
    public static Codec Detect(ReadOnlySpan<byte> file)
    {
        foreach (var codec in All)
        {
            if (codec.Knows(file))
            {
                return codec;
            }
        }

        throw new UnknownImageFormatException("Image cannot be loaded: the file is neither a PNG nor a JPEG, the two formats that are read here.");
    }

    public abstract bool Knows(ReadOnlySpan<byte> file);

    public abstract ImageInfo Identify(ArraySegment<byte> file);

    public abstract NaturalPixel NaturalPixel(ArraySegment<byte> file);

    public abstract ImageFrame<TPixel> Decode<TPixel>(ArraySegment<byte> file)
        where TPixel : unmanaged, IPixel<TPixel>;
}
