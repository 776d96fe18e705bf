using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SegBook.Data;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>Records as JSON, and settings by their dotted names.</summary>
internal static class ExperimentJson
{
    /// <summary>How everything in a run's folder is written: camel case, enums by name. Unknown names are errors, and missing ones that have no default.</summary>
    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    private static JsonSerializerOptions InOneLine { get; } = new(Options) { WriteIndented = false };

    internal static string Write<T>(T record) => JsonSerializer.Serialize(record, Options);

    /// <exception cref="SegBookException">The file is damaged.</exception>
    internal static T Load<T>(string path) => Read<T>(File.ReadAllText(path), $"'{path}'");

    /// <exception cref="SegBookException">The text is not JSON or has a name that does not exist; the message begins with <paramref name="what"/>.</exception>
    internal static T Read<T>(string json, string what)
    {
        Require(!string.IsNullOrWhiteSpace(json), $"{what} is empty.");
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new SegBookException("It is 'null'.");
        }
        catch (Exception e) when (e is JsonException or SegBookException)
        {
            var cause = e.Message.Contains("null values", StringComparison.Ordinal) ? $"{(e as JsonException)?.Path} cannot be null." : e.Message;
            throw new SegBookException($"{what} cannot be read: {cause}", e);
        }
    }

    /// <summary>Every setting by its dotted name, such as <c>optimizer.learningRate</c>, in the order of the record.</summary>
    internal static Dictionary<string, string> Settings(Experiment experiment) => new(Flat(JsonSerializer.SerializeToNode(experiment, Options), ""));

    /// <summary>A setting's value as text, whatever the case of its name; empty where there is none.</summary>
    internal static string Value(Experiment experiment, string setting) =>
        Settings(experiment).FirstOrDefault(pair => pair.Key.Equals(FullName(setting), StringComparison.OrdinalIgnoreCase)).Value?.Trim('"') ?? "";

    /// <summary>What is varied most often may be said without "model."</summary>
    internal static string FullName(string setting) => setting.ToLowerInvariant() is "architecture" or "encoder" ? $"model.{setting}" : setting;

    private static IEnumerable<KeyValuePair<string, string>> Flat(JsonNode? node, string name) => node is JsonObject inner
        ? inner.SelectMany(pair => Flat(pair.Value, name.Length == 0 ? pair.Key : $"{name}.{pair.Key}"))
        : [new(name, node?.ToJsonString(InOneLine) ?? "null")];
}

public sealed partial record Experiment
{
    /// <summary>A name that follows from the settings, such as <c>unet-resnet18-1f0c22a9b4</c>. The run's folder bears it.</summary>
    /// <remarks>Settings at their default are left out, so that a new setting does not rename old runs.</remarks>
    public string Id
    {
        get
        {
            var defaults = ExperimentJson.Settings(new Experiment { Data = "" });

            var changed = ExperimentJson.Settings(this with { Model = Model with { Classes = 0 } }).Except(defaults);

            // The network's settings go by the names that they had before they were a part of their own, so that records keep their names.
            var lines = changed.Select(setting => (Name: setting.Key.Replace("model.", "", StringComparison.Ordinal), setting.Value));
            var text = string.Join('\n', lines.OrderBy(line => line.Name, StringComparer.Ordinal).Select(line => $"{line.Name}={line.Value}"));
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            return $"{Model.Architecture}-{Model.Encoder}-{hash[..10]}".ToLowerInvariant();
        }
    }

    /// <summary>Reads an experiment from a file.</summary>
    /// <exception cref="SegBookException">The file is missing, is not JSON, has a setting that does not exist, or a value out of range.</exception>
    public static Experiment Load(string path)
    {
        var experiment = File.Exists(path) ? ExperimentJson.Load<Experiment>(path) : throw new SegBookException($"There is no experiment file '{path}'.");
        experiment.Validate();
        return experiment;
    }

    /// <summary>All settings as indented JSON.</summary>
    public string ToJson() => ExperimentJson.Write(this);

