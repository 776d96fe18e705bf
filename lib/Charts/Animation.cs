using System.Buffers.Binary;

namespace SegBook.Charts;

/// <summary>Pictures one after another, as an animated PNG: browsers, VS Code and GitHub play it; a viewer that cannot shows the first picture.</summary>
/// <remarks>
/// An animated PNG is a PNG with its number of pictures in a chunk <c>acTL</c>, each picture's place and time in an <c>fcTL</c> before its data, and all data but the first's
/// in <c>fdAT</c>, which is an <c>IDAT</c> after a running number that it shares with <c>fcTL</c> (https://www.w3.org/TR/png-3/#apng-frame-based-animation).
/// </remarks>
public static class Animation
{
    /// <summary>Writes the file; it repeats for ever.</summary>
    /// <param name="path">The file, ending in <c>.png</c>; its folder is made when it is missing.</param>
    /// <param name="pictures">At least one, all of one size.</param>
    /// <param name="framesPerSecond">1 to 60.</param>
    /// <exception cref="ArgumentException">There is no picture, or one has another size than the first.</exception>
    public static void Save(string path, IReadOnlyList<Picture> pictures, int framesPerSecond = 10)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Count, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfLessThan(framesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(framesPerSecond, 60);
        var (width, height) = (pictures[0].Width, pictures[0].Height);
        if (pictures.Any(picture => picture.Width != width || picture.Height != height))
        {
            throw new ArgumentException($"All pictures of an animation must be {height} x {width} like the first.", nameof(pictures));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = File.Create(path);
        var number = 0;
        for (var i = 0; i < pictures.Count; i++)
        {
            var png = pictures[i].ToPng();
            if (i == 0)
            {
                // The signature and the header, which is the same for all.
                file.Write(png.AsSpan(0, 33));
                Write(file, "acTL"u8, [.. Bytes(pictures.Count), .. Bytes(0)]);
            }

            Write(file, "fcTL"u8, [.. Bytes(number++), .. Bytes(width), .. Bytes(height), .. Bytes(0), .. Bytes(0), 0, 1, 0, (byte)framesPerSecond, 0, 0]);
            Write(file, i == 0 ? "IDAT"u8 : "fdAT"u8, i == 0 ? PixelData(png) : [.. Bytes(number++), .. PixelData(png)]);
        }

        Write(file, "IEND"u8, []);
    }

    // What is in a file's IDAT chunks. A chunk is the length of its data, its type, its data and a check sum.
    private static byte[] PixelData(ReadOnlySpan<byte> png)
    {
        var data = new List<byte>(png.Length);
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (png.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                data.AddRange(png.Slice(at + 8, length));
            }

            at += length + 12;
        }

        return [.. data];
    }

    private static void Write(FileStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        file.Write(Bytes(data.Length));
        file.Write(body);
        file.Write(Bytes((int)Checksum(body)));
    }

    // CRC-32; .NET's own is in a package.
    private static uint Checksum(byte[] body)
    {
        var sum = ~0u;
        foreach (var value in body)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) != 0 ? 0xEDB88320 ^ (sum >> 1) : sum >> 1;
            }
        }

        return ~sum;
    }

    private static byte[] Bytes(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
