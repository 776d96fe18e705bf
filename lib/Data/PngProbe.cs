using System.Buffers.Binary;
using System.IO.Compression;

namespace SegBook.Data;

/// <summary>Finds PNG files that are in order but for rows that are missing: ImageSharp fills those in without a word.</summary>
internal static class PngProbe
{
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
