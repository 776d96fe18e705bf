using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>How pixels are laid out in a file to be written, and the palette if there is one.</summary>
internal sealed record PngLayout(PngColorType ColorType, int BitDepth, IReadOnlyList<Rgba32> Palette)
{
    private readonly Dictionary<Rgba32, byte> _indices = Palette.Select((colour, i) => (colour, i)).ToDictionary(pair => pair.colour, pair => (byte)pair.i);

    public int PixelBytes => Math.Max(1, BitDepth / 8) * ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GrayscaleWithAlpha => 2,
        PngColorType.RgbWithAlpha => 4,
        _ => 1,
    };

    /// <summary>What the encoder asks for; else the layout of the file that the image came from, if the pixels have not outgrown it; else the pixel's own.</summary>
    public static PngLayout For<TPixel>(Image<TPixel> image, PngEncoder encoder)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var grey16 = typeof(TPixel) == typeof(L16);
        var colourType = encoder.ColorType ?? Suggest(image);
        var depth = (int?)encoder.BitDepth ?? (grey16 && colourType == PngColorType.Grayscale ? 16 : 8);
        if (depth < 8 || (depth == 16 && colourType == PngColorType.Palette))
        {
            throw new NotSupportedException($"PNG of {depth} bits is not written here as {colourType}: use 8.");
        }

        return new PngLayout(colourType, depth, colourType == PngColorType.Palette ? Colours(image) : []);
    }

    public byte IndexOf(Rgba32 colour) => _indices[colour];

    private static PngColorType Suggest<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        if (typeof(TPixel) == typeof(L8) || typeof(TPixel) == typeof(L16))
        {
            return PngColorType.Grayscale;
        }

        var (grey, opaque) = Examine(image);
        var own = typeof(TPixel) == typeof(Rgba32) ? PngColorType.RgbWithAlpha : PngColorType.Rgb;
        return image.Metadata.Png.ColorType switch
        {
            PngColorType.Grayscale when grey && opaque => PngColorType.Grayscale,
            PngColorType.Rgb when opaque => PngColorType.Rgb,
            _ => own,
        };
    }

    private static (bool Grey, bool Opaque) Examine<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var (grey, opaque) = (true, true);
        var colour = default(Rgba32);
        foreach (var frame in image.Frames)
        {
            foreach (var pixel in frame.Pixels)
            {
                pixel.ToRgba32(ref colour);
                grey &= colour.R == colour.G && colour.G == colour.B;
                opaque &= colour.A == byte.MaxValue;
            }
        }

        return (grey, opaque);
    }

    private static List<Rgba32> Colours<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var seen = new HashSet<Rgba32>();
        var list = new List<Rgba32>();
        var colour = default(Rgba32);
        foreach (var frame in image.Frames)
        {
            foreach (var pixel in frame.Pixels)
            {
                pixel.ToRgba32(ref colour);
                if (seen.Add(colour))
                {
                    list.Add(colour);
                }
            }

            if (list.Count > 256)
            {
                throw new NotSupportedException($"A palette holds 256 colours, the picture has {list.Count} or more; colours are not merged here. Save it as {nameof(PngColorType.Rgb)}.");
            }
        }

        return list;
    }
}
