using System.Buffers.Binary;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Razorvine.Pickle;

namespace SegBook.Models;

/// <summary>Reads pickles as PyTorch writes them, one after the other, as data.</summary>
/// <remarks>A pickle is a program; before it is run, all of it is looked at: only the instructions that PyTorch's own <c>weights_only</c> loader takes,
/// only the classes and functions in <see cref="Allowed"/>, and no length beyond the end.</remarks>
internal sealed class TorchPickle(byte[] bytes) : Unpickler
{
    /// <summary>The most bytes of pickles that are taken; a checkpoint's are a few hundred kilobytes.</summary>
    public const int Largest = 1 << 24;

    /// <summary>The few classes and functions that PyTorch's checkpoints mention, and what calling each of them yields.</summary>
    private static readonly Dictionary<string, Known> Allowed = new Known[]
    {
        new("collections.OrderedDict", arguments => new OrderedDict(arguments)),
        new("torch._utils._rebuild_tensor", PickleTensor.Of),
        new("torch._utils._rebuild_tensor_v2", PickleTensor.Of),
        new("torch._utils._rebuild_parameter", arguments => (PickleTensor)arguments[0]!),
        new("torch._utils._rebuild_parameter_with_state", arguments => (PickleTensor)arguments[0]!),
        new("torch.Size", arguments => arguments[0]),
        new("torch.device", arguments => arguments[0]),
    }
    .Concat(ElementTypes.All.Select(row => new Known($"torch.{row.Storage}", Type: row.Type)))
    .Concat(ElementTypes.All.Select(row => new Known($"torch.{(row.Type == ScalarType.Byte ? "uint8" : row.Type.ToString().ToLowerInvariant())}")))
    .ToDictionary(known => known.Name);

    static TorchPickle()
    {
        foreach (var (name, known) in Allowed)
        {
            var dot = name.LastIndexOf('.');
            registerConstructor(name[..dot], name[(dot + 1)..], known);
        }
    }

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>The storages that were mentioned, by key.</summary>
    public Dictionary<string, PickleStorage> Storages { get; } = [];

    /// <summary>The next pickle's object.</summary>
    /// <exception cref="SegBookException">The pickle is damaged, or asks for something that is no plain data.</exception>
    public object? Next()
    {
        var start = Position;
        while (Pass() != '.')
        {
        }

        return loads(bytes[start..Position]);
    }

    /// <summary>A reference to numbers elsewhere in the file: ('storage', class, key, device, count[, view]).</summary>
    protected override object persistentLoad(object pid)
    {
        if (pid is not object?[] items || items is not ["storage", Known { Type: { } type }, string key, string, var numbers, ..])
        {
            throw new SegBookException("the pickle refers to data in a way that PyTorch's checkpoints do not.");
        }

        var count = Number(numbers);
        var (offset, size) = items is [_, _, _, _, _, object?[] and [string, var from, var many]] ? (Number(from), Number(many)) : (0, count);
        Require(offset >= 0 && size >= 0 && offset <= count && size <= count - offset,
            $"storage '{key}' has {count} numbers, but a view of it claims {size} from {offset}.");
        var storage = new PickleStorage(key, type, count, offset, size);
        Storages.TryAdd(key, storage);
        return Storages[key] is var first && (first.Type, first.Count) == (type, count)
            ? storage
            : throw new SegBookException($"storage '{key}' is {first.Count} numbers of type {first.Type} in one place and {count} of type {type} in another.");
    }

    internal static long Number(object? value) =>
        value as int? ?? value as long? ?? throw new SegBookException("the pickle has something else where a whole number should be.");

    /// <summary>Checks one instruction and goes behind it; Python's pickletools names them.</summary>
    private char Pass()
    {
        var code = (char)Take(1)[0];
        Take(code switch
        {
            '(' or ')' or 't' or '\x85' or '\x86' or '\x87' => 0,   // tuples
            ']' or 'a' or 'e' or '}' or 's' or 'u' => 0,            // lists and dictionaries
            'N' or '\x88' or '\x89' => 0,                           // None, True, False
            'R' or '\x81' or 'b' or 'Q' or '.' => 0,                // calls, attributes, storages, the end
            'K' or 'q' or 'h' or '\x80' => 1,
            'M' => 2,
            'J' or 'r' or 'j' => 4,
            'G' => 8,
            'U' or '\x8a' => Take(1)[0],
            'X' or 'T' => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
            'c' => CheckName(),
            _ => throw new SegBookException(
                $"the pickle has an instruction 0x{(int)code:x2} at byte {Position - 1} that PyTorch's checkpoints do not use. " +
                "If you trust the file, open it in Python and save it again: torch.save(torch.load(path), path)."),
        });
        return code;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        Require(count <= bytes.Length - Position, "the pickle ends in the middle: the file is cut off.");
        Position += (int)count;
        return bytes.AsSpan(Position - (int)count, (int)count);
    }

