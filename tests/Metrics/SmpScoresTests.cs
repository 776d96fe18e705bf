using System.Text.Json;
using SegBook.Metrics;
using SegBook.Tests.Models;
using SegBook.Tests.Support;

namespace SegBook.Tests.Metrics;

/// <summary>SMP's statistics, scores and reductions, number for number.</summary>
public sealed class SmpScoresTests
{
    private static readonly Dictionary<string, Func<PixelCounts, double>> _scores = new()
    {
        ["iou_score"] = c => c.Iou,
        ["f1_score"] = c => c.F1,
        ["accuracy"] = c => c.Accuracy,
        ["precision"] = c => c.Precision,
        ["recall"] = c => c.Recall,
        ["sensitivity"] = c => c.Recall,
        ["specificity"] = c => c.Specificity,
        ["balanced_accuracy"] = c => c.BalancedAccuracy,
        ["positive_predictive_value"] = c => c.Precision,
        ["negative_predictive_value"] = c => c.NegativePredictiveValue,
        ["false_negative_rate"] = c => c.FalseNegativeRate,
        ["false_positive_rate"] = c => c.FalsePositiveRate,
        ["false_discovery_rate"] = c => c.FalseDiscoveryRate,
        ["false_omission_rate"] = c => c.FalseOmissionRate,
        ["positive_likelihood_ratio"] = c => c.PositiveLikelihoodRatio,
        ["negative_likelihood_ratio"] = c => c.NegativeLikelihoodRatio,
        ["fbeta_score(beta=2)"] = c => c.FBeta(2),
    };

    private static readonly Dictionary<string, SmpReduction> _reductions = new()
    {
        ["micro"] = SmpReduction.Micro,
        ["macro"] = SmpReduction.Macro,
        ["weighted"] = SmpReduction.Weighted,
        ["micro-imagewise"] = SmpReduction.MicroImagewise,
        ["macro-imagewise"] = SmpReduction.MacroImagewise,
        ["weighted-imagewise"] = SmpReduction.WeightedImagewise,
    };

    public static TheoryData<string> Sets =>
        ["absent_both", "absent_both_ignore255", "absent_target", "absent_target_ignore255", "absent_imagewise", "absent_imagewise_ignore255"];

    [GoldenTheory("metrics")]
    [MemberData(nameof(Sets))]
    public void Counts_agree_with_smp(string name)
    {
        var (set, images) = Load(name);

        var stats = set.GetProperty("stats");
        for (var n = 0; n < images.Length; n++)
        {
            var counts = PixelCounts.Of(images[n]);
            Assert.Equal(Longs(stats.GetProperty("tp")[n]), counts.Select(c => c.TruePositives));
            Assert.Equal(Longs(stats.GetProperty("fp")[n]), counts.Select(c => c.FalsePositives));
            Assert.Equal(Longs(stats.GetProperty("fn")[n]), counts.Select(c => c.FalseNegatives));
            Assert.Equal(Longs(stats.GetProperty("tn")[n]), counts.Select(c => c.TrueNegatives));
        }

        var recorded = set.GetProperty("confusion_matrix_rows_target_columns_prediction").EnumerateArray().SelectMany(Longs);
        Assert.Equal(recorded, ConfusionMatrix.Sum(images).ToArray().Cast<long>());
    }

    [GoldenTheory("metrics")]
    [MemberData(nameof(Sets))]
    public void Every_score_agrees_under_every_reduction(string name)
    {
        var weights = GoldenMetrics.Read("metrics/metrics.json").GetProperty("class_weights").EnumerateArray().Select(w => w.GetDouble()).ToArray();
        var (set, images) = Load(name);
        PixelCounts[][] counts = [.. images.Select(image => PixelCounts.Of(image).ToArray())];
        var compared = 0;
        foreach (var metric in set.GetProperty("metrics").EnumerateObject())
        {
            foreach (var entry in metric.Value.EnumerateObject().Where(entry => entry.Name != "none"))
            {
                var words = entry.Name.Split(' ', 2);
                var actual = SmpScores.Reduce(counts, _scores[metric.Name], _reductions[words[0]],
                    entry.Name.Contains("class_weights", StringComparison.Ordinal) ? weights : null, entry.Name.Contains("zero_division=0", StringComparison.Ordinal) ? 0 : 1);
                GoldenMetrics.Near(GoldenMetrics.Number(entry.Value), actual, $"{name}, {metric.Name}, {entry.Name}");
                compared++;
            }
        }

        Assert.True(compared >= 17 * 9, $"only {compared} scores were compared");
    }

