using SegBook.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace SegBook.Charts;

/// <summary>A colour picture in memory, which shows itself in a notebook.</summary>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = ["image/jpeg", "text/plain"])]
public sealed class Picture : IShowsPicture
{
    // A displayed picture's largest file in bytes: notebooks are kept in git.
    private const int LargestShown = 150_000;

    private readonly byte[] _rgb;

    /// <summary>A picture of red, green, blue for each pixel, row by row from the top: height x width x 3 bytes, which it keeps.</summary>
    public Picture(int width, int height, byte[] rgb)
    {
        var fits = width > 0 && height > 0 && rgb.Length == (long)height * width * 3;
        ChartStyle.Check(fits, $"A picture of {height} x {width} (height x width) has {(long)height * width * 3} bytes, not {rgb.Length}.", nameof(rgb));
        (Width, Height, _rgb) = (width, height, rgb);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Red, green, blue of each pixel, row by row from the top.</summary>
    public ReadOnlySpan<byte> Rgb => _rgb;

    /// <summary>A picture of one colour.</summary>
    public static Picture Filled(int width, int height, byte red = 255, byte green = 255, byte blue = 255) =>
        Of(new Image<Rgb24>(width, height, new Rgb24(red, green, blue)));

    /// <summary>Reads a PNG or JPEG file's bytes.</summary>
    /// <exception cref="SegBookException">They are none, or damaged.</exception>
    public static Picture FromPng(ReadOnlySpan<byte> file) => Of(PictureFile.ReadColours(file.ToArray(), "The picture"));

    internal static Picture Of(PictureData pixels) => new(pixels.Width, pixels.Height, pixels.Values);

    /// <summary>The bytes of a PNG file.</summary>
    public byte[] ToPng() => Encode(new PngEncoder { ColorType = PngColorType.Rgb, CompressionLevel = PngCompressionLevel.BestCompression });

    /// <summary>The picture in another size, smoothly or, as label colours need it, from the nearest pixels; 0 for width or height keeps the proportions.</summary>
    public Picture Resize(int width, int height, bool smooth = true)
    {
        if ((width == Width || width == 0) && (height == Height || height == 0))
        {
            return this;
        }

        using var image = ToImage();
        return Of(image.Clone(context => context.Resize(width, height, smooth ? KnownResamplers.Triangle : KnownResamplers.NearestNeighbor)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Picture, {Height} x {Width} (height x width)";

    byte[] IShowsPicture.ToJpeg() => ToJpeg();

    /// <summary>A JPEG file of up to 150 kB: photographs take a third of what they take as PNG.</summary>
    internal byte[] ToJpeg(int quality = 90) =>
        Encode(new JpegEncoder { ColorType = JpegColorType.YCbCrRatio444, Quality = quality }) is var file && (file.Length <= LargestShown || quality <= 10)
            ? file
            : ToJpeg(quality - 10);

    /// <summary>A PNG file of 256 colours (a chart shrinks to a quarter), and of fewer pixels where it would still be larger than 150 kB.</summary>
    internal byte[] ToSmallPng()
    {
        var colours = new WuQuantizer(new QuantizerOptions { Dither = null });
        var png = Encode(new PngEncoder { ColorType = PngColorType.Palette, CompressionLevel = PngCompressionLevel.BestCompression, Quantizer = colours });
        var scale = Math.Min(0.9, Math.Sqrt((double)LargestShown / png.Length));
        return png.Length <= LargestShown || Width <= 64 ? png : Resize((int)(Width * scale), 0).ToSmallPng();
    }

    /// <summary>The picture for ImageSharp; the caller disposes of it.</summary>
    internal Image<Rgb24> ToImage() => Image.LoadPixelData<Rgb24>(_rgb, Width, Height);

    /// <summary>Writes another picture, or some of its columns, into this one, which must be new and have room for it.</summary>
    internal void Place(Picture picture, int left, int top, Range? columns = null)
    {
        var (first, count) = (columns ?? Range.All).GetOffsetAndLength(picture.Width);
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Rgb.Slice(3 * ((y * picture.Width) + first), 3 * count).CopyTo(_rgb.AsSpan(3 * (((top + y) * Width) + left)));
        }
    }

    /// <summary>Writes as much of a text as fits into so many pixels onto this picture, which must be new.</summary>
    internal void Write(string text, int left, int top, int room)
    {
        foreach (var (i, letter) in Letters.Fit(text, room).Index())
        {
            // What is not ASCII becomes a question mark.
            var place = (letter is >= ' ' and <= '~' ? letter : '?') - ' ';
            Place(Letters.All, left + (i * Letters.Width), top, (place * Letters.Width)..((place + 1) * Letters.Width));
        }
    }

    private byte[] Encode(IImageEncoder encoder)
    {
        using var image = ToImage();
        using var file = new MemoryStream();
        image.Save(file, encoder);
        return file.ToArray();
    }

    internal static Picture Of(Frame frame) => new(frame.Width, frame.Height, frame.Rgb);

    /// <summary>The picture of an image, which is disposed of.</summary>
    internal static Picture Of(Image<Rgb24> image)
    {
        using (image)
        {
            var rgb = new byte[image.Height * image.Width * 3];
            image.CopyPixelDataTo(rgb);
            return new Picture(image.Width, image.Height, rgb);
        }
    }
}

/// <summary>The letters of captions, cut from a picture of the printable ASCII signs (letters.png), because ImageSharp alone draws no text.</summary>
internal static class Letters
{
    public const int Width = 8, Height = 16;

    public static readonly Picture All = Picture.Of(Image.Load<Rgb24>(typeof(Letters).Assembly.GetManifestResourceStream("SegBook.Charts.letters.png")!));

    /// <summary>The text, or as much of it as fits, with two dots where it was cut.</summary>
    public static string Fit(string text, int room) => text.Length * Width <= room ? text : text[..Math.Max(0, (room / Width) - 2)].TrimEnd() + "..";
}
