using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SegBook.Data;

namespace SegBook.Tests.Data;

/// <summary>5,400 damaged files from fixed seeds: each is read or refused with a clear error, and none takes memory that its size does not explain.</summary>
public sealed class FuzzTests : IDisposable
{
    private const long MostBytes = 24 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-fuzz").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Damaged_pngs_are_read_or_refused(int seed)
    {
        using var dataset = new TestDataset(frames: 1);
        var files = new[] { "0016E5_07959.png", "0016E5_07959_L.png" }.Select(name => File.ReadAllBytes(dataset[name])).ToList();
        var random = new Random(seed);
        var refused = Run(1200, i => Mutate(files[i % 2], random, repair: i % 3 == 0), file => PictureFile.ReadMask(file, "frame.png"));

        Assert.InRange(refused, 100, 1199);
    }

    [Fact]
    public void Damaged_zips_are_read_or_refused()
    {
        using var dataset = new TestDataset(frames: 2, height: 6, width: 8);
        var path = Path.Combine(_folder, "good.zip");
        ZipFile.CreateFromDirectory(dataset.Folder, path);
        var good = File.ReadAllBytes(path);
        var random = new Random(3);
        var refused = Run(1500, _ => Mutate(good, random, repair: false), file =>
        {
            var bad = Path.Combine(_folder, "bad.zip");
            File.WriteAllBytes(bad, file);
            using var opened = SegmentationDataset.Open(bad);
            for (var i = 0; i < opened.Count; i++)
            {
                opened.Load(i);
            }
        });

        Assert.InRange(refused, 100, 1500);
    }

    [Fact]
    public void Damaged_label_files_are_read_or_refused()
    {
        var text = string.Join('\n', LabelMap.CamVid32.Classes.Select(c => $"{c.Red} {c.Green} {c.Blue}\t{c.Name}"));
        var table = "name,r,g,b\n" + string.Join('\n', LabelMap.CamVid32.Classes.Select(c => $"{c.Name},{c.Red},{c.Green},{c.Blue}"));
        var files = new[] { Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(table) };
        var random = new Random(4);
        var refused = Run(1500, i => Mutate(files[i % 2], random, repair: false), file => LabelList.Parse(file, "label_colors.txt"));

        Assert.InRange(refused, 100, 1499);
    }

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(1, int.MaxValue)]
    [InlineData(65_535, 65_535)]
    public void Header_that_promises_more_than_the_file_holds_is_refused_before_anything_is_allocated(int width, int height)
    {
        using var dataset = new TestDataset(frames: 1);
        var file = File.ReadAllBytes(dataset["0016E5_07959.png"]);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        Repair(file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<SegBookException>(() => PictureFile.ReadColours(file, "frame.png"));

        Assert.Contains("claims", error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Rows_that_are_missing_from_an_otherwise_sound_file_are_noticed()
    {
        using var dataset = new TestDataset(frames: 1);
        var file = File.ReadAllBytes(dataset["0016E5_07959.png"]);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 40);
        Repair(file);

        Assert.Contains("last rows", Assert.Throws<SegBookException>(() => PictureFile.ReadColours(file, "frame.png")).Message);
    }

    private static int Run(int count, Func<int, byte[]> make, Action<byte[]> read)
    {
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var file = make(i);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(file);
            }
            catch (SegBookException e)
            {
                refused++;
                Assert.True(e.Message.Length is > 20 and < 2000, e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"file {i}: {e}");
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"file {i} took {GC.GetAllocatedBytesForCurrentThread() - before:N0} bytes");
        }

        return refused;
    }

    private static byte[] Mutate(byte[] file, Random random, bool repair)
    {
        var bytes = file.ToList();
        for (var changes = 1 + random.Next(4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 20)).Select(_ => (byte)random.Next(256)));
                    break;
                case 4 when random.Next(3) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes[Math.Min(8 + random.Next(30), bytes.Count - 1)] = (byte)random.Next(256);
                    break;
            }
        }

        var result = bytes.ToArray();
        if (repair)
        {
            Repair(result);
        }

        return result;
    }

    // Right checksums, so that the damage gets as far as possible.
    private static void Repair(byte[] file)
    {
        for (var at = 8L; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (at + 12 + length > file.Length)
            {
                return;
            }

            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)(at + 8 + length)), Crc(file.AsSpan((int)at + 4, (int)length + 4)));
            at += 12 + length;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }
}
