using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace SegBook.Models;

/// <summary>The tensors of a checkpoint: PyTorch's <c>.pth</c> (zip and the older pickle stream) or <c>.safetensors</c>, told apart by content.
/// Reading never runs anything that the file asks for, believes no length before checking it, and reads each byte of data once.</summary>
public sealed class WeightsFile : IDisposable
{
    private WeightsFile(Dictionary<string, Tensor> tensors) => Tensors = tensors;

    /// <summary>The tensors by key, in the order of the file, on the CPU; they live until this object is disposed.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Reads a checkpoint. In a file that holds more than a state dict (epoch, optimizer, ...), the state dict is found.</summary>
    /// <exception cref="SegBookException">The file is missing, cut off, lies about its lengths, asks for code to be run, or holds no state dict.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a broken file leads to, it is told as one kind of error.")]
    public static WeightsFile Read(string path)
    {
        Require(File.Exists(path), $"There is no file {path}.");
        using var scope = NewDisposeScope();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var tensors = new Dictionary<string, Tensor>(Read(file));
            scope.Detach(tensors.Values);
            return new WeightsFile(tensors);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new SegBookException(e is SegBookException ? $"{path}: {e.Message}" : $"{path} is damaged: {e.Message} Fetch or copy it again.", e);
        }
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private static List<KeyValuePair<string, Tensor>> Read(FileStream file)
    {
        Span<byte> start = stackalloc byte[9];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return start switch
        {
            _ when length < start.Length => throw new SegBookException($"the file has only {length} bytes: it is cut off or no checkpoint."),
            _ when start.SequenceEqual("version h"u8) =>
                throw new SegBookException("this is a Git LFS pointer in place of the weights: run 'git lfs pull' where it was cloned, or fetch the file itself."),
            [(byte)'P', (byte)'K', 3, 4, ..] => TorchCheckpoint.ReadZip(file),
            [0x80, >= 2 and <= 5, ..] => TorchCheckpoint.ReadLegacy(file),
            [.., (byte)'{'] when BinaryPrimitives.ReadUInt64LittleEndian(start) > 0 => Safetensors.Read(file),
            _ => throw new SegBookException("this is neither a PyTorch checkpoint (zip or pickle) nor a safetensors file."),
        };
    }
}

/// <summary>Puts the tensors of a checkpoint into a network. A key that is missing or of another shape is an error that names it; then nothing is changed.</summary>
public static class WeightsLoading
{
    /// <summary>Loads a whole network: encoder, decoder, heads. A prefix before all keys (<c>module.</c>, <c>model.</c>) is passed over.</summary>
    /// <exception cref="SegBookException">The checkpoint is of another network.</exception>
    public static void LoadWeights(this SegmentationModel model, IReadOnlyDictionary<string, Tensor> weights) => Load(
        model, weights, Prefix(weights, "segmentation_head.0.weight", "a whole network"), $"this {model.Config.Architecture} on {model.Config.Encoder}",
        surplus: _ => false);

    /// <summary>Loads only the encoder, from a torchvision or timm classifier, an SMP encoder, or a whole segmentation network. Prefixes are passed over, a
    /// classifier or decoder is left out.</summary>
    /// <exception cref="SegBookException">The checkpoint is of another encoder.</exception>
    public static void LoadEncoder(this SegmentationModel model, IReadOnlyDictionary<string, Tensor> weights) => Load(
        model.Encoder, weights, Prefix(weights, "conv1.weight", "a ResNet"), $"a {model.Config.Encoder}",
        surplus: name => !name.StartsWith("layer", StringComparison.Ordinal));

