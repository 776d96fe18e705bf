using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The 13 bytes of IHDR.</summary>
internal readonly record struct PngHeader(int Width, int Height, PngColorType ColorType, int BitDepth, bool Interlaced)
{
    private const int Length = 13;

    public int Channels => ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GrayscaleWithAlpha => 2,
        PngColorType.RgbWithAlpha => 4,
        _ => 1,
    };

    public int BitsPerPixel => Channels * BitDepth;

    /// <summary>How far back a filter looks.</summary>
    public int FilterStep => Math.Max(1, BitsPerPixel / 8);

    public static PngHeader Read(ReadOnlySpan<byte> data)
    {
        if (data.Length != Length)
        {
            throw new InvalidImageContentException($"The PNG header has {data.Length} bytes, not {Length}.");
        }

        var width = BinaryPrimitives.ReadInt32BigEndian(data);
        var height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
        if (width <= 0 || height <= 0)
        {
            throw new InvalidImageContentException($"The PNG header claims a picture of {width} x {height} pixels.");
        }

        var header = new PngHeader(width, height, (PngColorType)data[9], data[8], data[12] == 1);
        if (!header.IsKnown() || data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw new InvalidImageContentException(
                $"The PNG header asks for what does not exist: colour type {data[9]} with {data[8]} bits, compression {data[10]}, filter method {data[11]}, interlace {data[12]}.");
        }

        return header;
    }

    public int RowBytes(int width) => checked((int)((((long)width * BitsPerPixel) + 7) / 8));

    /// <summary>The bytes of all rows once inflated, filter bytes included.</summary>
    public long InflatedBytes()
    {
        var sum = 0L;
        foreach (var pass in Adam7.Passes(this))
        {
            sum += pass.Height * ((((long)pass.Width * BitsPerPixel) + 7) / 8 + 1);
        }

        return sum;
    }

    private bool IsKnown() => ColorType switch
    {
        PngColorType.Grayscale => BitDepth is 1 or 2 or 4 or 8 or 16,
        PngColorType.Palette => BitDepth is 1 or 2 or 4 or 8,
        PngColorType.Rgb or PngColorType.GrayscaleWithAlpha or PngColorType.RgbWithAlpha => BitDepth is 8 or 16,
        _ => false,
    };
}
