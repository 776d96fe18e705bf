using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetMQ;

namespace SegBook.Engine.Jupyter;

/// <summary>Reads and writes messages on the wire: identities, a delimiter, an HMAC, and four frames of JSON.</summary>
internal sealed class MessageCodec(string key)
{
    private const string ProtocolVersion = "5.3";

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] Empty = "{}"u8.ToArray();
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 64 };

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
    private readonly string _session = Guid.NewGuid().ToString("N");
    private int _sent;

    /// <summary>The message, or null where it is malformed or not signed with the key.</summary>
    public Message? TryRead(IReadOnlyList<byte[]> frames)
    {
        var at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(Delimiter))
        {
            at++;
        }

        if (frames.Count < at + 6 || !IsSigned(frames[at + 1], [.. frames.Skip(at + 2).Take(4)]))
        {
            return null;
        }

        try
        {
            var header = JsonNode.Parse(frames[at + 2], documentOptions: Limits) as JsonObject;
            var content = JsonNode.Parse(frames[at + 5], documentOptions: Limits) as JsonObject;
            return header is not null && content is not null && Text(header, "msg_type") is { Length: > 0 } type && Text(header, "msg_id") is { Length: > 0 } id
                ? new Message([.. frames.Take(at)], frames[at + 2], id, Text(header, "session") ?? "", type, content)
                : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <param name="prefix">The frames before the delimiter: identities of a client, or a topic.</param>
    /// <param name="type">The message type.</param>
    /// <param name="parentHeader">The header of the request that this belongs to, as it came.</param>
    /// <param name="content">The content.</param>
    public NetMQMessage Write(IEnumerable<byte[]> prefix, string type, byte[]? parentHeader, JsonObject content)
    {
        byte[][] frames = [Json(NewHeader(type)), parentHeader ?? Empty, Empty, Json(content)];
        var message = new NetMQMessage();
        foreach (var frame in (byte[][])[.. prefix, Delimiter, Signature(frames), .. frames])
        {
            message.Append(frame);
        }

        return message;
    }

    private static string? Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static byte[] Json(JsonObject json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private JsonObject NewHeader(string type) => new()
    {
        ["msg_id"] = $"{_session}_{Interlocked.Increment(ref _sent)}",
        ["session"] = _session,
        ["username"] = "kernel",
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        ["msg_type"] = type,
        ["version"] = ProtocolVersion,
    };

    private byte[] Signature(byte[][] frames)
    {
        if (_key.Length == 0)
        {
            return [];
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var frame in frames)
        {
            hmac.AppendData(frame);
        }

        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }

    private bool IsSigned(byte[] signature, byte[][] frames) => _key.Length == 0 || CryptographicOperations.FixedTimeEquals(signature, Signature(frames));
}
