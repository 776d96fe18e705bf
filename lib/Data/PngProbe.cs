using System.Buffers.Binary;
using System.IO.Compression;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Data;

/// <summary>Finds PNG files that are in order but for rows that are missing, where the image library does not.</summary>
internal static class PngProbe
{
    // A grey picture of 2 x 3 pixels with the data of one row, checksums right.
    private static ReadOnlySpan<byte> OneRowOfThree =>
    [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
        0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 2, 0, 0, 0, 3, 8, 0, 0, 0, 0, 0x9C, 0x81, 0x81, 0x5D,
        0x00, 0x00, 0x00, 0x0B, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0xE0, 0x12, 0x01, 0x00, 0x00, 0x2B, 0x00, 0x1F, 0x97, 0x6C, 0x87, 0x25,
        0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ];

    /// <summary>Whether the image library in use loads a picture that lacks rows. Only then is it worth inflating every file once more to count.</summary>
    public static bool MissingRowsPass()
    {
        try
        {
            using var image = Image.Load<L8>(OneRowOfThree);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>Whether the pixel data ends before the last row. Interlaced files have more rows than that, so only much missing is noticed.</summary>
    /// <param name="file">A PNG whose chunks lead to its end marker.</param>
    /// <param name="width">From its header.</param>
    /// <param name="height">From its header.</param>
    /// <param name="bits">Of a pixel.</param>
    public static bool LacksRows(ReadOnlySpan<byte> file, int width, int height, int bits)
    {
        using var data = new MemoryStream();
        for (var at = 8; !file.Slice(at + 4, 4).SequenceEqual("IEND"u8);)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            if (file.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                data.Write(file.Slice(at + 8, length));
            }

            at += length + 12;
        }

        data.Position = 0;
        var missing = ((((long)width * bits) + 7) / 8 + 1) * height;
        try
        {
            using var inflated = new ZLibStream(data, CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            for (int count; missing > 0 && (count = inflated.Read(buffer)) > 0;)
            {
                missing -= count;
            }
        }
        catch (InvalidDataException)
        {
            return false;   // damaged otherwise: the decoder will say how
        }

        return missing > 0;
    }
}
