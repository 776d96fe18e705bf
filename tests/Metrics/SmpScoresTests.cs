using System.Text.Json;
using SegBook.Metrics;
using SegBook.Tests.Support;

namespace SegBook.Tests.Metrics;

/// <summary>SMP's counts, scores and reductions, number for number.</summary>
public sealed class SmpScoresTests
{
    private static readonly Dictionary<string, Func<ConfusionMatrix, IReadOnlyList<double>>> _scores = new()
    {
        ["iou_score"] = matrix => matrix.Iou(),
        ["f1_score"] = matrix => matrix.F1(),
        ["precision"] = matrix => matrix.Precision(),
        ["recall"] = matrix => matrix.Recall(),
    };

    public static TheoryData<string> Sets =>
        ["absent_both", "absent_both_ignore255", "absent_target", "absent_target_ignore255", "absent_imagewise", "absent_imagewise_ignore255"];

    [GoldenTheory("metrics")]
    [MemberData(nameof(Sets))]
    public void Counts_agree_with_smp(string name)
    {
        var (set, images) = Load(name);

        var stats = set.GetProperty("stats");
        foreach (var (n, image) in images.Index())
        {
            var (right, truth, unions) = (image.TruePositives(), image.Support(), image.Unions());
            Assert.Equal(Longs(stats.GetProperty("tp")[n]), right);
            Assert.Equal(Longs(stats.GetProperty("fp")[n]), unions.Zip(truth, (union, support) => union - support));
            Assert.Equal(Longs(stats.GetProperty("fn")[n]), truth.Zip(right, (support, hits) => support - hits));
            Assert.Equal(Longs(stats.GetProperty("tn")[n]), unions.Select(union => image.Total - union));
        }

        var recorded = set.GetProperty("confusion_matrix_rows_target_columns_prediction").EnumerateArray().SelectMany(Longs);
        Assert.Equal(recorded, ConfusionMatrix.Sum(images).ToArray().Cast<long>());
    }

    [GoldenTheory("metrics")]
    [MemberData(nameof(Sets))]
    public void Scores_per_image_and_class_agree(string name)
    {
        var (set, images) = Load(name);
        foreach (var (metric, score) in _scores)
        {
            var recorded = set.GetProperty("metrics").GetProperty(metric).GetProperty("none");
            foreach (var (n, image) in images.Index())
            {
                foreach (var (c, value) in score(image).Index())
                {
                    // SMP shows 1 for 0 / 0, such as a class that is absent from the image.
                    GoldenMetrics.Near(recorded[n][c].GetDouble(), double.IsNaN(value) ? 1 : value, $"{name}, {metric}, image {n}, class {c}");
                }
            }
        }
    }

    [GoldenTheory("metrics")]
    [MemberData(nameof(Sets))]
    public void Rows_of_the_table_of_definitions_agree(string name)
    {
        var (set, images) = Load(name);
        var recorded = set.GetProperty("metrics").GetProperty("iou_score");

        var table = IouDefinitions.Of(images);

        foreach (var reduction in new[] { "micro", "macro", "micro-imagewise", "macro-imagewise" })
        {
            GoldenMetrics.Near(recorded.GetProperty(reduction).GetDouble(), table[$"SMP {reduction}"], $"{name}, {reduction}");
        }
    }

    private static (JsonElement Set, ConfusionMatrix[] Images) Load(string name)
    {
        var set = GoldenMetrics.Read("metrics/metrics.json").GetProperty("sets").EnumerateArray().Single(s => s.GetProperty("name").GetString() == name);
        return (set, GoldenMetrics.Images(set, "metrics", 4, 40 * 60, 7));
    }

    private static IEnumerable<long> Longs(JsonElement array) => array.EnumerateArray().Select(v => v.GetInt64());
}
