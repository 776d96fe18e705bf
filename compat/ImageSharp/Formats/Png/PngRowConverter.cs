using System.Buffers.Binary;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Turns the bytes of a PNG row into pixels.</summary>
internal sealed class PngRowConverter<TPixel>
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly PngHeader _header;
    private readonly TPixel[] _palette;
    private readonly ushort[]? _transparent;   // the one colour (grey, or red, green, blue) that is see-through
    private readonly byte[] _samples;

    public PngRowConverter(PngFile png)
    {
        _header = png.Header;
        _palette = png.Header.ColorType == PngColorType.Palette ? MakePalette(png) : [];
        _samples = new byte[_header.BitDepth < 8 ? _header.Width : 0];

        // The original does not find the transparent level among 16-bit greys, so those stay opaque.
        if (png.Header is { ColorType: PngColorType.Grayscale, BitDepth: < 16 } or { ColorType: PngColorType.Rgb } && png.Transparency.Length >= 2 * png.Header.Channels)
        {
            _transparent = [.. Enumerable.Range(0, png.Header.Channels).Select(i => BinaryPrimitives.ReadUInt16BigEndian(png.Transparency.AsSpan(2 * i)))];
        }
    }

    private bool KeepsAlpha => typeof(TPixel) == typeof(Rgba32) && _transparent is not null;

    public void Convert(ReadOnlySpan<byte> row, Span<TPixel> target)
    {
        switch (_header.ColorType, _header.BitDepth)
        {
            case (PngColorType.Palette, _):
                FromPalette(_header.BitDepth == 8 ? row : Unpack(row, target.Length), target);
                break;
            case (PngColorType.Grayscale, < 8):
                FromSmallGrey(Unpack(row, target.Length), target);
                break;
            case (PngColorType.Grayscale, 8) when !KeepsAlpha:
                PixelRows.FromGrey(row, target);
                break;
            case (PngColorType.Rgb, 8) when !KeepsAlpha:
                PixelRows.FromRgb(row, target);
                break;
            case (PngColorType.Grayscale, 16) when !KeepsAlpha:
                FromGrey16(row, target);
                break;
            default:
                FromSamples(row, target);
                break;
        }
    }

    private static void FromGrey16(ReadOnlySpan<byte> row, Span<TPixel> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i].FromL16(new L16(BinaryPrimitives.ReadUInt16BigEndian(row[(2 * i)..])));
        }
    }

    private void FromPalette(ReadOnlySpan<byte> indices, Span<TPixel> target)
    {
        var palette = _palette;
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = indices[i] < palette.Length
                ? palette[indices[i]]
                : throw new InvalidImageContentException($"A pixel of the PNG asks for colour {indices[i]} of a palette of {palette.Length}.");
        }
    }

    private void FromSmallGrey(ReadOnlySpan<byte> levels, Span<TPixel> target)
    {
        var scale = 255 / ((1 << _header.BitDepth) - 1);
        for (var i = 0; i < target.Length; i++)
        {
            var grey = (byte)(levels[i] * scale);
            target[i].FromRgba32(new Rgba32(grey, grey, grey, levels[i] == _transparent?[0] ? (byte)0 : byte.MaxValue));
        }
    }

    // One sample a byte, from several in each.
    private Span<byte> Unpack(ReadOnlySpan<byte> row, int count)
    {
        var depth = _header.BitDepth;
        var mask = (1 << depth) - 1;
        for (var i = 0; i < count; i++)
        {
            var bit = i * depth;
            _samples[i] = (byte)((row[bit >> 3] >> (8 - depth - (bit & 7))) & mask);
        }

        return _samples.AsSpan(0, count);
    }

    private void FromSamples(ReadOnlySpan<byte> row, Span<TPixel> target)
    {
        var channels = _header.Channels;
        Span<ushort> samples = stackalloc ushort[4];
        for (var i = 0; i < target.Length; i++)
        {
            for (var c = 0; c < channels; c++)
            {
                samples[c] = _header.BitDepth == 8 ? row[(i * channels) + c] : BinaryPrimitives.ReadUInt16BigEndian(row[(2 * ((i * channels) + c))..]);
            }

            target[i].FromRgba32(ToColour(samples[..channels]));
        }
    }

    private Rgba32 ToColour(ReadOnlySpan<ushort> samples)
    {
        var see = _transparent is { } key && samples.SequenceEqual(key);
        return samples.Length switch
        {
            1 => new Rgba32(To8(samples[0]), To8(samples[0]), To8(samples[0]), see ? (byte)0 : byte.MaxValue),
            2 => new Rgba32(To8(samples[0]), To8(samples[0]), To8(samples[0]), To8(samples[1])),
            3 => new Rgba32(To8(samples[0]), To8(samples[1]), To8(samples[2]), see ? (byte)0 : byte.MaxValue),
            _ => new Rgba32(To8(samples[0]), To8(samples[1]), To8(samples[2]), To8(samples[3])),
        };
    }

    private byte To8(ushort sample) => _header.BitDepth == 16 ? Luminance.To8(sample) : (byte)sample;

    private static TPixel[] MakePalette(PngFile png)
    {
        if (png.Palette.Length == 0)
        {
            throw new InvalidImageContentException("The PNG has palette colours but no palette.");
        }

        var palette = new TPixel[png.Palette.Length / 3];
        for (var i = 0; i < palette.Length; i++)
        {
            var alpha = i < png.Transparency.Length ? png.Transparency[i] : byte.MaxValue;
            palette[i].FromRgba32(new Rgba32(png.Palette[3 * i], png.Palette[(3 * i) + 1], png.Palette[(3 * i) + 2], alpha));
        }

        return palette;
    }
}
