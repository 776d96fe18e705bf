using System.Text.Json.Nodes;

namespace SegBook.Engine.Jupyter;

/// <summary>A message of the Jupyter protocol, as it came in.</summary>
internal sealed record Message(IReadOnlyList<byte[]> Identities, byte[] HeaderJson, string Id, string Session, string Type, JsonObject Content)
{
    public string Text(string name) => Content[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public bool Flag(string name, bool otherwise = false) => Content[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

    public int Number(string name, int otherwise = 0) => Content[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : otherwise;
}
