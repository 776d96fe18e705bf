using System.Text.Json;
using SegBook.Losses;
using SegBook.Tests.Models;
using SegBook.Tests.Support;
using static TorchSharp.torch;

namespace SegBook.Tests.Losses;

/// <summary>The reference notebook's Dice on raw logits: the recorded numbers, and why it fails.</summary>
public sealed class ReferenceDiceLossTests
{
    [GoldenTheory("notebook")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Value_and_gradient_agree_with_the_recording(int index)
    {
        using var scope = NewDisposeScope();
        var recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(Shared.Golden, "notebook", "dice_raw_logits.json"))).RootElement.GetProperty("cases")[index];
        var logits = Make(recorded.GetProperty("logits"), u => recorded.GetProperty("logits").GetProperty("rule").GetString()!.Contains("u+1", StringComparison.Ordinal) ? (float)(3 * (u + 1)) : (float)(3 * u)).requires_grad_();
        var classes = logits.shape[1];
        var labels = Make(recorded.GetProperty("labels"), u => Math.Floor((u + 1) / 2 * classes)).to(int64);
        using var loss = new ReferenceDiceLoss();

        using var value = loss.Of(logits, labels);
        value.backward();

        Close.Relative(recorded.GetProperty("value_f64").GetDouble(), value.item<double>(), 1e-9, "value");
        Close.Relative(recorded.GetProperty("grad_l2_f64").GetDouble(), logits.grad!.pow(2).sum().sqrt().item<double>(), 1e-9, "gradient");
        if (recorded.TryGetProperty("value_on_softmax_probabilities_f64", out var onProbabilities))
        {
            // The formula itself is sound: on probabilities it is DiceLoss.
            using var dice = new DiceLoss();
            Close.Relative(onProbabilities.GetDouble(), dice.Of(logits, labels).item<double>(), 1e-6, "on probabilities");
        }
    }

    [Fact]
    public void It_falls_without_limit_when_no_pixel_is_read_better()
    {
        using var scope = NewDisposeScope();
        var labels = zeros([1, 4, 4], int64);
        labels[0, 0, 0] = 1;
        using var loss = new ReferenceDiceLoss();

        // Class 1 everywhere at the level where its denominator all but vanishes: unbounded, whatever is predicted.
        double Value(double level) => loss.Of(cat([zeros([1, 1, 4, 4], float64), full([1, 1, 4, 4], level, float64)], 1), labels).item<double>();

        Assert.True(Value(-1 / 16.0 - 1e-4) < -20);
        Assert.True(Value(-1 / 16.0 + 1e-4) > 20);
    }

    private static Tensor Make(JsonElement rule, Func<double, double> value)
    {
        var shape = rule.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64()).ToArray();
        var hash = GoldenRule.Hash(rule.GetProperty("name").GetString()!);
        return tensor(Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(i => value(GoldenRule.Unit(hash, i))).ToArray(), shape);
    }
}
