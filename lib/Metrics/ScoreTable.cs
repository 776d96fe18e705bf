using System.Globalization;
using SegBook.Display;

namespace SegBook.Metrics;

/// <summary>Every score of a confusion matrix, per class and in total, with the support beside it; shows itself as a table.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ScoreTable : IShowsTable
{
    private readonly ConfusionMatrix _matrix;
    private readonly IReadOnlyList<string> _names;
    private readonly BootstrapResult? _bootstrap;

    internal ScoreTable(ConfusionMatrix matrix, IReadOnlyList<string> names, BootstrapResult? bootstrap)
    {
        if (names.Count != matrix.ClassCount)
        {
            throw new SegBookException($"{names.Count} class names for a confusion matrix of {matrix.ClassCount} classes.");
        }

        (_matrix, _names, _bootstrap) = (matrix, names, bootstrap);
    }

    /// <summary>One row per class, absent ones included; the means below.</summary>
    public TextTable ToTable()
    {
        var (iou, precision, recall, f1, support, total) = (_matrix.Iou(), _matrix.Precision(), _matrix.Recall(), _matrix.F1(), _matrix.Support(), (double)_matrix.Total);
        var heads = new[] { "class", _bootstrap is null ? "IoU %" : "IoU % (interval)", "precision %", "recall %", "F1 %", "pixels", "share %" };
        var table = new TextTable("", heads);
        foreach (var (c, name) in _names.Index())
        {
            table.Add(name, _bootstrap?.Iou[c].ToPercent() ?? Percent(iou[c]), Percent(precision[c]), Percent(recall[c]), Percent(f1[c]), Count(support[c]), Percent(support[c] / total));
        }

        var mean = _bootstrap?.MeanIou ?? Interval.None(_matrix.MeanIou());
        var kappa = double.IsNaN(_matrix.Kappa()) ? "-" : _matrix.Kappa().ToString("0.000", CultureInfo.InvariantCulture);
        var level = _bootstrap is null ? "" : $", {mean.Level * 100:0} % interval in brackets";
        table.Note($"mIoU {mean.ToPercent()} %, mean F1 {Percent(_matrix.MeanF1())} %, pixel accuracy {Percent(_matrix.PixelAccuracy())} %, "
            + $"mean class accuracy {Percent(_matrix.MeanClassAccuracy())} %, frequency-weighted IoU {Percent(_matrix.FrequencyWeightedIou())} %, kappa {kappa}; "
            + $"{Count(_matrix.Total)} pixels{level}.");
        var absent = string.Join(", ", _names.Where((_, c) => double.IsNaN(iou[c])));
        return absent.Length == 0 ? table : table.Note($"In no mean, because in neither labels nor predictions: {absent}.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ToTable()}";

    private static string Percent(double share) => double.IsNaN(share) ? "-" : (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Count(long pixels) => pixels.ToString("N0", CultureInfo.InvariantCulture);
}
