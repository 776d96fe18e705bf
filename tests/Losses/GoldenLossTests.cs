using System.Text.Json;
using SegBook.Losses;
using SegBook.Tests.Models;
using SegBook.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Losses;

/// <summary>Values and gradients of every recorded loss that the workbook has, in float64 to 1e-9 and in float32 to 1e-5.</summary>
public sealed class GoldenLossTests
{
    private static readonly string[] _notOurs = ["SoftBCEWithLogitsLoss", "MCCLoss"];

    private static readonly Lazy<JsonElement> _file = new(() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Shared.Golden, "losses", "losses.json"))).RootElement);

    public static TheoryData<string> Cases => Directory.Exists(Shared.Golden)
        ? [.. _file.Value.GetProperty("cases").EnumerateArray().Where(c => !_notOurs.Contains(c.GetProperty("loss").GetString())).Select(c => c.GetProperty("name").GetString()!)]
        : ["none"];

    [GoldenFact("losses")]
    public void Every_case_but_two_losses_that_the_workbook_lacks_is_compared() =>
        Assert.Equal(_file.Value.GetProperty("case_count").GetInt32() - 3, Cases.Count);

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

    private static (double Value, double[] Gradient) Evaluate(JsonElement recorded, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var loss = Build(recorded);
        var input = Input(recorded).to(type).requires_grad_();
        using var value = loss.Of(input, Target(recorded));
        value.backward();
        return (value.to(float64).item<double>(), input.grad!.to(float64).data<double>().ToArray());
    }

    private static Tensor Input(JsonElement recorded)
    {
        var name = recorded.GetProperty("logits").GetString()!;
        var hash = GoldenRule.Hash(name);
        long[] shape = name == "loss_logits" ? [2, 5, 8, 8] : [2, 1, 8, 8];
        var logits = tensor(Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(i => (double)(float)(3 * GoldenRule.Unit(hash, i))).ToArray(), shape);
        return recorded.GetProperty("input_is").GetString()!.StartsWith("probabilities", StringComparison.Ordinal) ? logits.softmax(1) : logits;
    }

    private static Tensor Target(JsonElement recorded)
    {
        var mode = recorded.GetProperty("mode").GetString()!;
        var targets = _file.Value.GetProperty("inputs").EnumerateObject().Single(p => p.Name.StartsWith($"{mode} targets", StringComparison.Ordinal)).Value;
        var values = targets.GetProperty(recorded.GetProperty("target").GetString()!).EnumerateArray().Select(v => v.GetInt64()).ToArray();
        return tensor(values, mode switch { "binary" => [2, 1, 8, 8], "multilabel" => [2, 5, 8, 8], _ => new long[] { 2, 8, 8 } });
    }

    private static SegmentationLoss Build(JsonElement recorded)
    {
        var options = recorded.GetProperty("options");
        var mode = Enum.Parse<LabelMode>(recorded.GetProperty("mode").GetString()!, ignoreCase: true);
        var ignore = recorded.GetProperty("target").GetString() == "ignore_minus100" ? -100 : 255;
        var weights = Weights(options);
        var (smooth, log) = (Number(options, "smooth", 0), Flag(options, "log_loss"));
        var fromProbabilities = options.TryGetProperty("from_logits", out var fromLogits) && !fromLogits.GetBoolean();
        int[]? classes = options.TryGetProperty("classes", out var chosen) ? [.. chosen.EnumerateArray().Select(c => c.GetInt32())] : null;
        return recorded.GetProperty("loss").GetString() switch
        {
            "DiceLoss" => new DiceLoss(weights, ignore) { Mode = mode, Smooth = smooth, LogLoss = log, FromProbabilities = fromProbabilities, Classes = classes },
            "JaccardLoss" => new JaccardLoss(weights, ignore) { Mode = mode, Smooth = smooth, LogLoss = log, FromProbabilities = fromProbabilities, Classes = classes },
            "TverskyLoss" => new TverskyLoss(weights, ignore)
            {
                Mode = mode, Smooth = smooth, LogLoss = log, FromProbabilities = fromProbabilities, Classes = classes,
                Alpha = Number(options, "alpha", 0.5), Beta = Number(options, "beta", 0.5), Gamma = Number(options, "gamma", 1),
            },
            "FocalLoss" => new FocalLoss(weights, ignore)
            {
                Mode = mode, Alpha = Optional(options, "alpha"), Gamma = Number(options, "gamma", 2), Normalized = Flag(options, "normalized"),
                ReducedThreshold = Optional(options, "reduced_threshold"), SumOverPixels = IsSum(options),
            },
            "LovaszLoss" => new LovaszLoss(ignore) { Mode = mode, PerImage = Flag(options, "per_image") },
            "SoftCrossEntropyLoss" => new CrossEntropyLoss(null, ignore) { LabelSmoothing = Number(options, "smooth_factor", 0), Average = IsSum(options) ? PixelAverage.Sum : PixelAverage.AllPixels },
            _ => new CrossEntropyLoss(weights, ignore) { LabelSmoothing = Number(options, "label_smoothing", 0), Average = IsSum(options) ? PixelAverage.Sum : PixelAverage.LabelledPixels },
        };
    }

    private static Tensor? Weights(JsonElement options) => options.TryGetProperty("class_weights", out var weights) || options.TryGetProperty("weight", out weights)
        ? tensor(weights.EnumerateArray().Select(w => w.GetDouble()).ToArray())
        : null;

    private static double? Optional(JsonElement options, string name) => options.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static double Number(JsonElement options, string name, double otherwise) => Optional(options, name) ?? otherwise;

    private static bool Flag(JsonElement options, string name) => options.TryGetProperty(name, out var value) && value.GetBoolean();

    private static bool IsSum(JsonElement options) => options.TryGetProperty("reduction", out var value) && value.GetString() == "sum";
}