    /// <summary>The experiment with one setting, such as <c>optimizer.learningRate</c> (case does not matter), changed to a value as in JSON; text needs no quotes.</summary>
    /// <exception cref="SegBookException">There is no such setting, or the value does not fit it.</exception>
    public Experiment With(string setting, string value)
    {
        var path = ExperimentJson.FullName(setting).Split('.');
        var root = JsonSerializer.SerializeToNode(this, ExperimentJson.Options)!.AsObject();
        var holder = root;
        foreach (var name in path[..^1])
        {
            holder = holder[Key(name)] as JsonObject ?? throw Unknown();
        }

        holder[Key(path[^1])] = Json();
        return ExperimentJson.Read<Experiment>(root.ToJsonString(), $"The experiment with '{setting}={value}'");

        string Key(string name) => holder.Select(pair => pair.Key).FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown();

        SegBookException Unknown() => new($"There is no setting '{setting}'. There are: {string.Join(", ", ExperimentJson.Settings(this).Keys)}.");

        JsonNode? Json()
        {
            try
            {
                return JsonNode.Parse(value);
            }
            catch (JsonException)
            {
                return value;
            }
        }
    }

    /// <summary>With the paths that it has made absolute, so that it is the same from every folder.</summary>
    internal Experiment WithFullPaths() => this with
    {
        Data = string.IsNullOrWhiteSpace(Data) ? Data : Path.GetFullPath(Data),
        Labels = LabelMap.Known.Any(map => map.Name.Equals(Labels, StringComparison.OrdinalIgnoreCase)) || !File.Exists(Labels) ? Labels : Path.GetFullPath(Labels),
    };

    /// <summary>With its frames in another place. A list of classes that is gone from where it lay, among them or beside them, has moved along.</summary>
    internal Experiment At(string data)
    {
        var moved = !Path.IsPathRooted(Labels) || File.Exists(Labels) ? Labels : Path.GetFullPath(Path.Combine(data, Path.GetRelativePath(Data, Labels)));
        return this with { Data = data, Labels = File.Exists(moved) ? moved : Labels };
    }

    /// <summary>The network that is trained: <see cref="Model"/> with as many classes as the label map has.</summary>
    /// <exception cref="SegBookException">The experiment asks for another number.</exception>
    internal ModelConfig Network(int classes) => Model.Classes == 0 || Model.Classes == classes
        ? Model with { Classes = classes }
        : throw new SegBookException($"model.classes is {Model.Classes}, but the label map {Labels} has {classes}. "
            + "Leave model.classes out, or choose the label map that belongs to it.");

    /// <summary>Checks every setting.</summary>
    /// <exception cref="SegBookException">Settings are out of range; the message names each with its value and its range.</exception>
    public void Validate()
    {
        var problems = Problems().OfType<string>().ToList();
        Require(problems.Count == 0, "The experiment cannot be run: " + string.Join(" ", problems));
        // What a part knows best it checks itself.
        Loss.Validate();
        Network(Model.Classes == 0 ? 1 : Model.Classes).Validate();
    }

