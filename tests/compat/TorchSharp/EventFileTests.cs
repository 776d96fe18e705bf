using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace SegBook.Tests.Compat.TorchSharp;

/// <summary>The files that TensorBoard reads: records with checksums, around protocol-buffer events.</summary>
public sealed class EventFileTests
{
    [Fact]
    public void Scalars_are_records_with_right_checksums()
    {
        var folder = Directory.CreateTempSubdirectory("events-");
        try
        {
            var writer = utils.tensorboard.SummaryWriter(folder.FullName);
            writer.add_scalar("loss/train", 0.25f, 1, 1_700_000_000);
            writer.add_scalar("loss/train", float.NaN, 300);
            writer.add_text("note", "né", 2);

            var records = Records(Assert.Single(folder.GetFiles()).FullName);

            Assert.Equal(4, records.Count);
            Assert.Contains("brain.Event:2", Encoding.UTF8.GetString(records[0]), StringComparison.Ordinal);
            // wall_time (field 1, double), step (2, varint), summary (5) of one value (1): tag (1) and simple_value (2, float).
            byte[] expected = [0x09, .. BitConverter.GetBytes(1_700_000_000.0), 0x10, 1, 0x2a, 19, 0x0a, 17, 0x0a, 10, .. "loss/train"u8, 0x15, .. BitConverter.GetBytes(0.25f)];
            Assert.Equal(expected, records[1]);
            Assert.Equal([0x10, 0xac, 0x02], records[2][9..12]);
            Assert.Contains("note/text_summary", Encoding.UTF8.GetString(records[3]), StringComparison.Ordinal);
            Assert.Contains("né", Encoding.UTF8.GetString(records[3]), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Fact]
    public void Scalars_of_one_chart_go_to_runs_of_their_own()
    {
        var folder = Directory.CreateTempSubdirectory("events-");
        try
        {
            var writer = utils.tensorboard.SummaryWriter(folder.FullName);
            for (var step = 0; step < 3; step++)
                writer.add_scalars("iou", new Dictionary<string, float> { ["train"] = step, ["test"] = -step }, step);

            Assert.Equal(["iou_test", "iou_train"], folder.GetDirectories().Select(d => d.Name).Order());
            Assert.All(folder.GetDirectories(), d => Assert.Equal(4, Records(Assert.Single(d.GetFiles()).FullName).Count));
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private static List<byte[]> Records(string path)
    {
        var file = File.ReadAllBytes(path);
        var records = new List<byte[]>();
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var content = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(content), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            records.Add(content);
            at += 16 + length;
        }

        return records;
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = Crc32C(data);
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    /// <summary>CRC-32C bit by bit, from its polynomial.</summary>
    private static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82f63b78);
        }

        return ~crc;
    }

    [Fact]
    public void Checksum_of_the_check_string_is_the_published_one() => Assert.Equal(0xe3069283, Crc32C("123456789"u8));
}