    private int CheckName()
    {
        var name = $"{Line()}.{Line()}";
        return Allowed.ContainsKey(name) ? 0 : throw new SegBookException(
            $"the pickle asks for '{name}'. Loading that in Python would run code that came with the file; SegBook reads only tensors and plain values. " +
            "If you trust the file, open it in Python and save its state dict alone: torch.save(model.state_dict(), path), or as .safetensors.");
    }

    private string Line()
    {
        var length = bytes.AsSpan(Position).IndexOf((byte)'\n');
        var line = Take(length is >= 0 and <= 256 ? length + 1 : throw new SegBookException("the pickle has a name that does not end."));
        return Encoding.UTF8.GetString(line[..^1]);
    }

    /// <summary>A class or function that a pickle may name; as a value, such as <c>{'dtype': torch.float32}</c>, it stands for itself.</summary>
    private sealed record Known(string Name, Func<object?[], object?>? Build = null, ScalarType? Type = null) : IObjectConstructor
    {
        public object? construct(object?[] args) => Build is not null
            ? Build(args)
            : throw new SegBookException($"the pickle calls '{Name}', which is not called in PyTorch's checkpoints.");
    }

    /// <summary>A dictionary that may have attributes: PyTorch keeps a note on versions there, which does not matter.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "The unpickler looks for it under Python's name.")]
    private sealed class OrderedDict : Hashtable
    {
        public OrderedDict(object?[] arguments)
        {
            foreach (var pair in arguments is [ArrayList pairs] ? pairs : [])
            {
                var items = pair as object?[] ?? (pair as ArrayList)?.ToArray();
                _ = items is [{ } key, var value] ? this[key] = value : throw new SegBookException("the pickle fills a dictionary with something else than pairs.");
            }
        }

        public void __setstate__(object? state) => _ = state;
    }
}

/// <summary>Numbers that lie elsewhere in the file, under a key; in old files, a view of so many of them from an offset on.</summary>
internal sealed record PickleStorage(string Key, ScalarType Type, long Count, long ViewOffset, long ViewCount);

/// <summary>A view of a storage: shape and strides in numbers, not bytes.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>The largest expanded (zero-stride) tensor that is taken; real checkpoints hold none above a handful.</summary>
    private const long MostExpanded = 1 << 24;
    private static long _made;

    /// <summary>Rises from tensor to tensor, since the unpickler's dictionaries do not keep the file's order.</summary>
    public long Order { get; } = Interlocked.Increment(ref _made);

    /// <summary>What <c>_rebuild_tensor(storage, offset, shape, strides, ...)</c> stands for.</summary>
    /// <exception cref="SegBookException">The view would leave its storage, or the arguments are others.</exception>
    public static PickleTensor Of(object?[] arguments)
    {
        if (arguments is not [PickleStorage storage, var first, object?[] sizes, object?[] steps, ..])
        {
            throw new SegBookException("the pickle describes a tensor in a way that PyTorch's checkpoints do not.");
        }

        var (offset, shape, strides) = (TorchPickle.Number(first), sizes.Select(TorchPickle.Number).ToArray(), steps.Select(TorchPickle.Number).ToArray());
        var count = ElementTypes.Count(shape);
        var fits = shape.Length == strides.Length && offset >= 0 && offset <= storage.ViewCount && strides.All(stride => stride >= 0);
        var last = shape.Zip(strides).Aggregate((Int128)offset, (sum, axis) => sum + ((Int128)(axis.First - 1) * axis.Second));
        return fits && (count == 0 || last < storage.ViewCount) && count <= Math.Max(storage.ViewCount, MostExpanded)
            ? new PickleTensor(storage, offset, shape, strides)
            : throw new SegBookException(
                $"a tensor of shape [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}] and offset {offset} " +
                $"does not fit the {storage.ViewCount} numbers of storage '{storage.Key}'.");
    }
}
