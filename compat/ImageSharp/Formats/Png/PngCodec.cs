using System.IO.Compression;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Reads PNG: every colour type, depth, filter and interlacing there is.</summary>
internal sealed class PngCodec : Codec
{
    // Deflate cannot pack more than this many bytes into one, so a header that promises more is wrong.
    private const long BestRatio = 1032;

    public override IImageFormat Format => PngFormat.Instance;

    public override bool Knows(ReadOnlySpan<byte> file) => file.StartsWith(PngFile.Signature);

    public override ImageInfo Identify(ArraySegment<byte> file)
    {
        var png = PngFile.Read(file, headerOnly: true);
        var metadata = new ImageMetadata { DecodedImageFormat = Format, Orientation = png.Orientation };
        metadata.Png.ColorType = png.Header.ColorType;
        metadata.Png.BitDepth = (PngBitDepth)png.Header.BitDepth;
        metadata.Png.InterlaceMethod = png.Header.Interlaced ? PngInterlaceMode.Adam7 : PngInterlaceMode.None;
        if (png.Header.ColorType == PngColorType.Palette)
        {
            metadata.Png.ColorTable = Colours(png);
        }

        return new ImageInfo(new PixelTypeInfo(png.Header.BitsPerPixel), new Size(png.Header.Width, png.Header.Height), metadata);
    }

    public override NaturalPixel NaturalPixel(ArraySegment<byte> file)
    {
        var png = PngFile.Read(file, headerOnly: true);
        return (png.Header.ColorType, png.Header.BitDepth) switch
        {
            _ when png.Transparency.Length > 0 => Formats.NaturalPixel.ColourWithAlpha,
            (PngColorType.Grayscale, 16) => Formats.NaturalPixel.Grey16,
            (PngColorType.Grayscale, _) => Formats.NaturalPixel.Grey,
            (PngColorType.Rgb, _) => Formats.NaturalPixel.Colour,
            _ => Formats.NaturalPixel.ColourWithAlpha,
        };
    }

    public override ImageFrame<TPixel> Decode<TPixel>(ArraySegment<byte> file)
    {
        var png = PngFile.Read(file, headerOnly: false);
        var header = png.Header;
        if (png.Data.Count == 0)
        {
            throw new InvalidImageContentException("The PNG has no pixel data.");
        }

        if (header.InflatedBytes() > (png.DataBytes * BestRatio) + BestRatio)
        {
            throw new InvalidImageContentException($"The PNG claims {header.Width} x {header.Height} pixels, but its {png.DataBytes} bytes of data cannot hold them.");
        }

        var frame = new ImageFrame<TPixel>(header.Width, header.Height);
        var converter = new PngRowConverter<TPixel>(png);
        using var parts = new PartsStream(png.Data);
        using var inflated = new ZLibStream(parts, CompressionMode.Decompress);
        try
        {
            foreach (var pass in Adam7.Passes(header))
            {
                DecodePass(inflated, header, pass, converter, frame);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidImageContentException($"Invalid PNG data: the pixels of the {header.Width} x {header.Height} picture are damaged or not all there.", e);
        }

        return frame;
    }

    private static void DecodePass<TPixel>(Stream inflated, PngHeader header, PngPass pass, PngRowConverter<TPixel> converter, ImageFrame<TPixel> frame)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var length = header.RowBytes(pass.Width) + 1;
        var row = new byte[length];
        var above = new byte[length];
        var pixels = pass.StepX == 1 ? [] : new TPixel[pass.Width];
        for (var y = 0; y < pass.Height; y++)
        {
            inflated.ReadExactly(row);
            PngFilters.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStep);
            var target = frame.Pixels.Slice((pass.Y + (y * pass.StepY)) * header.Width, header.Width);
            if (pass.StepX == 1)
            {
                converter.Convert(row.AsSpan(1), target);
            }
            else
            {
                converter.Convert(row.AsSpan(1), pixels);
                for (var x = 0; x < pixels.Length; x++)
                {
                    target[pass.X + (x * pass.StepX)] = pixels[x];
                }
            }

            (row, above) = (above, row);
        }
    }

    private static Color[] Colours(PngFile png)
    {
        var colours = new Color[png.Palette.Length / 3];
        for (var i = 0; i < colours.Length; i++)
        {
            var alpha = i < png.Transparency.Length ? png.Transparency[i] : byte.MaxValue;
            colours[i] = Color.FromRgba(png.Palette[3 * i], png.Palette[(3 * i) + 1], png.Palette[(3 * i) + 2], alpha);
        }

        return colours;
    }
}
