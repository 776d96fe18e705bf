using static System.FormattableString;

namespace SegBook.Metrics;

/// <summary>Two models on the same frames: by how much the mean IoU of the one is above that of the other, with a 95 % interval by <see cref="BlockBootstrap"/>.</summary>
/// <remarks>A frame's matrix may hold the predictions of several seeds, so that these are averaged before anything is drawn.</remarks>
public sealed record PairedComparison(string Model, string Against, int Frames, Interval Difference)
{
    /// <summary>Whether the interval lies on one side of zero.</summary>
    public bool IsClear => Difference.Low > 0 || Difference.High < 0;

    /// <summary>The result in words, as it may be quoted.</summary>
    public override string ToString()
    {
        var (points, low, high) = (100 * Difference.Estimate, 100 * Difference.Low, 100 * Difference.High);
        return Invariant($"{Model} scores {Math.Abs(points):0.0} points {(points >= 0 ? "higher" : "lower")} than {Against} on {Frames} frames ")
            + Invariant($"(95 % interval {low:+0.0;-0.0;0.0} to {high:+0.0;-0.0;0.0}){(IsClear ? "" : "; that may be chance")}.");
    }
}

/// <summary>Models compared two by two on the same frames; shows itself as a table with a sentence each.</summary>
public sealed record ComparisonTable(IReadOnlyList<PairedComparison> Comparisons) : TableRecord
{
    /// <summary>Compares every two models, the better one first, by one matrix a frame, in order.</summary>
    /// <exception cref="SegBookException">There are fewer than two models, or they have other frames.</exception>
    public static ComparisonTable Of(params IReadOnlyList<(string Name, IReadOnlyList<ConfusionMatrix> PerFrame)> models)
    {
        Require(models.Count >= 2, $"A comparison needs two models; there is {models.Count}.");
        var ordered = models.OrderByDescending(model => ConfusionMatrix.Sum(model.PerFrame).MeanIou()).ToList();
        return new ComparisonTable([.. ordered.SelectMany((model, i) => ordered.Skip(i + 1).Select(other =>
            new PairedComparison(model.Name, other.Name, model.PerFrame.Count, BlockBootstrap.Difference(model.PerFrame, other.PerFrame).MeanIou)))]);
    }

    /// <summary>The table, a sentence for each comparison below it.</summary>
    public override TextTable ToTable()
    {
        var table = new TextTable("", "comparison", "difference in mIoU (95 % interval)").AddAll(Comparisons, c => [$"{c.Model} - {c.Against}", $"{c.Difference}"]);
        return Comparisons.Aggregate(table, (all, comparison) => all.Note($"{comparison}"));
    }
}
