using System.Text;

namespace TorchSharp.Utils;

/// <summary>As much of the protocol-buffer wire format as TensorBoard's events take: fields are written in the order of the calls.</summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    private readonly MemoryStream _buffer = new();
    private readonly BinaryWriter _writer;

    public ProtoMessage() => _writer = new BinaryWriter(_buffer);

    public byte[] ToArray() => _buffer.ToArray();

    public ProtoMessage Number(int field, long value)
    {
        Key(field, Varint);
        _writer.Write7BitEncodedInt64(value);
        return this;
    }

    public ProtoMessage Double(int field, double value)
    {
        Key(field, Fixed64);
        _writer.Write(value);
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        Key(field, Fixed32);
        _writer.Write(value);
        return this;
    }

    public ProtoMessage Text(int field, string value) => Block(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int field, ProtoMessage value) => Block(field, value.ToArray());

    private ProtoMessage Block(int field, byte[] value)
    {
        Key(field, Bytes);
        _writer.Write7BitEncodedInt(value.Length);
        _writer.Write(value);
        return this;
    }

    private void Key(int field, int kind) => _writer.Write7BitEncodedInt((field << 3) | kind);
}