    private IEnumerable<string?> Problems() =>
    [
        Unless(!string.IsNullOrWhiteSpace(Data), Data, "the path of a folder or zip with frames"),
        Unless(!string.IsNullOrWhiteSpace(Labels), Labels, "auto, CamVid11, CamVid32 or the path of a label map"),
        Unless(Height is >= 32 and <= 2048, Height, "32 to 2048 pixels"),
        Unless(Width is >= 32 and <= 2048, Width, "32 to 2048 pixels"),
        Unless(Transform.Known.Contains(Augmentation), Augmentation, "one of " + string.Join(", ", Transform.Known)),
        Known(Split.Kind),
        Unless(Split.Folds is >= 2 and <= 50, Split.Folds, "2 to 50"),
        Unless(Split.Fold >= 0 && Split.Fold < Split.Folds, Split.Fold, $"0 to {Split.Folds - 1}, one less than split.folds"),
        Unless(Split.Gap is >= 0 and <= 50, Split.Gap, "0 to 50 frames"),
        Unless(Split.Validation is >= 0 and <= 0.5, Split.Validation, "0 to 0.5"),
        Unless(Split.Test is > 0 and <= 0.5, Split.Test, "above 0 and at most 0.5"),
        Known(Model.Architecture),
        Unless(!string.IsNullOrWhiteSpace(Model.Encoder), Model.Encoder, "the name of an encoder, such as resnet18"),
        Unless(Weights is null or "imagenet" or "imagenet-v2" or "ssl" or "swsl", Weights, "null or one of imagenet, imagenet-v2, ssl, swsl"),
        Known(Optimizer.Kind),
        Unless(Optimizer.LearningRate is > 0 and <= 10, Optimizer.LearningRate, "above 0 and at most 10"),
        Unless(Optimizer.EncoderLearningRate is null or (> 0 and <= 10), Optimizer.EncoderLearningRate, "above 0 and at most 10, or null"),
        Unless(Optimizer.Momentum is null or (>= 0 and < 1), Optimizer.Momentum, "0 to below 1, or null"),
        Unless(Optimizer.WeightDecay is >= 0 and <= 1, Optimizer.WeightDecay, "0 to 1"),
        Known(Schedule.Kind),
        Unless(Schedule.StepSize >= 1, Schedule.StepSize, "at least 1 epoch"),
        Unless(Schedule.Gamma is > 0 and < 1, Schedule.Gamma, "above 0 and below 1"),
        Unless(Schedule.Patience >= 0, Schedule.Patience, "at least 0 epochs"),
        Unless(Schedule.Power is > 0 and <= 10, Schedule.Power, "above 0 and at most 10"),
        Unless(Schedule.Floor is >= 0 and < 1, Schedule.Floor, "0 to below 1"),
        Unless(Schedule.Rise is > 0 and < 1, Schedule.Rise, "above 0 and below 1"),
        Unless(Schedule.StartDivisor is >= 1 and < double.PositiveInfinity, Schedule.StartDivisor, "at least 1"),
        Unless(Schedule.EndDivisor is >= 1 and < double.PositiveInfinity, Schedule.EndDivisor, "at least 1"),
        Unless(Schedule.WarmupEpochs == 0 || (Schedule.WarmupEpochs > 0 && Schedule.WarmupEpochs < Epochs), Schedule.WarmupEpochs, $"0 to {Epochs - 1}, fewer than epochs"),
        Unless(Schedule.WarmupEpochs <= 0 || Schedule.Kind != ScheduleKind.OneCycle, Schedule.WarmupEpochs, "0 with one-cycle, which warms up by itself"),
        Unless(Schedule.WarmupStart is > 0 and <= 1, Schedule.WarmupStart, "above 0 and at most 1"),
        Unless(BatchSize is >= 1 and <= 256, BatchSize, "1 to 256 frames"),
        Unless(BatchSize != 1 || Model.NeedsTwo(Height, Width) is null, BatchSize, $"at least 2: {Model.NeedsTwo(Height, Width)}"),
        Unless(Accumulation is >= 1 and <= 1024, Accumulation, "1 to 1024 batches"),
        Unless(ClipNorm is null or (> 0 and < double.PositiveInfinity), ClipNorm, "above 0, or null"),
        Unless(Epochs is >= 1 and <= 10_000, Epochs, "1 to 10000"),
        Unless(EarlyStopping is null or >= 1, EarlyStopping, "at least 1 epoch, or null"),
        Unless(Seed >= 0, Seed, "at least 0"),
        Known(Precision),
        Unless(Regex.IsMatch(Device, @"^(auto|cpu|cuda|cuda:\d{1,3})$"), Device, "auto, cpu, cuda or cuda:N"),
    ];

    private static string? Known<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : struct, Enum => Unless(Enum.IsDefined(value), value, "one of " + string.Join(", ", Enum.GetNames<T>()), name);

    /// <summary>What is wrong, unless it holds. The setting's dotted name follows from how the value is written above.</summary>
    private static string? Unless(bool holds, object? value, string range, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        var dotted = string.Join('.', name.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
        return holds ? null : string.Create(CultureInfo.InvariantCulture, $"{dotted} is {(value is string text ? $"'{text}'" : value ?? "null")}; it must be {range}.");
    }
}
