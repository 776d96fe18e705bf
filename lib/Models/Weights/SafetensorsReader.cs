using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>The safetensors format: the header's length in eight bytes, the header in JSON, the numbers.</summary>
internal static class SafetensorsReader
{
    /// <summary>The format's own limit.</summary>
    private const ulong LongestHeader = 100_000_000;

    public static IEnumerable<KeyValuePair<string, Tensor>> Read(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[8];
        file.ReadExactly(bytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > LongestHeader || length > (ulong)(file.Length - 8))
        {
            throw new SegBookException($"the header claims {length} bytes in a file of {file.Length}: the file is cut off or no safetensors file.");
        }

        var header = new byte[length];
        file.ReadExactly(header);
        var entries = Entries(header);
        CheckLayout(entries, file.Length - file.Position);
        var start = file.Position;
        var tensors = new List<KeyValuePair<string, Tensor>>();
        try
        {
            foreach (var entry in entries)
            {
                file.Position = start + entry.Begin;
                using var flat = StorageReader.Read(file, entry.Type, StorageReader.Count(entry.Shape));
                tensors.Add(new(entry.Name, flat.reshape(entry.Shape).DetachFromDisposeScope()));
            }
        }
        catch
        {
            tensors.ForEach(pair => pair.Value.Dispose());
            throw;
        }

        return tensors;
    }

    private static List<Entry> Entries(byte[] header)
    {
        try
        {
            using var json = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return [.. json.RootElement.EnumerateObject().Where(property => property.Name != "__metadata__").Select(property => ReadEntry(property.Name, property.Value))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SegBookException($"the header cannot be read: {e.Message}", e);
        }
    }

    private static Entry ReadEntry(string name, JsonElement json)
    {
        var type = json.GetProperty("dtype").GetString() ?? "";
        var shape = json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = json.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        var scalar = ElementTypes.OfSafetensors(type)
            ?? throw new SegBookException($"tensor '{name}' has numbers of type '{type}'; {ElementTypes.SafetensorsNames} can be read.");
        var bytes = (Int128)StorageReader.Count(shape) * ElementTypes.Size(scalar);
        return offsets is [>= 0 and var begin, var end] && end >= begin && end - begin == bytes
            ? new Entry(name, scalar, shape, begin, end)
            : throw new SegBookException($"tensor '{name}' of shape [{string.Join(", ", shape)}] and type {type} claims the bytes [{string.Join(", ", offsets)}); it needs {bytes}.");
    }

    /// <summary>The format wants the numbers without gaps or overlaps, up to the end of the file.</summary>
    private static void CheckLayout(List<Entry> entries, long available)
    {
        var position = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != position || entry.End > available)
            {
                throw new SegBookException($"tensor '{entry.Name}' claims the bytes [{entry.Begin}, {entry.End}) of {available}; the one before ends at {position}. The file is cut off or damaged.");
            }

            position = entry.End;
        }

        if (position != available)
        {
            throw new SegBookException($"the tensors take {position} of {available} bytes: the file is damaged.");
        }
    }

    private sealed record Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End);
}
