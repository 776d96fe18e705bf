using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>PyTorch's format since 1.6: a zip with a pickle (<c>data.pkl</c>) and one uncompressed entry per storage (<c>data/0</c>, <c>data/1</c>, ...).</summary>
internal static class TorchZipReader
{
    /// <summary>The largest pickle that is taken; a checkpoint's is a few hundred kilobytes.</summary>
    private const long LargestPickle = 1 << 27;

    public static IEnumerable<KeyValuePair<string, Tensor>> Read(FileStream file)
    {
        using var zip = Open(file);
        var pickle = zip.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal) || entry.FullName == "data.pkl")
            ?? throw new SegBookException("the zip has no data.pkl: it is no PyTorch checkpoint.");
        var prefix = pickle.FullName[..^"data.pkl".Length];
        CheckKind(zip, prefix);
        var wanted = StateDictFinder.Find(ReadPickle(pickle, file.Length)).ToArray();
        var storages = new StorageSet();
        try
        {
            foreach (var (_, tensor) in wanted)
            {
                if (storages.Wants(tensor.Storage))
                {
                    storages.Add(tensor.Storage, ReadStorage(zip, $"{prefix}data/{tensor.Storage.Key}", tensor.Storage, file.Length));
                }
            }

            return storages.Views(wanted);
        }
        finally
        {
            storages.Dispose();
        }
    }

    private static ZipArchive Open(FileStream file)
    {
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
        }
        catch (InvalidDataException e)
        {
            throw new SegBookException($"the zip has no readable directory ({e.Message}): the file is cut off or damaged.", e);
        }
    }

    private static void CheckKind(ZipArchive zip, string prefix)
    {
        if (zip.GetEntry($"{prefix}constants.pkl") is not null)
        {
            throw new SegBookException("this is a TorchScript archive, a program with its weights. In Python, save the state dict of the loaded model: torch.save(torch.jit.load(path).state_dict(), ...).");
        }

        if (zip.GetEntry($"{prefix}byteorder") is { Length: < 16 } order)
        {
            using var reader = new StreamReader(order.Open());
            if (reader.ReadToEnd() is var text and not "little")
            {
                throw new SegBookException($"the checkpoint was written on a machine with byte order '{text}'; only 'little' can be read.");
            }
        }
    }

    private static object? ReadPickle(ZipArchiveEntry entry, long fileLength)
    {
        CheckStored(entry, fileLength);
        if (entry.Length > LargestPickle)
        {
            throw new SegBookException($"{entry.FullName} has {entry.Length} bytes; at most {LargestPickle} are taken.");
        }

        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return PickleMachine.Read(new MemoryStream(bytes));
    }

    private static Tensor ReadStorage(ZipArchive zip, string name, PickleStorage storage, long fileLength)
    {
        var entry = zip.GetEntry(name) ?? throw new SegBookException($"the zip has no {name}, which a tensor lies in.");
        CheckStored(entry, fileLength);
        if (entry.Length != (Int128)storage.Count * ElementTypes.Size(storage.Type))
        {
            throw new SegBookException($"{name} has {entry.Length} bytes, but should hold {storage.Count} numbers of type {storage.Type}.");
        }

        using var stream = entry.Open();
        return StorageReader.Read(stream, storage.Type, storage.Count);
    }

    /// <summary>PyTorch does not compress, so an entry cannot be larger than the file, nor unpack to more than it is.</summary>
    private static void CheckStored(ZipArchiveEntry entry, long fileLength)
    {
        if (entry.CompressedLength != entry.Length || entry.Length > fileLength)
        {
            throw new SegBookException($"{entry.FullName} claims {entry.Length} bytes from {entry.CompressedLength} in a file of {fileLength}; PyTorch stores without compression. Unpack it and pack it again with zip -0.");
        }
    }
}
