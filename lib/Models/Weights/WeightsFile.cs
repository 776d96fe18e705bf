using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>
/// The tensors of a checkpoint: PyTorch's <c>.pth</c> (zip and the older pickle stream) or <c>.safetensors</c>, told apart by content.
/// Reading never runs anything that the file asks for, believes no length before checking it, and reads each byte of data once.
/// </summary>
public sealed class WeightsFile : IDisposable
{
    private readonly string _path;
    private readonly Dictionary<string, Tensor> _tensors;

    private WeightsFile(string path, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        _path = path;
        _tensors = new Dictionary<string, Tensor>(tensors);
        Names = [.. tensors.Select(pair => pair.Key)];
    }

    /// <summary>The keys in the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The tensors by key, on the CPU; they live until this object is disposed.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>The tensor under a key.</summary>
    /// <exception cref="SegBookException">There is no such key.</exception>
    public Tensor this[string name] => _tensors.TryGetValue(name, out var tensor) ? tensor : throw new SegBookException($"{_path} has no tensor '{name}'.");

    /// <summary>Reads a checkpoint. In a file that holds more than a state dict (epoch, optimizer, ...), the state dict is found.</summary>
    /// <exception cref="SegBookException">The file is missing, cut off, lies about its lengths, asks for code to be run, or holds no state dict. The message says which.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a broken file leads to, it is told as one kind of error.")]
    public static WeightsFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new SegBookException($"There is no file {path}.");
        }

        using var scope = NewDisposeScope();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var weights = new WeightsFile(path, Read(file));
            scope.Detach(weights._tensors.Values);
            return weights;
        }
        catch (SegBookException e)
        {
            throw new SegBookException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new SegBookException($"{path} is damaged: {e.Message} Fetch or copy it again.", e);
        }
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
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
            [(byte)'P', (byte)'K', 3, 4, ..] => TorchCheckpoint.ReadZip(file),
            [0x80, >= 2 and <= 5, ..] => TorchCheckpoint.ReadLegacy(file),
            [.., (byte)'{'] when BinaryPrimitives.ReadUInt64LittleEndian(start) > 0 => Safetensors.Read(file),
            _ => throw new SegBookException("this is neither a PyTorch checkpoint (zip or pickle) nor a safetensors file."),
        };
    }
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

    /// <summary>Bytes of <paramref name="count"/> numbers.</summary>
    public static Int128 Bytes(ScalarType type, long count) => (Int128)count * Array.Find(All, row => row.Type == type).Size;

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="SegBookException">A size is negative, or there are more elements than can be.</exception>
    public static long Count(IReadOnlyList<long> shape)
    {
        // Beyond any real tensor, and far from overflow when multiplied by a few bytes.
        const long most = 1L << 48;
        var count = 1L;
        foreach (var size in shape)
        {
            if (size < 0 || shape.Count > 32 || (size > 0 && count > most / size))
            {
                throw new SegBookException($"a tensor's shape is [{string.Join(", ", shape.Take(32))}], which cannot be.");
            }

            count *= size;
        }

        return count;
    }

    /// <summary>A one-dimensional tensor with the next <paramref name="count"/> numbers, read straight into its memory. The caller has checked that the stream has them.</summary>
    public static Tensor Read(Stream stream, ScalarType type, long count)
    {
        if (Bytes(type, count) > int.MaxValue)
        {
            throw new SegBookException($"a tensor of {count} numbers is more than the 2 GiB that can be read at once.");
        }

        // A byte other than 0 and 1 is no bool, and libtorch relies on that.
        var isBool = type == ScalarType.Bool;
        var target = empty([count], isBool ? ScalarType.Byte : type);
        if (count > 0)
        {
            stream.ReadExactly(target.bytes);
        }

        return isBool ? target.ne(0) : target;
    }
}
