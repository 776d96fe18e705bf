using System.Buffers.Binary;
using System.Text;

namespace SegBook.Models;

/// <summary>The bytes of a pickle. No length is believed beyond what the stream still holds.</summary>
internal sealed class PickleInput(Stream stream)
{
    /// <summary>The longest text or byte string in a checkpoint that is taken.</summary>
    private const int LongestText = 1 << 24;
    private const int LongestName = 256;
    private static readonly UTF8Encoding Utf8 = new(false, true);

    public long Position => stream.Position;

    public byte Byte()
    {
        var value = stream.ReadByte();
        return value >= 0 ? (byte)value : throw CutOff();
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    /// <summary>A whole number of <paramref name="length"/> bytes, as a long, or as its bytes where it is too big for one.</summary>
    public object Long(int length)
    {
        var bytes = Bytes((ulong)length);
        if (length > 8)
        {
            return bytes;
        }

        var value = length > 0 && (bytes[^1] & 0x80) != 0 ? -1L : 0L;
        for (var i = length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    public string Text(ulong length)
    {
        try
        {
            return Utf8.GetString(Bytes(length));
        }
        catch (DecoderFallbackException)
        {
            throw new SegBookException("the pickle has a text that is not UTF-8.");
        }
    }

    public byte[] Bytes(ulong length)
    {
        if (length > LongestText || length > (ulong)(stream.Length - stream.Position))
        {
            throw length > LongestText ? new SegBookException($"the pickle claims a text of {length} bytes; at most {LongestText} are taken.") : CutOff();
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public void Skip(int count) => Bytes((ulong)count);

    /// <summary>Text up to the end of the line: a module's or class's name.</summary>
    public string Line()
    {
        var text = new StringBuilder();
        for (var value = Byte(); value != '\n'; value = Byte())
        {
            if (text.Length == LongestName)
            {
                throw new SegBookException("the pickle has a name that does not end.");
            }

            text.Append((char)value);
        }

        return text.ToString();
    }

    private static SegBookException CutOff() => new("the pickle ends in the middle: the file is cut off.");
}
