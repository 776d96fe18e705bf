using System.Buffers.Binary;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>Writes the safetensors format, atomically: the file is there whole or not at all.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes tensors by name, from whatever device they are on.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">Texts to keep beside them; PyTorch's loaders want <c>format = pt</c>, which is added.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Widest numbers first, as the reference implementation does, so that every tensor is aligned.
        var ordered = tensors.OrderByDescending(pair => ElementTypes.Size(pair.Value.dtype)).ToArray();
        var header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
            {
                if (tensor.numel() > 0)
                {
                    using var plain = Plain(tensor);
                    stream.Write(plain.bytes);
                }
            }
        });
    }

    private static byte[] Header(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var notes = new JsonObject { ["format"] = "pt" };
        foreach (var (key, text) in metadata ?? new Dictionary<string, string>())
        {
            notes[key] = text;
        }

        var json = new JsonObject { ["__metadata__"] = notes };
        var position = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var end = position + (tensor.numel() * ElementTypes.Size(tensor.dtype));
            json[name] = new JsonObject
            {
                ["dtype"] = ElementTypes.Safetensors(tensor.dtype),
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(position, end),
            };
            position = end;
        }

        var plain = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
        var padded = new byte[(plain.Length + 7) / 8 * 8];
        padded.AsSpan().Fill((byte)' ');
        plain.CopyTo(padded, 0);
        return padded;
    }

    private static Tensor Plain(Tensor tensor)
    {
        using var detached = tensor.detach();
        using var near = detached.cpu();
        return near.contiguous();
    }
}
