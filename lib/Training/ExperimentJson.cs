using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using SegBook.Data;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>Experiments as JSON, and what follows from it: the name, and settings by their dotted names.</summary>
internal static class ExperimentJson
{
    /// <summary>How everything in a run's folder is written: camel case, enums by name; a name that is not known, or one that is missing and has no default, is an error.</summary>
    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
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

    /// <summary>Reads a record of a run's folder, or a search.</summary>
    /// <exception cref="SegBookException">The file is damaged.</exception>
    internal static T Load<T>(string path) => Read<T>(File.ReadAllText(path), $"'{path}'");

    /// <exception cref="SegBookException">The text is not JSON or has a name that does not exist; the message begins with <paramref name="what"/>.</exception>
    internal static T Read<T>(string json, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new SegBookException($"{what} is 'null'.");
        }
        catch (JsonException e)
        {
            throw new SegBookException($"{what} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>For example <c>unet-resnet18-1f0c22a9b4</c>. Settings at their default are left out, so that a new setting does not rename old runs.</summary>
    internal static string Id(Experiment experiment)
    {
        var defaults = Settings(new Experiment { Data = "" });
        var changed = Settings(experiment with { Model = experiment.Model with { Classes = 0 } }).Where(setting => defaults.GetValueOrDefault(setting.Key) != setting.Value);

        // The network's settings go by the names that they had before they were a part of their own.
        var lines = changed.Select(setting => (Name: setting.Key.Replace("model.", "", StringComparison.Ordinal), setting.Value));
        var text = string.Join('\n', lines.OrderBy(line => line.Name, StringComparer.Ordinal).Select(line => $"{line.Name}={line.Value}"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return $"{experiment.Architecture}-{experiment.Encoder}-{hash[..10]}".ToLowerInvariant();
    }

    /// <summary>Every setting by its dotted name, such as <c>optimizer.learningRate</c>, in the order of the record.</summary>
    internal static Dictionary<string, string> Settings(Experiment experiment)
    {
        var settings = new Dictionary<string, string>();
        Flatten(JsonSerializer.SerializeToNode(experiment, Options), "");
        return settings;

        void Flatten(JsonNode? node, string name)
        {
            if (node is not JsonObject inner)
            {
                settings[name] = node?.ToJsonString(InOneLine) ?? "null";
                return;
            }

            foreach (var (key, value) in inner)
            {
                Flatten(value, name.Length == 0 ? key : $"{name}.{key}");
            }
        }
    }

    /// <summary>The experiment with one setting changed, given by dotted name and JSON or bare text.</summary>
    /// <exception cref="SegBookException">There is no such setting, or the value does not fit it.</exception>
    internal static Experiment With(Experiment experiment, string setting, string value)
    {
        // What is varied most often may be said without "model."
        var path = (setting.ToLowerInvariant() is "architecture" or "encoder" ? $"model.{setting}" : setting).Split('.');
        var root = JsonSerializer.SerializeToNode(experiment, Options)!.AsObject();
        var holder = root;
        foreach (var name in path[..^1])
        {
            holder = holder[Key(name)] as JsonObject ?? throw Unknown();
        }

        holder[Key(path[^1])] = Json();
        return Read<Experiment>(root.ToJsonString(Options), $"The experiment with '{setting}={value}'");

        string Key(string name) => holder.Select(pair => pair.Key).FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown();

        SegBookException Unknown() => new($"There is no setting '{setting}'. There are: {string.Join(", ", Settings(experiment).Keys)}.");

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
}

/// <summary>The one place where an experiment's settings are checked.</summary>
internal static partial class ExperimentRules
{
    private static string[] Pretrained { get; } = ["imagenet", "imagenet-v2", "ssl", "swsl"];

    internal static void Check(Experiment experiment)
    {
        var problems = Problems(experiment, experiment.Split, experiment.Optimizer, experiment.Schedule, experiment.Model).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new SegBookException("The experiment cannot be run: " + string.Join(" ", problems));
        }

        // What a part knows best it checks itself.
        experiment.Loss.Validate();
        experiment.Network(experiment.Model.Classes == 0 ? 1 : experiment.Model.Classes).Validate();
    }

    private static IEnumerable<string?> Problems(Experiment e, SplitSpec split, OptimizerSettings optimizer, ScheduleSettings schedule, ModelConfig model) =>
    [
        Unless(!string.IsNullOrWhiteSpace(e.Data), e.Data, "the path of a folder or zip with frames"),
        Unless(!string.IsNullOrWhiteSpace(e.Labels), e.Labels, "CamVid11, CamVid32 or the path of a label map"),
        Unless(e.Height is >= 32 and <= 2048, e.Height, "32 to 2048 pixels"),
        Unless(e.Width is >= 32 and <= 2048, e.Width, "32 to 2048 pixels"),
        Unless(Transform.Known.Contains(e.Augmentation), e.Augmentation, "one of " + string.Join(", ", Transform.Known)),
        Unless(split.Kind is SplitKind.Blocks or SplitKind.Chronological or SplitKind.Random, split.Kind, "Blocks, Chronological or Random"),
        Unless(split.Folds is >= 2 and <= 50, split.Folds, "2 to 50"),
        Unless(split.Fold >= 0 && split.Fold < split.Folds, split.Fold, $"0 to {split.Folds - 1}, one less than split.folds"),
        Unless(split.Gap is >= 0 and <= 50, split.Gap, "0 to 50 frames"),
        Unless(split.Validation is >= 0 and <= 0.5, split.Validation, "0 to 0.5"),
        Unless(split.Test is > 0 and <= 0.5, split.Test, "above 0 and at most 0.5"),
        Known(model.Architecture),
        Unless(!string.IsNullOrWhiteSpace(model.Encoder), model.Encoder, "the name of an encoder, such as resnet18"),
        Unless(model.InChannels == 3, model.InChannels, "3: frames are red, green and blue"),
        Unless(model.Activation == HeadActivation.None, model.Activation, "None in training, whose losses want logits"),
        Unless(model.Upsampling is null, model.Upsampling, "null in training: logits are compared pixel by pixel with the labels"),
        Unless(e.Weights is null || Pretrained.Contains(e.Weights), e.Weights, "null or one of " + string.Join(", ", Pretrained)),
        Known(optimizer.Kind),
        Unless(optimizer.LearningRate is > 0 and <= 10, optimizer.LearningRate, "above 0 and at most 10"),
        Unless(optimizer.EncoderLearningRate is null or (> 0 and <= 10), optimizer.EncoderLearningRate, "above 0 and at most 10, or null"),
        Unless(optimizer.Momentum is null or (>= 0 and < 1), optimizer.Momentum, "0 to below 1, or null"),
        Unless(optimizer.WeightDecay is >= 0 and <= 1, optimizer.WeightDecay, "0 to 1"),
        Known(schedule.Kind),
        Unless(schedule.StepSize >= 1, schedule.StepSize, "at least 1 epoch"),
        Unless(schedule.Gamma is > 0 and < 1, schedule.Gamma, "above 0 and below 1"),
        Unless(schedule.Patience >= 0, schedule.Patience, "at least 0 epochs"),
        Unless(schedule.Power is > 0 and <= 10, schedule.Power, "above 0 and at most 10"),
        Unless(schedule.Floor is >= 0 and < 1, schedule.Floor, "0 to below 1"),
        Unless(schedule.Rise is > 0 and < 1, schedule.Rise, "above 0 and below 1"),
        Unless(schedule.StartDivisor is >= 1 and < double.PositiveInfinity, schedule.StartDivisor, "at least 1"),
        Unless(schedule.EndDivisor is >= 1 and < double.PositiveInfinity, schedule.EndDivisor, "at least 1"),
        Unless(schedule.WarmupEpochs == 0 || (schedule.WarmupEpochs > 0 && schedule.WarmupEpochs < e.Epochs), schedule.WarmupEpochs, $"0 to {e.Epochs - 1}, fewer than epochs"),
        Unless(schedule.WarmupEpochs <= 0 || schedule.Kind != ScheduleKind.OneCycle, schedule.WarmupEpochs, "0 with one-cycle, which warms up by itself"),
        Unless(schedule.WarmupStart is > 0 and <= 1, schedule.WarmupStart, "above 0 and at most 1"),
        Unless(e.BatchSize is >= 1 and <= 256, e.BatchSize, "1 to 256 frames"),
        Unless(e.BatchSize != 1 || model.Architecture != Architecture.DeepLabV3Plus, e.BatchSize, "at least 2 for DeepLabV3Plus, whose image pooling normalises over the batch"),
        Unless(e.Accumulation is >= 1 and <= 1024, e.Accumulation, "1 to 1024 batches"),
        Unless(e.ClipNorm is null or (> 0 and < double.PositiveInfinity), e.ClipNorm, "above 0, or null"),
        Unless(e.Epochs is >= 1 and <= 10_000, e.Epochs, "1 to 10000"),
        Unless(e.EarlyStopping is null or >= 1, e.EarlyStopping, "at least 1 epoch, or null"),
        Unless(e.Seed >= 0, e.Seed, "at least 0"),
        Known(e.Precision),
        Unless(DeviceName().IsMatch(e.Device), e.Device, "auto, cpu, cuda or cuda:N"),
    ];

    private static string? Known<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : struct, Enum => Unless(Enum.IsDefined(value), value, "one of " + string.Join(", ", Enum.GetNames<T>()), name);

    /// <summary>What is wrong, unless it holds. The setting's dotted name follows from how the value is written above.</summary>
    private static string? Unless(bool holds, object? value, string range, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        var dotted = string.Join('.', name.Split('.').Where(part => part != "e").Select(JsonNamingPolicy.CamelCase.ConvertName));
        return holds ? null : string.Create(CultureInfo.InvariantCulture, $"{dotted} is {(value is string text ? $"'{text}'" : value ?? "null")}; it must be {range}.");
    }

    [GeneratedRegex(@"^(auto|cpu|cuda|cuda:\d{1,3})$")]
    private static partial Regex DeviceName();
}
