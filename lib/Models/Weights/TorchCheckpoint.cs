using System.Buffers.Binary;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using Razorvine.Pickle;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>PyTorch's two formats. Both are a pickle, which says what tensors there are, and storages, in which their numbers lie.</summary>
internal static class TorchCheckpoint
{
    private static readonly BigInteger LegacyMagic = new([0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]);

    /// <summary>Names under which training scripts keep the state dict, best first.</summary>
    private static readonly string[] UsualNames = ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params"];

    /// <summary>Since PyTorch 1.6: a zip with a pickle (<c>data.pkl</c>) and one uncompressed entry per storage (<c>data/0</c>, <c>data/1</c>, ...).</summary>
    public static List<KeyValuePair<string, Tensor>> ReadZip(FileStream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
        var pickle = zip.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal) || entry.FullName == "data.pkl")
            ?? throw new SegBookException("the zip has no data.pkl: it is no PyTorch checkpoint.");
        var prefix = pickle.FullName[..^"data.pkl".Length];
        if (zip.GetEntry($"{prefix}constants.pkl") is not null)
        {
            throw new SegBookException("this is a TorchScript archive, a program with its weights. In Python, save the state dict of the loaded model: torch.save(torch.jit.load(path).state_dict(), ...).");
        }

        if (zip.GetEntry($"{prefix}byteorder") is { } order && Encoding.ASCII.GetString(ReadEntry(order, file.Length)) is var text and not "little")
        {
            throw new SegBookException($"the checkpoint was written on a machine with byte order '{text}'; only 'little' can be read.");
        }

        var wanted = StateDict(new TorchPickle(ReadEntry(pickle, file.Length)).Next());
        return Views(wanted, storage =>
        {
            var entry = zip.GetEntry($"{prefix}data/{storage.Key}") ?? throw new SegBookException($"the zip has no {prefix}data/{storage.Key}, which a tensor lies in.");
            using var stream = Open(entry, file.Length);
            return entry.Length == ElementTypes.Bytes(storage.Type, storage.Count)
                ? ElementTypes.Read(stream, storage.Type, storage.Count)
                : throw new SegBookException($"{entry.FullName} has {entry.Length} bytes, but should hold {storage.Count} numbers of type {storage.Type}.");
        });
    }

    /// <summary>Before 1.6: five pickles in a row (a magic number, a version, facts on the machine, the object, the storages' keys), then the storages, each after its count.</summary>
    public static List<KeyValuePair<string, Tensor>> ReadLegacy(FileStream file)
    {
        var head = new byte[Math.Min(file.Length, TorchPickle.Largest)];
        file.ReadExactly(head);
        var pickle = new TorchPickle(head);
        if (pickle.Next() is not BigInteger magic || magic != LegacyMagic)
        {
            throw new SegBookException("this is a pickle, but not one of PyTorch's checkpoints.");
        }

        if (pickle.Next() is not 1001)
        {
            throw new SegBookException("this is a PyTorch checkpoint of another version than 1001. Open it in Python and save it again.");
        }

        if (pickle.Next() is Hashtable facts && facts["little_endian"] is false)
        {
            throw new SegBookException("the checkpoint was written on a big-endian machine. Open it in Python and save it again.");
        }

        var wanted = StateDict(pickle.Next());
        var keys = pickle.Next() as ArrayList ?? throw new SegBookException("the list of storages is missing.");
        file.Position = pickle.Position;
        var places = new Dictionary<string, long>();
        foreach (var key in keys)
        {
            if (key is not string name || !pickle.Storages.TryGetValue(name, out var storage))
            {
                throw new SegBookException($"the file holds a storage '{key as string}' that no tensor lies in.");
            }

            places[name] = file.Position + sizeof(long);
            Skip(file, storage);
        }

        return Views(wanted, storage =>
        {
            file.Position = places.TryGetValue(storage.Key, out var place) ? place : throw new SegBookException($"a tensor lies in storage '{storage.Key}', which the file does not have.");
            return ElementTypes.Read(file, storage.Type, storage.Count);
        });
    }

    /// <summary>Goes behind a storage, whose count must be the one that the pickle gave and fit the file.</summary>
    private static void Skip(FileStream file, PickleStorage storage)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        file.ReadExactly(bytes);
        var count = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (count != storage.Count || ElementTypes.Bytes(storage.Type, count) > file.Length - file.Position)
        {
            throw new SegBookException($"storage '{storage.Key}' claims {count} numbers where its tensor claims {storage.Count} and the file has {file.Length - file.Position} bytes: it is cut off or damaged.");
        }

        file.Position += (long)ElementTypes.Bytes(storage.Type, count);
    }

    private static byte[] ReadEntry(ZipArchiveEntry entry, long fileLength)
    {
        using var stream = Open(entry, fileLength);
        var bytes = new byte[entry.Length <= TorchPickle.Largest ? entry.Length : throw new SegBookException($"{entry.FullName} has {entry.Length} bytes; at most {TorchPickle.Largest} are taken.")];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>PyTorch does not compress, so an entry cannot be larger than the file, nor unpack to more than it is.</summary>
    private static Stream Open(ZipArchiveEntry entry, long fileLength) => entry.CompressedLength == entry.Length && entry.Length <= fileLength
        ? entry.Open()
        : throw new SegBookException($"{entry.FullName} claims {entry.Length} bytes from {entry.CompressedLength} in a file of {fileLength}; PyTorch stores without compression. Unpack it and pack it again with zip -0.");

    /// <summary>The tensors as views of their storages, each of which is read once, however many look at it.</summary>
    private static List<KeyValuePair<string, Tensor>> Views(IEnumerable<KeyValuePair<string, PickleTensor>> wanted, Func<PickleStorage, Tensor> read)
    {
        var storages = new Dictionary<string, Tensor>();
        var views = new List<KeyValuePair<string, Tensor>>();
        foreach (var (name, tensor) in wanted)
        {
            if (!storages.TryGetValue(tensor.Storage.Key, out var numbers))
            {
                storages.Add(tensor.Storage.Key, numbers = read(tensor.Storage));
            }

            views.Add(KeyValuePair.Create(name, numbers.as_strided(tensor.Shape, tensor.Strides, tensor.Storage.ViewOffset + tensor.Offset)));
        }

        return views;
    }

    /// <summary>The state dict in what a checkpoint holds: the tensors under a usual name, those at the top, or those of the only dictionary that has any.</summary>
    /// <exception cref="SegBookException">There is none, or there are several to choose from.</exception>
    private static KeyValuePair<string, PickleTensor>[] StateDict(object? root)
    {
        var top = root as Hashtable ?? throw new SegBookException("the checkpoint is not a dictionary of tensors. In Python, save model.state_dict() instead.");
        var inner = new SortedDictionary<string, KeyValuePair<string, PickleTensor>[]>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in top)
        {
            if (entry is { Key: string name, Value: Hashtable dict } && Tensors(dict) is { Length: > 0 } tensors)
            {
                inner.Add(name, tensors);
            }
        }

        if (UsualNames.FirstOrDefault(inner.ContainsKey) is { } usual)
        {
            return inner[usual];
        }

        return (Tensors(top), inner.Count) switch
        {
            ({ Length: > 0 } tensors, _) => tensors,
            (_, 1) => inner.Values.First(),
            (_, 0) => throw new SegBookException("the checkpoint holds no tensors by name."),
            _ => throw new SegBookException($"the checkpoint has several dictionaries of tensors ({string.Join(", ", inner.Keys)}) and none under a usual name. In Python, save the one you mean by itself."),
        };
    }

    private static KeyValuePair<string, PickleTensor>[] Tensors(Hashtable dict) =>
    [
        .. dict.Cast<DictionaryEntry>()
            .Where(entry => entry is { Key: string, Value: PickleTensor })
            .Select(entry => KeyValuePair.Create((string)entry.Key, (PickleTensor)entry.Value!))
            .OrderBy(pair => pair.Value.Order),
    ];
}

