using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>How far models are apart, compared in pairs, and how sure that is.</summary>
public static class DifferenceChart
{
    /// <summary>Comparisons over the same folds and seeds, with p values corrected for their number.</summary>
    /// <param name="title">What the comparisons show, as a sentence.</param>
    /// <param name="comparisons">The comparisons.</param>
    public static Figure Of(string title, params PairedComparison[] comparisons)
    {
        ArgumentOutOfRangeException.ThrowIfZero(comparisons.Length, nameof(comparisons));
        var pairs = string.Join(" to ", comparisons.Select(comparison => comparison.Pairs).Distinct().Order());
        return Of(title, $"difference in mIoU, n = {pairs} pairs of fold and seed, 95 % interval",
            [.. comparisons.Select(comparison => ($"{comparison.Model} - {comparison.Against}", comparison.Difference, (double?)comparison.AdjustedP))]);
    }

    /// <summary>A dot and an interval a comparison; one that does not reach over the line at zero is more than chance.</summary>
    /// <param name="title">What the comparisons show, as a sentence.</param>
    /// <param name="measure">What is compared, with n, such as "difference in mIoU over 15 pairs".</param>
    /// <param name="differences">The comparisons, such as "U-Net - PSPNet", each with its interval and, if there is one, its p value.</param>
    public static Figure Of(string title, string measure, params (string Name, Interval Difference, double? P)[] differences)
    {
        ArgumentOutOfRangeException.ThrowIfZero(differences.Length, nameof(differences));
        var data = new FigureData("comparison", "difference", "low", "high", "p");
        foreach (var (name, difference, p) in differences)
        {
            data.Add(name, difference.Estimate, difference.Low, difference.High, p);
        }

        return new Figure(title, data, () => Draw(measure, differences), height: 32 + (differences.Length * 9));
    }

    private static GenericChart Draw(string measure, (string Name, Interval Difference, double? P)[] differences)
    {
        Interval[] values = [.. differences.Select(item => item.Difference)];
        string[] names = [.. differences.Select(item => item.Name)];
        var dots = Series.Dots("", values.Select(value => value.Estimate).ToArray(), names.Select(ChartStyle.Text).ToArray(), 0, 9);
        var reach = values.SelectMany(value => new[] { value.Low, value.Estimate, value.High }).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max() * 1.12;
        var up = Axis.Names(names, vertical: true).With(
            ("tickvals", Enumerable.Range(0, names.Length).ToArray()),
            ("ticktext", differences.Select(item => ChartStyle.Text(item.Name) + (item.P is { } p ? $"<br>{ChartStyle.Text(P(p))}" : "")).ToArray()));
        return new Panel([Series.Whiskers(dots, values)], Axis.Numbers(measure, ("range", new[] { -reach, reach })), up).ToChart()
            .WithLayout(("shapes", new[] { Axis.Upright(0).With(("line", new { color = ChartStyle.Ink, width = 1 }), ("layer", "above")) }));
    }

    private static string P(double p) => p < 0.001 ? "p < 0.001" : FormattableString.Invariant($"p = {p:0.###}");
}