    private static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> weights, string prefix, string what, Func<string, bool> surplus)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var state = module.State().ToDictionary(entry => entry.Name, entry => entry.Tensor);
        var problems = new List<string>();
        var pairs = new List<(Tensor Target, Tensor Source)>();
        foreach (var (name, target) in state)
        {
            var source = weights.GetValueOrDefault(prefix + name);
            if (source is not null && source.shape.AsSpan().SequenceEqual(target.shape))
            {
                pairs.Add((target, source));
            }
            else if (source is not null)
            {
                problems.Add($"'{name}' has shape [{string.Join(", ", source.shape)}] instead of [{string.Join(", ", target.shape)}]");
            }
            else if (!name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                // Checkpoints from before PyTorch 0.4.1 do not count batches; nothing here reads the count.
                problems.Add($"'{name}' is missing");
            }
        }

        problems.AddRange(weights.Keys
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..])
            .Where(name => !state.ContainsKey(name) && !surplus(name))
            .Select(name => $"'{name}' has no place in it"));
        var more = problems.Count > 5 ? $"; and {problems.Count - 5} more" : "";
        Require(problems.Count == 0, $"The checkpoint does not fit {what}: {string.Join("; ", problems.Take(5))}{more}.");
        pairs.ForEach(pair => pair.Target.copy_(pair.Source));
    }

    /// <summary>What stands before <paramref name="anchor"/> in the checkpoint's keys: nothing, or whole words with a dot after each. The shortest wins.</summary>
    private static string Prefix(IReadOnlyDictionary<string, Tensor> weights, string anchor, string what) => weights.Keys
        .Where(key => key == anchor || key.EndsWith($".{anchor}", StringComparison.Ordinal))
        .Select(key => key[..^anchor.Length])
        .Where(prefix => !prefix.Contains("layer", StringComparison.Ordinal) && !prefix.Contains("decoder", StringComparison.Ordinal))
        .MinBy(prefix => prefix.Length)
        ?? throw new SegBookException(
            $"The checkpoint has no '{anchor}': it is not one of {what}. " +
            (weights.Count == 0 ? "It is empty." : $"Its keys are like {string.Join(", ", weights.Keys.Take(3).Select(key => $"'{key}'"))}."));
}

/// <summary>The number types that checkpoints hold, under the names that the formats give them, and how such numbers get into a tensor.</summary>
internal static class ElementTypes
{
    /// <summary>Type, bytes of one number, PyTorch's storage class, safetensors' name.</summary>
    public static readonly (ScalarType Type, int Size, string Storage, string Safetensors)[] All =
    [
        (ScalarType.Float32, 4, "FloatStorage", "F32"),
        (ScalarType.Float64, 8, "DoubleStorage", "F64"),
        (ScalarType.Float16, 2, "HalfStorage", "F16"),
        (ScalarType.BFloat16, 2, "BFloat16Storage", "BF16"),
        (ScalarType.Int64, 8, "LongStorage", "I64"),
        (ScalarType.Int32, 4, "IntStorage", "I32"),
        (ScalarType.Int16, 2, "ShortStorage", "I16"),
        (ScalarType.Int8, 1, "CharStorage", "I8"),
        (ScalarType.Byte, 1, "ByteStorage", "U8"),
        (ScalarType.Bool, 1, "BoolStorage", "BOOL"),
    ];

    public static Int128 Bytes(ScalarType type, long count) => (Int128)count * Array.Find(All, row => row.Type == type).Size;

    /// <exception cref="SegBookException">A size is negative, or there are more elements than can be.</exception>
    public static long Count(IReadOnlyList<long> shape)
    {
        const long most = 1L << 48; // beyond any real tensor, and far from overflow when multiplied by a few bytes
        var count = (Int128)1;
        foreach (var size in shape)
        {
            count *= size;
            Require(
                size >= 0 && count <= most && shape.Count <= 32, $"a tensor's shape is [{string.Join(", ", shape.Take(32))}], which cannot be.");
        }

        return (long)count;
    }

    /// <summary>A one-dimensional tensor with the next <paramref name="count"/> numbers. The caller has checked that the stream has them.</summary>
    public static Tensor Read(Stream stream, ScalarType type, long count)
    {
        Require(Bytes(type, count) <= int.MaxValue, $"a tensor of {count} numbers is more than the 2 GiB that can be read at once.");
        var isBool = type == ScalarType.Bool; // libtorch relies on it that no bool is another byte than 0 and 1
        var target = empty([count], isBool ? ScalarType.Byte : type);
        if (count > 0)
        {
            stream.ReadExactly(target.bytes);
        }

        return isBool ? target.ne(0) : target;
    }
}
