using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegBook.Tests.Compat.Interactive;

/// <summary>What a cell did, as NN-topic.expected.json writes it.</summary>
internal sealed record CellRecord
{
    public string Id { get; init; } = "";

    [JsonPropertyName("may_differ")]
    public string? MayDiffer { get; init; }

    [JsonPropertyName("unordered_lines")]
    public bool UnorderedLines { get; init; }

    [JsonPropertyName("prefix_only")]
    public bool PrefixOnly { get; init; }

    [JsonPropertyName("cancel_after_s")]
    public double? CancelAfterSeconds { get; init; }

    public string Outcome { get; init; } = "";

    public string? Message { get; init; }

    public string? Exception { get; init; }

    public List<EventRecord> Events { get; init; } = [];

    /// <summary>The records of a notebook, in the order of its code cells.</summary>
    public static IReadOnlyList<CellRecord> Load(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return json.RootElement.GetProperty("cells").Deserialize<List<CellRecord>>(JsonSerializerOptions.Web)!;
    }
}

/// <summary>An event, or several of one stream joined.</summary>
internal sealed record EventRecord
{
    public string Type { get; init; } = "";

    public string? Id { get; init; }

    public string? Text { get; set; }

    public string? Message { get; init; }

    public List<string>? Lines { get; init; }

    public Dictionary<string, string>? Values { get; init; }

    [JsonIgnore]
    public bool IsStream => Type is "StandardOutputValueProduced" or "StandardErrorValueProduced";
}