    [GoldenTheory("metrics")]
    [MemberData(nameof(Sets))]
    public void Scores_per_image_and_class_agree(string name)
    {
        var (set, images) = Load(name);

        var recorded = set.GetProperty("metrics").GetProperty("iou_score").GetProperty("none");
        for (var n = 0; n < images.Length; n++)
        {
            foreach (var (c, iou) in images[n].Iou().Index())
            {
                // SMP shows 1 for a class that is absent from the image.
                GoldenMetrics.Near(recorded[n][c].GetDouble(), double.IsNaN(iou) ? 1 : iou, $"{name}, image {n}, class {c}");
            }
        }
    }

    [GoldenFact("metrics")]
    public void Thresholded_scores_agree()
    {
        var cases = GoldenMetrics.Read("metrics/metrics.json").GetProperty("threshold_cases");
        foreach (var item in cases.GetProperty("cases").EnumerateArray())
        {
            var channels = item.GetProperty("mode").GetString() == "binary" ? 1 : 4;
            var counts = Threshold(channels, item.GetProperty("threshold").GetDouble());
            Assert.Equal(item.GetProperty("stats").GetProperty("tp").EnumerateArray().SelectMany(Longs), counts.SelectMany(image => image.Select(c => c.TruePositives)));
            Assert.Equal(item.GetProperty("stats").GetProperty("tn").EnumerateArray().SelectMany(Longs), counts.SelectMany(image => image.Select(c => c.TrueNegatives)));
            foreach (var (metric, score) in _scores)
            {
                if (item.TryGetProperty(metric, out var reductions))
                {
                    foreach (var entry in reductions.EnumerateObject())
                    {
                        GoldenMetrics.Near(entry.Value.GetDouble(), SmpScores.Reduce(counts, score, _reductions[entry.Name]), $"{metric} {entry.Name}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Missing_weights_and_images_are_errors()
    {
        PixelCounts[][] one = [[new(1, 0, 0, 0)]];

        Assert.Throws<SegBookException>(() => SmpScores.Reduce(one, c => c.Iou, SmpReduction.Weighted));
        Assert.Throws<SegBookException>(() => SmpScores.Reduce(one, c => c.Iou, SmpReduction.Macro, [1, 2]));
        Assert.Throws<SegBookException>(() => SmpScores.Reduce([], c => c.Iou, SmpReduction.Macro));
    }

    private static (JsonElement Set, ConfusionMatrix[] Images) Load(string name)
    {
        var set = GoldenMetrics.Read("metrics/metrics.json").GetProperty("sets").EnumerateArray().Single(s => s.GetProperty("name").GetString() == name);
        return (set, GoldenMetrics.Images(set, "metrics", 4, 40 * 60, 7));
    }

    /// <summary>Counts of the recorded scores [3, 4, 16, 16] above a threshold; binary takes channel 0.</summary>
    private static PixelCounts[][] Threshold(int channels, double threshold)
    {
        var (scores, targets) = (GoldenRule.Hash("metrics_multilabel_scores"), GoldenRule.Hash("metrics_multilabel_target"));
        return [.. Enumerable.Range(0, 3).Select(n => Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, 256).Aggregate(default(PixelCounts), (sum, p) =>
        {
            var index = (n * 4 + c) * 256 + p;
            var yes = ((float)GoldenRule.Unit(scores, index) + 1) / 2 >= threshold;
            var isTrue = c < 3 && GoldenRule.Unit(targets, index) > 0.1;
            return sum + new PixelCounts(yes && isTrue ? 1 : 0, yes && !isTrue ? 1 : 0, !yes && isTrue ? 1 : 0, !yes && !isTrue ? 1 : 0);
        })).ToArray())];
    }

    private static IEnumerable<long> Longs(JsonElement array) => array.EnumerateArray().Select(v => v.GetInt64());
}