/// <summary>
/// Reads pickles as PyTorch writes them, one after the other, as data. A pickle is a program; before it is run, all of it is looked at: only the instructions
/// that PyTorch's own <c>weights_only</c> loader takes, only the classes and functions in <see cref="Known"/>, and no length beyond the end.
/// </summary>
internal sealed class TorchPickle(byte[] bytes) : Unpickler
{
    /// <summary>The most bytes of pickles that are taken; a checkpoint's are a few hundred kilobytes.</summary>
    public const int Largest = 1 << 24;

    /// <summary>The few classes and functions that PyTorch's checkpoints mention, and what calling each of them yields.</summary>
    private static readonly Dictionary<string, Known> Names = new Known[]
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
        foreach (var (name, known) in Names)
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
        if (pid is not object?[] items || items is not ["storage", Known { Type: { } type }, string key, string, int or long, ..] || Number(items[4]) is var count && count < 0)
        {
            throw new SegBookException("the pickle refers to data in a way that PyTorch's checkpoints do not.");
        }

        var (offset, size) = items is [_, _, _, _, _, object?[] and [string, var from, var many]] ? (Number(from), Number(many)) : (0, count);
        if (offset < 0 || size < 0 || offset > count || size > count - offset)
        {
            throw new SegBookException($"storage '{key}' has {count} numbers, but a view of it claims {size} from {offset}.");
        }

