using System.Collections;
using System.IO.Compression;
using System.Numerics;

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
        Require(zip.GetEntry($"{prefix}constants.pkl") is null,
            "this is a TorchScript archive, a program with its weights. In Python, save its state dict: torch.save(torch.jit.load(path).state_dict(), ...).");
        var order = zip.GetEntry($"{prefix}byteorder") is { } entry ? Encoding.ASCII.GetString(ReadEntry(entry, file.Length)) : "little";
        Require(order == "little", $"the checkpoint was written on a machine with byte order '{order}'; only 'little' can be read.");
        var wanted = StateDict(new TorchPickle(ReadEntry(pickle, file.Length)).Next());
        return Views(wanted, storage =>
        {
            var name = $"{prefix}data/{storage.Key}";
            var numbers = zip.GetEntry(name) ?? throw new SegBookException($"the zip has no {name}, which a tensor lies in.");
            using var stream = Open(numbers, file.Length);
            return numbers.Length == ElementTypes.Bytes(storage.Type, storage.Count)
                ? ElementTypes.Read(stream, storage.Type, storage.Count)
                : throw new SegBookException($"{name} has {numbers.Length} bytes, but should hold {storage.Count} numbers of type {storage.Type}.");
        });
    }

    /// <summary>Before 1.6: five pickles (magic number, version, facts on the machine, the object, the storages' keys), then each storage after its count.</summary>
    public static List<KeyValuePair<string, Tensor>> ReadLegacy(FileStream file)
    {
        var head = new byte[Math.Min(file.Length, TorchPickle.Largest)];
        file.ReadExactly(head);
        var pickle = new TorchPickle(head);
        Require(pickle.Next() is BigInteger magic && magic == LegacyMagic,
            "this is a pickle, but not one of PyTorch's checkpoints.");
        Require(pickle.Next() is 1001 && !(pickle.Next() is Hashtable facts && facts["little_endian"] is false),
            "this PyTorch checkpoint is of another version than 1001, or of a big-endian machine. Open it in Python and save it again.");
        var wanted = StateDict(pickle.Next());
        var keys = pickle.Next() as ArrayList ?? throw new SegBookException("the list of storages is missing.");
        file.Position = pickle.Position;
        using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
        var places = new Dictionary<string, long>();
        foreach (var key in keys)
        {
            var name = key as string ?? "";
            var storage = pickle.Storages.GetValueOrDefault(name) ?? throw new SegBookException($"the file holds a storage '{name}' that no tensor lies in.");
            var count = reader.ReadInt64();
            var left = file.Length - file.Position;
            Require(count == storage.Count && ElementTypes.Bytes(storage.Type, count) <= left,
                $"storage '{name}' claims {count} numbers where its tensor claims {storage.Count} and the file has {left} more bytes: it is cut off or damaged.");
            places[name] = file.Position;
            file.Position += (long)ElementTypes.Bytes(storage.Type, count);
        }

        return Views(wanted, storage =>
        {
            file.Position = places.TryGetValue(storage.Key, out var place)
                ? place
                : throw new SegBookException($"a tensor lies in storage '{storage.Key}', which the file does not have.");
            return ElementTypes.Read(file, storage.Type, storage.Count);
        });
    }

    private static byte[] ReadEntry(ZipArchiveEntry entry, long fileLength)
    {
        using var stream = Open(entry, fileLength);
        Require(entry.Length <= TorchPickle.Largest, $"{entry.FullName} has {entry.Length} bytes; at most {TorchPickle.Largest} are taken.");
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>PyTorch does not compress, so an entry cannot be larger than the file, nor unpack to more than it is.</summary>
    private static Stream Open(ZipArchiveEntry entry, long fileLength) => entry.CompressedLength == entry.Length && entry.Length <= fileLength
        ? entry.Open()
        : throw new SegBookException(
            $"{entry.FullName} claims {entry.Length} bytes from {entry.CompressedLength} in a file of {fileLength}; " +
            "PyTorch stores without compression. Unpack it and pack it again with zip -0.");

    /// <summary>The tensors as views of their storages, each of which is read once, however many look at it.</summary>
    private static List<KeyValuePair<string, Tensor>> Views(KeyValuePair<string, PickleTensor>[] wanted, Func<PickleStorage, Tensor> read)
    {
        var storages = wanted.Select(pair => pair.Value.Storage).DistinctBy(storage => storage.Key).ToDictionary(storage => storage.Key, read);
        return [.. wanted.Select(pair => KeyValuePair.Create(pair.Key, View(pair.Value)))];

        Tensor View(PickleTensor view) => storages[view.Storage.Key].as_strided(view.Shape, view.Strides, view.Storage.ViewOffset + view.Offset);
    }

    /// <summary>The state dict in a checkpoint: the tensors under a usual name, those at the top, or those of the only dictionary that has any.</summary>
    /// <exception cref="SegBookException">There is none, or there are several to choose from.</exception>
    private static KeyValuePair<string, PickleTensor>[] StateDict(object? root)
    {
        var top = root as Hashtable ?? throw new SegBookException("the checkpoint is not a dictionary of tensors. In Python, save model.state_dict() instead.");
        var inner = top.Cast<DictionaryEntry>()
            .Where(entry => entry is { Key: string, Value: Hashtable dict } && Tensors(dict).Length > 0)
            .ToDictionary(entry => (string)entry.Key, entry => Tensors((Hashtable)entry.Value!));
        return (UsualNames.FirstOrDefault(inner.ContainsKey), Tensors(top), inner.Count) switch
        {
            ({ } usual, _, _) => inner[usual],
            (_, { Length: > 0 } tensors, _) => tensors,
            (_, _, 1) => inner.Values.First(),
            (_, _, 0) => throw new SegBookException("the checkpoint holds no tensors by name."),
            _ => throw new SegBookException(
                $"the checkpoint has several dictionaries of tensors ({string.Join(", ", inner.Keys.Order(StringComparer.Ordinal))}), none under a usual name. In Python, save the one you mean."),
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
