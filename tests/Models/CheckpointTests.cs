using System.IO.Compression;
using System.Text.Json.Nodes;
using SegBook.Models;
using SegBook.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

/// <summary>Every file of golden/checkpoints, and what an attacker or a broken disk could make of them.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-checkpoints").FullName;

    public static IEnumerable<object[]> Expected =>
    [
        ["zip.pth", "zip.pth & legacy.pth & nested.pth[state_dict]"],
        ["legacy.pth", "zip.pth & legacy.pth & nested.pth[state_dict]"],
        ["nested.pth", "zip.pth & legacy.pth & nested.pth[state_dict]"],
        ["module.pth", "module.pth"],
        ["dataparallel.pth", "dataparallel.pth"],
    ];

    /// <summary>Files by content: those with a name that says good or an entry in expected.json load, every other is refused.</summary>
    public static IEnumerable<object[]> Broken => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder).Select(Path.GetFileName).Where(name => name!.StartsWith("bad-", StringComparison.Ordinal) || name.StartsWith("evil", StringComparison.Ordinal) || name.StartsWith("truncated", StringComparison.Ordinal)).Order().Select(name => new object[] { name! })
        : [];

    private static string Folder => Path.Combine(Shared.Golden, "checkpoints");

    [GoldenTheory("checkpoints")]
    [MemberData(nameof(Expected))]
    public void Checkpoint_of_pytorch_loads_to_what_was_saved(string file, string entry)
    {
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json")))![entry]!.AsObject();

        using var weights = WeightsFile.Read(Path.Combine(Folder, file));

        Assert.Equal(expected.Select(pair => pair.Key), weights.Tensors.Keys);
        foreach (var (name, tensor) in expected)
        {
            var actual = weights.Tensors[name];
            Assert.Equal(GoldenFile.Longs(tensor!["shape"]!), actual.shape);
            Assert.Equal(tensor["dtype"]!.GetValue<string>(), TypeName(actual.dtype));
            Assert.Equal(tensor["values"]!.AsArray().Select(value => value!.GetValue<double>()), Values(actual));
        }
    }

    [GoldenFact("checkpoints")]
    public void Safetensors_file_loads()
    {
        using var weights = WeightsFile.Read(Path.Combine(Folder, "good.safetensors"));

        Assert.Equal(["a", "b", "h", "bf", "s"], weights.Tensors.Keys);
        Assert.Equal([2, 3], weights.Tensors["a"].shape);
        Assert.Equal([0, 1, 2, 3, 4, 5], Values(weights.Tensors["a"]));
        Assert.Equal([0, 1, 2, 3], Values(weights.Tensors["b"]));
        Assert.Equal([1, 2.5, -3], Values(weights.Tensors["h"]));
        Assert.Equal([1.5, -2.5], Values(weights.Tensors["bf"]));
        Assert.Equal([9.5], Values(weights.Tensors["s"]));
        Assert.Equal([], weights.Tensors["s"].shape);
    }

    [GoldenTheory("checkpoints")]
    [MemberData(nameof(Broken))]
    public void Broken_or_evil_file_is_refused_by_name(string file)
    {
        var path = Path.Combine(Folder, file);

        var error = Assert.Throws<SegBookException>(() => WeightsFile.Read(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        if (file.StartsWith("evil", StringComparison.Ordinal))
        {
            Assert.Contains("posix.system", error.Message, StringComparison.Ordinal);
            Assert.False(File.Exists("/tmp/segbook-pwned"));
        }
    }

    [GoldenTheory("checkpoints")]
    [InlineData("zip.pth")]
    [InlineData("legacy.pth")]
    [InlineData("good.safetensors")]
    public void File_cut_anywhere_is_refused(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        var path = Path.Combine(_folder, file);
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 97))
        {
            File.WriteAllBytes(path, bytes[..length]);

            Assert.Throws<SegBookException>(() => WeightsFile.Read(path));
        }
    }

    [GoldenTheory("checkpoints")]
    [InlineData("zip.pth")]
    [InlineData("legacy.pth")]
    [InlineData("evil-legacy.pth")]
    [InlineData("good.safetensors")]
    public void Random_damage_loads_or_is_refused_and_never_takes_much_memory(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        var path = Path.Combine(_folder, file);
        var random = new Random(1);
        for (var trial = 0; trial < 400; trial++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, damaged);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var weights = WeightsFile.Read(path);
                Assert.All(weights.Tensors.Values, tensor => Assert.InRange(tensor.numel(), 0, 1 << 24));
            }
            catch (SegBookException)
            {
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 22);
        }
    }

    /// <summary>Pickles in a zip that Python would run, or that lie: what each of them is refused for.</summary>
    public static TheoryData<string, byte[]> Pickles => new()
    {
        { "'posix.abort'", [0x80, 2, .. "cposix\nabort\n)R0}."u8] },   // called, and the result thrown away
        { "'posix.abort'", [0x80, 2, .. "cposix\nabort\n0}."u8] },                          // only named
        { "'builtins.bytearray'", [0x80, 2, .. "cbuiltins\nbytearray\nJ"u8, 0xff, 0xff, 0xff, 0x7f, 0x85, .. "R."u8] },
        { "instruction 0x69", [0x80, 2, .. "(iposix\nabort\n."u8] },                        // INST
        { "instruction 0x8c", [0x80, 4, 0x8c, 5, .. "posix"u8, 0x8c, 5, .. "abort"u8, 0x93, .. ")R."u8] },
        { "ends in the middle", [0x80, 2, .. "X"u8, 0xff, 0xff, 0xff, 0x7f, .. "a."u8] },     // a text of 2 GiB
        { "ends in the middle", [0x80, 2, .. "}"u8] },
        { "not called", [0x80, 2, .. "ctorch\nFloatStorage\n)R."u8] },
        { "not a dictionary", [0x80, 2, .. "]."u8] },
    };

    [Theory]
    [MemberData(nameof(Pickles), DisableDiscoveryEnumeration = true)]
    public void Pickle_that_is_no_plain_data_is_refused_with_the_reason(string reason, byte[] pickle)
    {
        var path = Path.Combine(_folder, "made.pth");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("made/data.pkl", CompressionLevel.NoCompression).Open();
            entry.Write(pickle);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<SegBookException>(() => WeightsFile.Read(path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 22);
    }

    [Fact]
    public void Strides_that_leave_the_storage_are_refused()
    {
        var storage = new PickleStorage("0", ScalarType.Float32, 10, 0, 10);
        PickleTensor View(int offset, object[] shape, object[] strides) => PickleTensor.Of([storage, offset, shape, strides]);

        Assert.Throws<SegBookException>(() => View(0, [2, 3], [6, 2]));
        Assert.Throws<SegBookException>(() => View(0, [2, 3], [1]));
        Assert.Throws<SegBookException>(() => View(-1, [2], [1]));
        Assert.Throws<SegBookException>(() => View(0, [2], [-1]));
        Assert.Throws<SegBookException>(() => View(0, [long.MaxValue, long.MaxValue], [0, 0]));
        Assert.Throws<SegBookException>(() => View(0, [1L << 40], [0]));
        Assert.Equal([3L, 3L], View(1, [3, 3], [3, 1]).Shape);
    }

    [Fact]
    public void Safetensors_round_trip_keeps_every_type_and_shape()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "round.safetensors");
        var tensors = new Dictionary<string, Tensor>
        {
            ["float"] = rand(3, 4),
            ["transposed"] = rand(3, 4).t(),
            ["long"] = arange(5),
            ["bool"] = tensor(new[] { true, false, true }),
            ["half"] = rand(7).to(float16),
            ["scalar"] = tensor(2.5),
            ["empty"] = zeros(0, 3),
        };

        Safetensors.Write(path, tensors, new Dictionary<string, string> { ["note"] = "größer" });
        using var read = WeightsFile.Read(path);

        Assert.Equal(tensors.Keys.Order(), read.Tensors.Keys.Order());
        Assert.All(tensors, pair =>
        {
            Assert.Equal(pair.Value.dtype, read.Tensors[pair.Key].dtype);
            Assert.Equal(pair.Value.shape, read.Tensors[pair.Key].shape);
            Assert.Equal(Values(pair.Value), Values(read.Tensors[pair.Key]));
        });
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Missing_file_and_other_formats_are_named()
    {
        var text = Path.Combine(_folder, "page.pth");
        File.WriteAllText(text, "<html>404 not found</html>");

        Assert.Contains("There is no file", Assert.Throws<SegBookException>(() => WeightsFile.Read(Path.Combine(_folder, "none.pth"))).Message, StringComparison.Ordinal);
        Assert.Contains("neither", Assert.Throws<SegBookException>(() => WeightsFile.Read(text)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.numel() == 0 ? [] : tensor.to(float64).contiguous().reshape(-1).data<double>().ToArray();
    }

    private static string TypeName(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        _ => type.ToString().ToLowerInvariant(),
    };
}
