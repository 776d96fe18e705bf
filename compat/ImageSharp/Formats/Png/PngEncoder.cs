namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Writes PNG, and animated PNG when an image has more than one frame.</summary>
public class PngEncoder : QuantizingImageEncoder
{
    /// <summary>Null: as the file that the image was loaded from where that loses nothing, else as the kind of pixel.</summary>
    public PngColorType? ColorType { get; init; }

    public PngBitDepth? BitDepth { get; init; }

    public PngFilterMethod? FilterMethod { get; init; }

    public PngCompressionLevel CompressionLevel { get; init; } = PngCompressionLevel.DefaultCompression;

    public PngInterlaceMode? InterlaceMethod { get; init; }

    protected override void Encode<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken)
    {
        if (InterlaceMethod == PngInterlaceMode.Adam7)
        {
            throw new NotSupportedException("Interlaced PNG is read but not written here.");
        }

        new PngWriter<TPixel>(image, this, stream).Write();
    }
}
