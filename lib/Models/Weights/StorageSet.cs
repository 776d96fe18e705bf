using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>The storages of a checkpoint that have been read, each once, however many tensors look at it.</summary>
internal sealed class StorageSet : IDisposable
{
    private readonly Dictionary<string, (PickleStorage Storage, Tensor Numbers)> _read = [];

    /// <summary>Whether a storage is still to be read.</summary>
    /// <exception cref="SegBookException">It has been read, but under another type or length.</exception>
    public bool Wants(PickleStorage storage)
    {
        if (!_read.TryGetValue(storage.Key, out var known))
        {
            return true;
        }

        return known.Storage.Type == storage.Type && known.Storage.Count == storage.Count
            ? false
            : throw new SegBookException($"storage '{storage.Key}' is {known.Storage.Count} numbers of type {known.Storage.Type} in one place and {storage.Count} of type {storage.Type} in another.");
    }

    public void Add(PickleStorage storage, Tensor numbers) => _read.Add(storage.Key, (storage, numbers));

    /// <summary>The tensors as views of the storages. Views keep their storage alive after this set is disposed.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Views(IEnumerable<(string Name, PickleTensor Tensor)> wanted)
    {
        var views = new Dictionary<string, Tensor>();
        foreach (var (name, tensor) in wanted)
        {
            if (views.Remove(name, out var replaced))
            {
                replaced.Dispose();
            }

            views.Add(name, tensor.View(_read[tensor.Storage.Key].Numbers).DetachFromDisposeScope());
        }

        return [.. views];
    }

    public void Dispose()
    {
        foreach (var (_, numbers) in _read.Values)
        {
            numbers.Dispose();
        }
    }
}
