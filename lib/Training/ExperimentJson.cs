using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SegBook.Training;

/// <summary>Experiments as JSON, and what follows from it: the name and the differences.</summary>
internal static class ExperimentJson
{
    /// <summary>How everything in a run's folder is written: camel case, enums by name, a name that is not known is an error.</summary>
    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    private static JsonSerializerOptions InOneLine { get; } = new(Options) { WriteIndented = false };

    internal static string Write(Experiment experiment) => JsonSerializer.Serialize(experiment, Options);

    internal static Experiment Read(string json, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<Experiment>(json, Options) ?? throw new SegBookException($"The experiment in {where} is 'null'.");
        }
        catch (JsonException e)
        {
            throw new SegBookException($"The experiment in {where} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads any other record of a run's folder.</summary>
    /// <exception cref="SegBookException">The file is damaged.</exception>
    internal static T Load<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Options) ?? throw new SegBookException($"'{path}' is empty.");
        }
        catch (JsonException e)
        {
            throw new SegBookException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>For example <c>unet-resnet18-1f0c22a9b4</c>. Settings at their default are left out, so that a new setting does not rename old runs.</summary>
    internal static string Id(Experiment experiment)
    {
        var defaults = Settings(new Experiment { Data = "" });
        var changed = Settings(experiment with { Model = experiment.Model with { Classes = 0 } }).Where(setting => !defaults.TryGetValue(setting.Key, out var value) || value != setting.Value);

        // The network's settings go by the names that they had before they were a part of their own.
        var lines = changed.Select(setting => $"{setting.Key.Replace("model.", "", StringComparison.Ordinal)}={setting.Value}");
        var text = string.Join('\n', lines.OrderBy(line => line[..line.IndexOf('=', StringComparison.Ordinal)], StringComparer.Ordinal));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return $"{experiment.Architecture}-{experiment.Encoder}-{hash[..10]}".ToLowerInvariant();
    }

    internal static IReadOnlyList<(string Setting, string First, string Second)> Differences(Experiment first, Experiment second)
    {
        var (a, b) = (Settings(first), Settings(second));
        return [.. a.Keys.Union(b.Keys)
            .Select(key => (Setting: key, First: a.GetValueOrDefault(key, "null"), Second: b.GetValueOrDefault(key, "null")))
            .Where(setting => setting.First != setting.Second)];
    }

    /// <summary>Every setting by its dotted name, such as <c>optimizer.learningRate</c>, in the order of the record.</summary>
    internal static Dictionary<string, string> Settings(Experiment experiment)
    {
        var settings = new Dictionary<string, string>();
        Flatten(JsonSerializer.SerializeToNode(experiment, Options), "", settings);
        return settings;
    }

    /// <summary>The experiment with one setting changed, given by dotted name and JSON or bare text.</summary>
    /// <exception cref="SegBookException">There is no such setting, or the value does not fit it.</exception>
    internal static Experiment With(Experiment experiment, string setting, string value)
    {
        var root = JsonSerializer.SerializeToNode(experiment, Options)!.AsObject();
        var path = Full(setting).Split('.');
        var holder = root;
        foreach (var name in path[..^1])
        {
            holder = Find(holder, name) is { } key && holder[key] is JsonObject inner ? inner : throw Unknown();
        }

        holder[Find(holder, path[^1]) ?? throw Unknown()] = Value(value);
        return Read(root.ToJsonString(Options), $"'{setting}={value}'");

        SegBookException Unknown() => new($"There is no setting '{setting}'. There are: {string.Join(", ", Settings(experiment).Keys)}.");
    }

    // What is varied most often may be said without "model."
    private static string Full(string setting) => setting.ToLowerInvariant() is "architecture" or "encoder" ? $"model.{setting}" : setting;

    private static string? Find(JsonObject holder, string name) =>
        holder.Select(pair => pair.Key).FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase));

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static void Flatten(JsonNode? node, string name, Dictionary<string, string> settings)
    {
        if (node is not JsonObject inner)
        {
            settings[name] = node?.ToJsonString(InOneLine) ?? "null";
            return;
        }

        foreach (var (key, value) in inner)
        {
            Flatten(value, name.Length == 0 ? key : $"{name}.{key}", settings);
        }
    }
}
