using System.Text.Json;
using SegBook.Losses;
using SegBook.Tests.Models;
using SegBook.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Losses;

/// <summary>Values and gradients of every recorded loss that an experiment can be trained with, in float64 to 1e-9 and in float32 to 1e-5.</summary>
public sealed class GoldenLossTests
{
    private static readonly string[] _optionsThatWeLack = ["classes", "from_logits", "normalized", "reduced_threshold"];

    private static readonly Lazy<JsonElement> _file = new(() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Shared.Golden, "losses", "losses.json"))).RootElement);

    public static TheoryData<string> Cases => Directory.Exists(Shared.Golden)
        ? [.. _file.Value.GetProperty("cases").EnumerateArray().Where(IsOurs).Select(c => c.GetProperty("name").GetString()!)]
        : ["none"];

    [GoldenFact("losses")]
    public void Every_multiclass_case_is_compared_but_for_four_options_that_no_experiment_has() => Assert.Equal(50, Cases.Count);

    [GoldenTheory("losses")]
    [MemberData(nameof(Cases))]
    public void Value_and_gradient_agree_in_float64(string name)
    {
        var recorded = Case(name);

        var (value, gradient) = Evaluate(recorded, float64);

        Close.Relative(recorded.GetProperty("value_f64").GetDouble(), value, 1e-9, name);
        foreach (var (i, expected) in recorded.GetProperty("grad_f64").EnumerateArray().Index())
        {
            Close.Absolute(expected.GetDouble(), gradient[i], 1e-9, $"{name}, gradient {i}");
        }
    }

    [GoldenTheory("losses")]
    [MemberData(nameof(Cases))]
    public void Value_and_gradient_agree_in_float32(string name)
    {
        var recorded = Case(name);

        var (value, gradient) = Evaluate(recorded, float32);

        Close.Relative(recorded.GetProperty("value_f32").GetDouble(), value, 1e-5, name);
        var tolerance = name.Contains("sum", StringComparison.Ordinal) || name.Contains("reduced", StringComparison.Ordinal) ? 1e-5 : 1e-6;
        foreach (var (i, expected) in recorded.GetProperty("grad_f64").EnumerateArray().Index())
        {
            Close.Absolute(expected.GetDouble(), gradient[i], tolerance, $"{name}, gradient {i}");
        }
    }

    private static JsonElement Case(string name) => _file.Value.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    private static bool IsOurs(JsonElement recorded) =>
        recorded.GetProperty("mode").GetString() == "multiclass" && !_optionsThatWeLack.Any(option => recorded.GetProperty("options").TryGetProperty(option, out _));

    private static (double Value, double[] Gradient) Evaluate(JsonElement recorded, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var labels = Target(recorded);
        using var loss = Build(recorded);
        var input = Input(recorded).to(type).requires_grad_();
        using var value = loss.Of(input, labels) * Factor(recorded, labels, loss.IgnoreIndex);
        value.backward();
        return (value.to(float64).item<double>(), input.grad!.to(float64).data<double>().ToArray());
    }

    /// <summary>What a recorded loss is to our mean over the labelled pixels: the sum, or, of SMP's cross entropy, a mean over the ignored ones too.</summary>
    private static double Factor(JsonElement recorded, Tensor labels, long ignore)
    {
        var isLabelled = labels != ignore;
        using var weights = Weights(recorded.GetProperty("options"));
        var pixels = recorded.GetProperty("loss").GetString() == "CrossEntropyLoss" && weights is not null
            ? weights.index_select(0, labels.masked_fill(~isLabelled, 0).flatten()).mul(isLabelled.flatten()).sum().item<double>()
            : isLabelled.sum().item<long>();
        return IsSum(recorded.GetProperty("options")) ? pixels : recorded.GetProperty("loss").GetString() == "SoftCrossEntropyLoss" ? pixels / labels.numel() : 1;
    }

    private static Tensor Input(JsonElement recorded)
    {
        var hash = GoldenRule.Hash(recorded.GetProperty("logits").GetString()!);
        return tensor(Enumerable.Range(0, 2 * 5 * 8 * 8).Select(i => (double)(float)(3 * GoldenRule.Unit(hash, i))).ToArray(), [2, 5, 8, 8]);
    }

    private static Tensor Target(JsonElement recorded)
    {
        var targets = _file.Value.GetProperty("inputs").EnumerateObject().Single(p => p.Name.StartsWith("multiclass targets", StringComparison.Ordinal)).Value;
        var values = targets.GetProperty(recorded.GetProperty("target").GetString()!).EnumerateArray().Select(v => v.GetInt64()).ToArray();
        return tensor(values, [2, 8, 8]);
    }

    private static SegmentationLoss Build(JsonElement recorded)
    {
        var options = recorded.GetProperty("options");
        var ignore = recorded.GetProperty("target").GetString() == "ignore_minus100" ? -100 : 255;
        using var weights = Weights(options);
        var config = new LossConfig { Smooth = Optional(options, "smooth") ?? 0, LogLoss = Flag(options, "log_loss"), Alpha = Optional(options, "alpha"), Gamma = Optional(options, "gamma") };
        return SegmentationLoss.Create(recorded.GetProperty("loss").GetString() switch
        {
            "DiceLoss" => config with { Kind = LossKind.Dice },
            "JaccardLoss" => config with { Kind = LossKind.Jaccard },
            "TverskyLoss" => config with { Kind = LossKind.Tversky, Beta = Optional(options, "beta") },
            "FocalLoss" => config with { Kind = LossKind.Focal },
            "LovaszLoss" => config with { Kind = LossKind.Lovasz, PerImage = Flag(options, "per_image") },
            _ => config with { LabelSmoothing = Optional(options, "smooth_factor") ?? Optional(options, "label_smoothing") ?? 0 },
        }, 5, weights, ignore);
    }

    private static Tensor? Weights(JsonElement options) => options.TryGetProperty("class_weights", out var weights) || options.TryGetProperty("weight", out weights)
        ? tensor(weights.EnumerateArray().Select(w => w.GetDouble()).ToArray())
        : null;

    private static double? Optional(JsonElement options, string name) => options.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static bool Flag(JsonElement options, string name) => options.TryGetProperty(name, out var value) && value.GetBoolean();

    private static bool IsSum(JsonElement options) => options.TryGetProperty("reduction", out var value) && value.GetString() == "sum";
}
