using System.Text.Json;
using SegBook.Metrics;
using SegBook.Tests.Support;

namespace SegBook.Tests.Metrics;

/// <summary>golden/metrics and golden/notebook.</summary>
internal static class GoldenMetrics
{
    public static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Shared.Golden, file))).RootElement;

    /// <summary>One confusion matrix per image of a recorded set.</summary>
    public static ConfusionMatrix[] Images(JsonElement set, string folder, int images, int pixels, int classes)
    {
        var truth = File.ReadAllBytes(Path.Combine(Shared.Golden, folder, set.GetProperty("target_file").GetString()!));
        var predicted = File.ReadAllBytes(Path.Combine(Shared.Golden, folder, set.GetProperty("prediction_file").GetString()!));
        return [.. Enumerable.Range(0, images).Select(n =>
        {
            var matrix = new ConfusionMatrix(classes);
            matrix.Add(truth.AsSpan(n * pixels, pixels), predicted.AsSpan(n * pixels, pixels));
            return matrix;
        })];
    }

    /// <summary>Equal to within the rounding of the recording's float32 arithmetic.</summary>
    public static void Near(double expected, double actual, string what)
    {
        Assert.True(Math.Abs(actual - expected) <= 1e-6 * Math.Max(1, Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}");
    }
}
