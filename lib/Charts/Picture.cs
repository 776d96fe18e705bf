using SegBook.Display;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace SegBook.Charts;

/// <summary>A colour picture in memory. It shows itself in a notebook and saves itself as PNG.</summary>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = ["image/png", "text/plain"])]
public sealed class Picture : IShowsPicture
{
    /// <summary>A displayed picture's largest file in bytes: notebooks are kept in git.</summary>
    internal const int ReferenceLimit = 150_000;

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
    public static Picture Filled(int width, int height, byte red = 255, byte green = 255, byte blue = 255)
    {
        var rgb = new byte[checked(width * height * 3)];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (red, green, blue);
        }

        return new Picture(width, height, rgb);
    }

    /// <summary>The bytes of a PNG file.</summary>
    public byte[] ToPng()
    {
        using var image = Image.LoadPixelData<Rgb24>(_rgb, Width, Height);
        return Encode(image, PngFilterMethod.Adaptive);
    }

    /// <summary>Writes a PNG file; its folder is made if it is missing.</summary>
    public void Save(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllBytes(path, ToPng());
    }

    /// <summary>The picture in another size.</summary>
    /// <param name="width">The new width in pixels.</param>
    /// <param name="height">The new height in pixels.</param>
    /// <param name="smooth">Bilinear, as photographs need; false takes the nearest pixel, as label colours need.</param>
    public Picture Resize(int width, int height, bool smooth = true)
    {
        if (width == Width && height == Height)
        {
            return this;
        }

        using var image = Image.LoadPixelData<Rgb24>(_rgb, Width, Height);
        image.Mutate(context => context.Resize(width, height, smooth ? KnownResamplers.Triangle : KnownResamplers.NearestNeighbor));
        return Of(image);
    }

    /// <summary>Reads a PNG or JPEG file's bytes.</summary>
    public static Picture FromPng(ReadOnlySpan<byte> file)
    {
        using var image = Image.Load<Rgb24>(file);
        return Of(image);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Picture, {Height} x {Width} (height x width)";

    byte[] IShowsPicture.ToPng() => FitForReference(ToPng());

    string IShowsPicture.ToText() => ToString();

    /// <summary>The file itself, or one with fewer colours and, where that is not enough, fewer pixels.</summary>
    /// <param name="png">A PNG file.</param>
    /// <param name="limit">The largest size in bytes that is left as it is.</param>
    internal static byte[] FitForReference(byte[] png, int limit = ReferenceLimit)
    {
        if (png.Length <= limit)
        {
            return png;
        }

        var whole = FromPng(png);
        var small = whole.ToSmallPng();
        while (small.Length > ReferenceLimit && whole is { Width: > 64, Height: > 64 })
        {
            // The file shrinks a little less than the area does.
            var scale = Math.Min(0.9, Math.Sqrt((double)ReferenceLimit / small.Length) * 0.97);
            whole = whole.Resize((int)(whole.Width * scale), (int)(whole.Height * scale));
            small = whole.ToSmallPng();
        }

        return small.Length < png.Length ? small : png;
    }

    // 32 steps of each colour: hardly to be seen, and a chart shrinks to a quarter, because its smoothed edges repeat.
    private byte[] ToSmallPng()
    {
        var fewer = new byte[_rgb.Length];
        for (var i = 0; i < fewer.Length; i++)
        {
            fewer[i] = (byte)((_rgb[i] & 0xF8) | (_rgb[i] >> 5));
        }

        using var image = Image.LoadPixelData<Rgb24>(fewer, Width, Height);
        return new[] { PngFilterMethod.None, PngFilterMethod.Up }.Select(filter => Encode(image, filter)).MinBy(file => file.Length)!;
    }

    private static byte[] Encode(Image<Rgb24> image, PngFilterMethod filter)
    {
        using var file = new MemoryStream();
        image.SaveAsPng(file, new PngEncoder
        {
            ColorType = PngColorType.Rgb, BitDepth = PngBitDepth.Bit8, FilterMethod = filter, CompressionLevel = PngCompressionLevel.BestCompression,
        });
        return file.ToArray();
    }

    private static Picture Of(Image<Rgb24> image)
    {
        var rgb = new byte[image.Height * image.Width * 3];
        image.CopyPixelDataTo(rgb);
        return new Picture(image.Width, image.Height, rgb);
    }
}
