using System.Globalization;
using System.Net;
using SegBook.Display;

namespace SegBook.Metrics;

/// <summary>Models compared in pairs over the same folds and seeds, with Holm's correction over all the comparisons; shows itself as a table with a sentence each.</summary>
/// <remarks>Pairs of one fold were tested on the same frames; where seeds agree more within a fold than across folds, p values are on the small side.</remarks>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ComparisonTable : IShowsTable
{
    private ComparisonTable(IReadOnlyList<PairedComparison> comparisons) => Comparisons = comparisons;

    /// <summary>The comparisons, corrected for being several.</summary>
    public IReadOnlyList<PairedComparison> Comparisons { get; }

    /// <summary>Compares every two models, the better one first; or, with a baseline, every other model with that.</summary>
    /// <param name="scores">The runs: each model over the same folds and seeds.</param>
    /// <param name="baseline">The model that the others are compared with; null compares all with all.</param>
    /// <param name="options">Resamples, level and seed of the bootstrap over pairs.</param>
    /// <exception cref="SegBookException">There are fewer than two models, no such baseline, or runs without a partner.</exception>
    public static ComparisonTable Of(IEnumerable<RunScore> scores, string? baseline = null, BootstrapOptions? options = null)
    {
        var all = scores.ToArray();
        string[] models = [.. all.GroupBy(run => run.Model).OrderByDescending(runs => runs.Average(run => run.Score)).Select(runs => runs.Key)];
        if (models.Length < 2 || (baseline is not null && !models.Contains(baseline)))
        {
            throw new SegBookException($"Runs of {(models.Length == 0 ? "no model" : string.Join(", ", models))}{(baseline is null ? "" : $", baseline {baseline}")}: a comparison needs two models.");
        }

        var pairs = baseline is null
            ? models.SelectMany((model, i) => models.Skip(i + 1).Select(other => (model, other)))
            : models.Where(model => model != baseline).Select(model => (model, other: baseline));
        PairedComparison[] raw = [.. pairs.Select(pair => PairedComparison.Of(all, pair.model, pair.other, options))];
        var adjusted = Holm.Adjust([.. raw.Select(comparison => comparison.P)]);
        return new ComparisonTable([.. raw.Zip(adjusted, (comparison, p) => comparison with { AdjustedP = p, Comparisons = raw.Length })]);
    }

    /// <summary>The table alone.</summary>
    public TextTable ToTable()
    {
        var table = new TextTable("", "comparison", "pairs", "difference (points)", "interval", "p", "p (Holm)");
        foreach (var c in Comparisons)
        {
            var interval = double.IsNaN(c.Difference.Low) ? "-" : $"{Points(c.Difference.Low)} to {Points(c.Difference.High)}";
            table.Add($"{c.Model} - {c.Against}", c.Pairs.ToString(CultureInfo.InvariantCulture), Points(c.Difference.Estimate), interval, P(c.P), P(c.AdjustedP));
        }

        return table;
    }

    /// <inheritdoc/>
    public string ToHtml() => ToTable().ToHtml() + string.Concat(Comparisons.Select(c => $"<p>{WebUtility.HtmlEncode(c.Sentence)}</p>"));

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, [ToTable().ToText(), .. Comparisons.Select(c => c.Sentence)]);

    private static string Points(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string P(double p) => p.ToString("0.####", CultureInfo.InvariantCulture);
}
