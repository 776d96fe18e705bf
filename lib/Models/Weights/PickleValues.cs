using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>Something a pickle refers to by module and name. It is never looked up or called, only recognised.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>A dictionary; keys may be of any kind. Of equal text keys the last wins.</summary>
internal sealed class PickleDict
{
    public List<(object? Key, object? Value)> Items { get; } = [];

    /// <summary>The entries whose key is text and whose value is a tensor.</summary>
    public IEnumerable<(string Name, PickleTensor Tensor)> Tensors =>
        Items.Where(item => item is { Key: string, Value: PickleTensor }).Select(item => ((string)item.Key!, (PickleTensor)item.Value!));
}

/// <summary>A list.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

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

    /// <summary>A view of <paramref name="storage"/>, whose numbers have been read.</summary>
    public Tensor View(Tensor storage) => storage.as_strided(Shape, Strides, Storage.ViewOffset + Offset);

    /// <summary>Checks that the view stays inside its storage, whatever the file claims.</summary>
    /// <exception cref="SegBookException">It does not.</exception>
    public void Check()
    {
        var count = StorageReader.Count(Shape);
        var fits = Shape.Length == Strides.Length && Offset >= 0 && Offset <= Storage.ViewCount && Strides.All(stride => stride >= 0);
        var last = (Int128)Offset;
        for (var i = 0; fits && count > 0 && i < Shape.Length; i++)
        {
            last += (Int128)(Shape[i] - 1) * Strides[i];
        }

        if (!fits || (count > 0 && last >= Storage.ViewCount) || count > Math.Max(Storage.ViewCount, MostExpanded))
        {
            throw new SegBookException(
                $"a tensor of shape [{string.Join(", ", Shape)}], strides [{string.Join(", ", Strides)}] and offset {Offset} does not fit the {Storage.ViewCount} numbers of storage '{Storage.Key}'.");
        }
    }
}
