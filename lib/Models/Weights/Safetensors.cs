namespace SegBook.Models;

/// <summary>The safetensors format: the header's length in eight bytes, the header in JSON, the numbers.</summary>
public static class Safetensors
{
    private const ulong LongestHeader = 100_000_000; // the format's own limit
    private const string Notes = "__metadata__";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>Writes tensors by name, and texts beside them (PyTorch's loaders want <c>format = pt</c>, which is added). The file is there whole or not at all.</summary>
    /// <exception cref="SegBookException">A tensor has numbers that the format does not know, or the disk refuses.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    internal static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Widest numbers first, as the reference implementation does, so that every tensor is aligned.
        var ordered = tensors.OrderByDescending(pair => ElementTypes.Bytes(pair.Value.dtype, 1)).ToArray();
        var header = new Dictionary<string, object> { [Notes] = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>()) { ["format"] = "pt" } };
        var position = 0L;
        foreach (var (name, tensor) in ordered)
        {
            var end = position + (long)ElementTypes.Bytes(tensor.dtype, tensor.numel());
            header.Add(name, new Entry(Name(tensor.dtype), tensor.shape, [position, end]));
            position = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header, Json);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        var padding = (8 - (json.Length % 8)) % 8;
        writer.Write((long)json.Length + padding);
        writer.Write(json);
        writer.Write("       "u8[..padding]);
        foreach (var (_, tensor) in ordered.Where(pair => pair.Value.numel() > 0))
        {
            using var scope = NewDisposeScope();
            writer.Write(tensor.detach().cpu().contiguous().bytes);
        }
    }

    /// <summary>Reads all tensors.</summary>
    /// <exception cref="SegBookException">The header cannot be read, or claims what the file does not have.</exception>
    internal static List<KeyValuePair<string, Tensor>> Read(FileStream file)
    {
        using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
        var length = reader.ReadUInt64();
        Require(length <= LongestHeader && length <= (ulong)(file.Length - 8),
            $"the header claims {length} bytes in a file of {file.Length}: the file is cut off or no safetensors file.");
        var entries = Entries(reader.ReadBytes((int)length));
        CheckLayout(entries, file.Length - file.Position);
        var start = file.Position;
        return [.. entries.Select(pair =>
        {
            file.Position = start + pair.Value.DataOffsets[0];
            var numbers = ElementTypes.Read(file, Type(pair.Key, pair.Value.Dtype), ElementTypes.Count(pair.Value.Shape));
            return KeyValuePair.Create(pair.Key, numbers.reshape(pair.Value.Shape));
        })];
    }

    private static KeyValuePair<string, Entry>[] Entries(byte[] header)
    {
        try
        {
            var json = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(header, Json) ?? throw new JsonException("It is null.");
            json.Remove(Notes);
            return [.. json.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Deserialize<Entry>(Json) ?? throw new JsonException($"'{pair.Key}' is null.")))];
        }
        catch (JsonException e)
        {
            throw new SegBookException($"the header cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Each tensor needs the bytes that its shape and type say; the format wants them without gaps or overlaps, up to the end of the file.</summary>
    private static void CheckLayout(KeyValuePair<string, Entry>[] entries, long available)
    {
        var position = 0L;
        var ordered = entries.OrderBy(pair => pair.Value.DataOffsets.FirstOrDefault()).ThenBy(pair => pair.Value.DataOffsets.LastOrDefault());
        foreach (var (name, (type, shape, offsets)) in ordered)
        {
            var needed = ElementTypes.Bytes(Type(name, type), ElementTypes.Count(shape));
            position = offsets is [var begin, var end] && begin == position && (Int128)end - begin == needed && end <= available ? end : throw new SegBookException(
                $"tensor '{name}' of shape [{string.Join(", ", shape)}] and type {type} claims the bytes [{string.Join(", ", offsets)}) of {available}; " +
                $"it needs {needed} from {position} on. The file is cut off or damaged.");
        }

        Require(position == available, $"the tensors take {position} of {available} bytes: the file is damaged.");
    }

    private static ScalarType Type(string tensor, string name) => Array.Find(ElementTypes.All, row => row.Safetensors == name) is { Size: > 0 } found
        ? found.Type
        : throw new SegBookException(
            $"tensor '{tensor}' has numbers of type '{name}'; {string.Join(", ", ElementTypes.All.Select(row => row.Safetensors))} can be read.");

    private static string Name(ScalarType type) => Array.Find(ElementTypes.All, row => row.Type == type).Safetensors
        ?? throw new SegBookException($"Tensors of type {type} cannot be stored. Convert to float32 first.");

    private sealed record Entry(string Dtype, long[] Shape, long[] DataOffsets);
}
