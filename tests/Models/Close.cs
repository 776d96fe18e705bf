using System.Globalization;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

/// <summary>Comparisons with a tolerance, whose failures say what and by how much.</summary>
internal static class Close
{
    /// <summary>Passes when the two differ by at most <paramref name="relative"/> times the larger of the expected value and <paramref name="scale"/>.</summary>
    public static void Relative(double expected, double actual, double relative, string what, double scale = 0)
    {
        var allowed = relative * Math.Max(Math.Abs(expected), scale);
        Assert.True(Math.Abs(actual - expected) <= allowed, string.Create(
            CultureInfo.InvariantCulture, $"{what}: expected {expected:R}, got {actual:R}, off by {Math.Abs(actual - expected):E2}, allowed {allowed:E2}"));
    }

    public static void Absolute(double expected, double actual, double allowed, string what) => Assert.True(Math.Abs(actual - expected) <= allowed, string.Create(
        CultureInfo.InvariantCulture, $"{what}: expected {expected:R}, got {actual:R}, off by {Math.Abs(actual - expected):E2}, allowed {allowed:E2}"));

    /// <summary>Shape (where recorded), mean, population standard deviation, minimum, maximum and Euclidean norm.</summary>
    public static void Statistics(JsonNode expected, Tensor actual, double relative, string what)
    {
        using var scope = NewDisposeScope();
        if (expected["shape"] is { } shape)
        {
            Assert.Equal(GoldenFile.Longs(shape), actual.shape);
        }

        var values = actual.detach().to(float64);
        var std = expected["std"]!.GetValue<double>();
        Check("mean", values.mean());
        Check("std", values.std(unbiased: false));
        Check("min", values.min());
        Check("max", values.max());
        Check("l2", values.pow(2).sum().sqrt());

        void Check(string name, Tensor value) => Relative(expected[name]!.GetValue<double>(), value.item<double>(), relative, $"{what}, {name}", std);
    }
}
