using System.Buffers.Binary;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>PyTorch's format before 1.6: five pickles in a row (a magic number, a version, facts on the machine, the object, the storages' keys), then the storages.</summary>
internal static class TorchLegacyReader
{
    private const long Version = 1001;
    private static readonly byte[] Magic = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    public static IEnumerable<KeyValuePair<string, Tensor>> Read(FileStream file)
    {
        if (PickleMachine.Read(file) is not byte[] magic || !magic.AsSpan().SequenceEqual(Magic))
        {
            throw new SegBookException("this is a pickle, but not one of PyTorch's checkpoints.");
        }

        if (PickleMachine.Read(file) is not Version)
        {
            throw new SegBookException($"this is a PyTorch checkpoint of another version than {Version}. Open it in Python and save it again.");
        }

        if (PickleMachine.Read(file) is PickleDict facts && facts.Items.Any(item => item is { Key: "little_endian", Value: false }))
        {
            throw new SegBookException("the checkpoint was written on a big-endian machine. Open it in Python and save it again.");
        }

        var mentioned = new Dictionary<string, PickleStorage>();
        var wanted = StateDictFinder.Find(PickleMachine.Read(file, mentioned)).ToArray();
        var keys = PickleMachine.Read(file) as PickleList ?? throw new SegBookException("the list of storages is missing.");
        return ReadStorages(file, keys, mentioned, wanted);
    }

    private static IReadOnlyList<KeyValuePair<string, Tensor>> ReadStorages(
        FileStream file, PickleList keys, Dictionary<string, PickleStorage> mentioned, (string Name, PickleTensor Tensor)[] wanted)
    {
        var needed = wanted.Select(pair => pair.Tensor.Storage.Key).ToHashSet();
        using var storages = new StorageSet();
        foreach (var key in keys.Items)
        {
            if (key is not string name || !mentioned.TryGetValue(name, out var storage))
            {
                throw new SegBookException($"the file holds a storage '{key as string}' that no tensor lies in.");
            }

            CheckCount(file, storage);
            if (!needed.Contains(name))
            {
                file.Position += storage.Count * ElementTypes.Size(storage.Type);
            }
            else if (storages.Wants(storage))
            {
                storages.Add(storage, StorageReader.Read(file, storage.Type, storage.Count));
            }
        }

        foreach (var (name, tensor) in wanted)
        {
            if (storages.Wants(tensor.Storage))
            {
                throw new SegBookException($"tensor '{name}' lies in storage '{tensor.Storage.Key}', which the file does not have.");
            }
        }

        return storages.Views(wanted);
    }

    /// <summary>A storage begins with its count, which must be the one that the pickle gave and fit the file.</summary>
    private static void CheckCount(FileStream file, PickleStorage storage)
    {
        Span<byte> bytes = stackalloc byte[8];
        file.ReadExactly(bytes);
        var count = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (count != storage.Count)
        {
            throw new SegBookException($"storage '{storage.Key}' claims {count} numbers where its tensor claims {storage.Count}.");
        }

        if ((Int128)count * ElementTypes.Size(storage.Type) > file.Length - file.Position)
        {
            throw new SegBookException($"storage '{storage.Key}' claims {count} numbers, more than the file still has: it is cut off.");
        }
    }
}
