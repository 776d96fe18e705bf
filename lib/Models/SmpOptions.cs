using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegBook.Models;

/// <summary>Takes options out of a JSON object one by one, so that what nobody asked for can be named.</summary>
internal sealed class SmpOptions(JsonObject json)
{
    private readonly HashSet<string> _taken = [];

    public JsonNode? Take(string name)
    {
        _taken.Add(name);
        return json[name];
    }

    public void Skip(string name) => _taken.Add(name);

    public string? Text(string name, string? otherwise) => Value<string>(name, "a text") ?? otherwise;

    public int Int(string name, int otherwise) => OptionalInt(name) ?? otherwise;

    public int? OptionalInt(string name) => Number<int>(name, "a whole number");

    public double? OptionalDouble(string name) => Number<double>(name, "a number");

    public bool Bool(string name, bool otherwise) => OptionalBool(name) ?? otherwise;

    public bool? OptionalBool(string name) => Number<bool>(name, "true or false");

    public IntList? Ints(string name)
    {
        var node = Take(name);
        if (node is null)
        {
            return null;
        }

        try
        {
            return IntList.Create([.. (node as JsonArray ?? throw Wrong(name, node, "a list of whole numbers")).Select(number => number!.GetValue<int>())]);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or NullReferenceException)
        {
            throw Wrong(name, node, "a list of whole numbers");
        }
    }

    public JsonObject? Object(string name)
    {
        var node = Take(name);
        return node is null ? null : node as JsonObject ?? throw Wrong(name, node, "an object");
    }

    /// <summary>An option that was set and that nobody took would change the network, so it must not pass in silence.</summary>
    public void RefuseTheRest(string of)
    {
        var rest = json.Where(pair => pair.Value is not null && pair.Key[0] != '_' && !_taken.Contains(pair.Key)).Select(pair => pair.Key).ToArray();
        if (rest.Length > 0)
        {
            throw new SegBookException($"SegBook's {of} does not know the option(s) {string.Join(", ", rest)}. Only networks without them can be opened.");
        }
    }

    private T? Value<T>(string name, string kind)
        where T : class
    {
        var node = Take(name);
        return node is null ? null : node is JsonValue value && value.TryGetValue<T>(out var read) ? read : throw Wrong(name, node, kind);
    }

    private T? Number<T>(string name, string kind)
        where T : struct
    {
        var node = Take(name);
        return node is null ? null : node is JsonValue value && value.TryGetValue<T>(out var read) ? read : throw Wrong(name, node, kind);
    }

    private static SegBookException Wrong(string name, JsonNode node, string kind)
    {
        var text = node.ToJsonString(new JsonSerializerOptions { WriteIndented = false });
        return new($"The option {name} is {(text.Length > 60 ? $"{text[..60]}..." : text)}; it has to be {kind}.");
    }
}
