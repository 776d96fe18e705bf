using System.Buffers.Binary;
using System.Text;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The chunks of a PNG file that matter.</summary>
internal sealed class PngFile
{
    private const int ChunkFrame = 12;   // length, name and checksum around the data

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public PngHeader Header { get; private set; }

    /// <summary>Red, green, blue of every palette entry.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>The tRNS chunk: alpha of the palette entries, or the one transparent colour.</summary>
    public byte[] Transparency { get; private set; } = [];

    public List<ArraySegment<byte>> Data { get; } = [];

    public int Orientation { get; private set; } = 1;

    public long DataBytes => Data.Sum(part => (long)part.Count);

    /// <summary>Reads up to the first pixel data, or the whole file.</summary>
    /// <exception cref="InvalidImageContentException">The file is damaged.</exception>
    public static PngFile Read(ArraySegment<byte> file, bool headerOnly)
    {
        var png = new PngFile();
        var seenHeader = false;
        var position = Signature.Length;
        while (png.Next(file, ref position) is { } chunk)
        {
            if (!seenHeader && chunk.Name != "IHDR")
            {
                throw new InvalidImageContentException($"The PNG begins with {chunk.Name}, not with its header.");
            }

            seenHeader = true;
            if (chunk.Name == "IEND" || (headerOnly && chunk.Name == "IDAT"))
            {
                break;
            }

            png.Take(chunk.Name, chunk.Data);
        }

        return seenHeader ? png : throw new InvalidImageContentException("The PNG ends before its header.");
    }

    private static bool IsCritical(ReadOnlySpan<byte> name) => (name[0] & 0x20) == 0;

    // The next chunk, or null where the file ends. Only a chunk that the pixels need can make the file unreadable.
    private (string Name, ArraySegment<byte> Data)? Next(ArraySegment<byte> file, ref int position)
    {
        var rest = file[position..];
        if (rest.Count < 8)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        var bytes = rest.AsSpan(4, 4);
        var name = Encoding.Latin1.GetString(bytes);
        var needed = IsCritical(bytes) && name != "IEND";
        if (length > rest.Count - ChunkFrame)
        {
            return needed ? throw new InvalidImageContentException($"The PNG ends within its chunk {name}, which says it has {length} bytes.") : null;
        }

        var data = rest.Slice(8, (int)length);
        if (needed && Crc32.Of(rest.AsSpan(4, (int)length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(rest.AsSpan((int)length + 8)))
        {
            throw new InvalidImageContentException($"CRC Error. PNG {name} chunk is corrupt!");
        }

        position += (int)length + ChunkFrame;
        return (name, data);
    }

    private void Take(string name, ArraySegment<byte> data)
    {
        switch (name)
        {
            case "IHDR":
                Header = PngHeader.Read(data);
                break;
            case "PLTE":
                Palette = data[..Math.Min(data.Count / 3 * 3, 256 * 3)].ToArray();
                break;
            case "tRNS":
                Transparency = data.ToArray();
                break;
            case "eXIf":
                Orientation = Exif.Orientation(data);
                break;
            case "IDAT":
                Data.Add(data);
                break;
            default:
                if (IsCritical(Encoding.Latin1.GetBytes(name)))
                {
                    throw new InvalidImageContentException($"The PNG has a chunk {name} that its pixels depend on and that is not known here.");
                }

                break;
        }
    }
}
