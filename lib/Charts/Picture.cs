using SegBook.Display;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace SegBook.Charts;

/// <summary>A colour picture in memory, which shows itself in a notebook.</summary>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = ["image/png", "text/plain"])]
public sealed class Picture : IShowsPicture
{
    // A displayed picture's largest file in bytes: notebooks are kept in git.
    private const int LargestShown = 150_000;

    private readonly byte[] _rgb;

    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="rgb">Red, green, blue of each pixel, row by row from the top: height x width x 3 bytes. The picture keeps the array.</param>
    /// <exception cref="ArgumentException">The array's length is not height x width x 3.</exception>
    public Picture(int width, int height, byte[] rgb)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (rgb.Length != (long)height * width * 3)
        {
            throw new ArgumentException($"A picture of {height} x {width} (height x width) has {(long)height * width * 3} bytes, not {rgb.Length}.", nameof(rgb));
        }

        (Width, Height, _rgb) = (width, height, rgb);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Red, green, blue of each pixel, row by row from the top.</summary>
    public ReadOnlySpan<byte> Rgb => _rgb;

    /// <summary>A picture of one colour.</summary>
    public static Picture Filled(int width, int height, byte red = 255, byte green = 255, byte blue = 255) => Of(new Image<Rgb24>(width, height, new Rgb24(red, green, blue)));

    /// <summary>Reads a PNG or JPEG file's bytes.</summary>
    public static Picture FromPng(ReadOnlySpan<byte> file) => Of(Image.Load<Rgb24>(file));

    /// <summary>The bytes of a PNG file.</summary>
    public byte[] ToPng() => Encode(new PngEncoder { ColorType = PngColorType.Rgb, BitDepth = PngBitDepth.Bit8, FilterMethod = PngFilterMethod.Adaptive, CompressionLevel = PngCompressionLevel.BestCompression });

    /// <summary>The picture in another size.</summary>
    /// <param name="width">The new width in pixels; 0 keeps the proportions.</param>
    /// <param name="height">The new height in pixels; 0 keeps the proportions.</param>
    /// <param name="smooth">Bilinear, as photographs need; false takes the nearest pixel, as label colours need.</param>
    public Picture Resize(int width, int height, bool smooth = true)
    {
        using var image = ToImage();
        return Of(image.Clone(context => context.Resize(width, height, smooth ? KnownResamplers.Triangle : KnownResamplers.NearestNeighbor)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Picture, {Height} x {Width} (height x width)";

    byte[] IShowsPicture.ToPng() => ToPng() is { Length: <= LargestShown } png ? png : ToSmallPng();

    string IShowsPicture.ToText() => ToString();

    /// <summary>A PNG file of 256 colours (a chart shrinks to a quarter), and of fewer pixels where it would still be larger than 150 kB.</summary>
    internal byte[] ToSmallPng()
    {
        var png = Encode(new PngEncoder { ColorType = PngColorType.Palette, CompressionLevel = PngCompressionLevel.BestCompression, Quantizer = new WuQuantizer(new QuantizerOptions { Dither = null }) });
        var scale = Math.Min(0.9, Math.Sqrt((double)LargestShown / png.Length));
        return png.Length <= LargestShown || Width <= 64 ? png : Resize((int)(Width * scale), 0).ToSmallPng();
    }

    /// <summary>The picture for ImageSharp; the caller disposes of it.</summary>
    internal Image<Rgb24> ToImage() => Image.LoadPixelData<Rgb24>(_rgb, Width, Height);

    /// <summary>Writes another picture into this one, which must be new and have room for it.</summary>
    internal void Place(Picture picture, int left, int top)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Rgb.Slice(3 * y * picture.Width, 3 * picture.Width).CopyTo(_rgb.AsSpan(3 * (((top + y) * Width) + left)));
        }
    }

    /// <summary>Writes as much of a text as fits into so many pixels onto this picture, which must be new.</summary>
    internal void Write(string text, int left, int top, int room)
    {
        foreach (var letter in Lettering.Fit(text, room).Select(Lettering.Of))
        {
            Place(letter, left, top);
            left += letter.Width;
        }
    }

    private byte[] Encode(PngEncoder encoder)
    {
        using var image = ToImage();
        using var file = new MemoryStream();
        image.Save(file, encoder);
        return file.ToArray();
    }

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
internal static class Lettering
{
    /// <summary>The height of a line in pixels.</summary>
    public const int Height = 16;

    private static readonly Picture[] Letters = Cut();

    /// <summary>A letter, black on white; what is not ASCII becomes the nearest sign or a question mark.</summary>
    public static Picture Of(char letter) => letter switch
    {
        >= ' ' and <= '~' => Letters[letter - ' '],
        '\u00d7' => Of('x'),
        '\u2013' or '\u2014' or '\u2212' => Of('-'),
        '\u2018' or '\u2019' => Of('\''),
        '\u00a0' or '\u2009' => Of(' '),
        _ => Of('?'),
    };

    /// <summary>How wide a text is, in pixels.</summary>
    public static int Width(string text) => text.Sum(letter => Of(letter).Width);

    /// <summary>The text, or as much of it as fits, with two dots where it was cut.</summary>
    public static string Fit(string text, int room)
    {
        var kept = text.Length;
        while (kept > 0 && Width(text[..kept].TrimEnd() + (kept < text.Length ? ".." : "")) > room)
        {
            kept--;
        }

        return kept == text.Length ? text : kept == 0 ? "" : text[..kept].TrimEnd() + "..";
    }

    // 19 in a row, in cells of 12 x 16; each is as wide as its ink and two pixels more, the space four.
    private static Picture[] Cut()
    {
        using var stream = typeof(Lettering).Assembly.GetManifestResourceStream("SegBook.Charts.letters.png")!;
        using var all = Image.Load<L8>(stream);
        return [.. Enumerable.Range(0, 95).Select(i =>
        {
            var (left, top) = (i % 19 * 12, i / 19 * Height);
            var last = Enumerable.Range(0, 12).LastOrDefault(x => Enumerable.Range(0, Height).Any(y => all[left + x, top + y].PackedValue < 200), 1);
            using var letter = all.Clone(context => context.Crop(new Rectangle(left, top, Math.Min(12, last + 3), Height)));
            return Picture.Of(letter.CloneAs<Rgb24>());
        })];
    }
}