        var storage = new PickleStorage(key, type, count, offset, size);
        return !Storages.TryAdd(key, storage) && Storages[key] is var other && (other.Type, other.Count) != (type, count)
            ? throw new SegBookException($"storage '{key}' is {other.Count} numbers of type {other.Type} in one place and {count} of type {type} in another.")
            : storage;
    }

    internal static long Number(object? value) => value is int or long ? Convert.ToInt64(value, null) : throw new SegBookException("the pickle has something else where a whole number should be.");

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
                $"the pickle has an instruction 0x{(int)code:x2} at byte {Position - 1} that PyTorch's checkpoints do not use. If you trust the file, open it in Python and save it again by torch.save."),
        });
        return code;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > bytes.Length - Position)
        {
            throw new SegBookException("the pickle ends in the middle: the file is cut off.");
        }

        Position += (int)count;
        return bytes.AsSpan(Position - (int)count, (int)count);
    }

    private int CheckName()
    {
        var name = $"{Line()}.{Line()}";
        return Names.ContainsKey(name) ? 0 : throw new SegBookException(
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
        public object? construct(object?[] args) => Build is not null ? Build(args) : throw new SegBookException($"the pickle calls '{Name}', which is not called in PyTorch's checkpoints.");
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
                _ = items is [{ } key, var value] ? this[key] = value : throw new SegBookException("the pickle fills a dictionary with something other than pairs.");
            }
        }

        public void __setstate__(object? state) => _ = state;
    }
}

/// <summary>Numbers that lie elsewhere in the file.</summary>
/// <param name="Key">Where.</param>
/// <param name="Type">Of what type.</param>
/// <param name="Count">How many, as claimed.</param>
/// <param name="ViewOffset">First number that belongs to this view of them (only old files have views).</param>
/// <param name="ViewCount">How many belong to this view.</param>
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
    public static PickleTensor Of(object?[] arguments)
    {
        if (arguments is not [PickleStorage storage, var offset, object?[] shape, object?[] strides, ..])
        {
            throw new SegBookException("the pickle describes a tensor in a way that PyTorch's checkpoints do not.");
        }

        var tensor = new PickleTensor(storage, TorchPickle.Number(offset), [.. shape.Select(TorchPickle.Number)], [.. strides.Select(TorchPickle.Number)]);
        tensor.Check();
        return tensor;
    }

    /// <summary>Checks that the view stays inside its storage, whatever the file claims.</summary>
    /// <exception cref="SegBookException">It does not.</exception>
    public void Check()
    {
        var count = ElementTypes.Count(Shape);
        var fits = Shape.Length == Strides.Length && Offset >= 0 && Offset <= Storage.ViewCount && Strides.All(stride => stride >= 0);
        var last = fits ? Shape.Zip(Strides).Aggregate((Int128)Offset, (sum, axis) => sum + ((Int128)(axis.First - 1) * axis.Second)) : 0;
        if (!fits || (count > 0 && last >= Storage.ViewCount) || count > Math.Max(Storage.ViewCount, MostExpanded))
        {
            throw new SegBookException(
                $"a tensor of shape [{string.Join(", ", Shape)}], strides [{string.Join(", ", Strides)}] and offset {Offset} does not fit the {Storage.ViewCount} numbers of storage '{Storage.Key}'.");
        }
    }
}
