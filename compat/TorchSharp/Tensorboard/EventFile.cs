using System.Net;
using System.Numerics;

namespace TorchSharp.Utils;

/// <summary>
/// A file of TensorBoard events. Each is a record of its length (8 bytes), the length's checksum, the event, and the event's
/// checksum. The file is open only while it is written to, so that TensorBoard can read along.
/// </summary>
internal sealed class EventFile
{
    private static int _count;

    private readonly string _path;

    public EventFile(string folder, string suffix)
    {
        Directory.CreateDirectory(folder);
        var name = $"events.out.tfevents.{DateTimeOffset.Now.ToUnixTimeSeconds():D10}.{Dns.GetHostName()}.{Environment.ProcessId}.{Interlocked.Increment(ref _count)}";
        _path = Path.Combine(folder, string.IsNullOrEmpty(suffix) ? name : $"{name}.{suffix}");
        File.Delete(_path);
        Append(Event(DateTimeOffset.Now.ToUnixTimeSeconds()).Text(3, "brain.Event:2"));
    }

    private static ProtoMessage Event(long walltime) => new ProtoMessage().Double(1, walltime);

    /// <summary>Writes one value of a step: a tag, and what <paramref name="content"/> adds to it.</summary>
    public void Write(string tag, int step, long? walltime, Func<ProtoMessage, ProtoMessage> content)
    {
        var value = content(new ProtoMessage().Text(1, tag));
        var summary = new ProtoMessage().Message(1, value);
        var message = Event(walltime ?? DateTimeOffset.Now.ToUnixTimeSeconds());
        // A number that is 0 is not written, in this format.
        if (step != 0)
            message.Number(2, step);
        Append(message.Message(5, summary));
    }

    private void Append(ProtoMessage message)
    {
        var content = message.ToArray();
        var length = BitConverter.GetBytes((long)content.Length);
        using var writer = new BinaryWriter(new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read));
        writer.Write(length);
        writer.Write(Checksum(length));
        writer.Write(content);
        writer.Write(Checksum(content));
    }

    // CRC-32C, rotated and offset, so that the checksum of data that holds checksums is no accident.
    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
            crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
