using System.Globalization;
using System.Net;
using SegBook.Display;

namespace SegBook.Metrics;

/// <summary>The scores of one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Iou">Intersection over union, 0 to 1; NaN where the class is absent.</param>
/// <param name="Precision">Share of the pixels read as the class that are of it.</param>
/// <param name="Recall">Share of its pixels that were found.</param>
/// <param name="F1">F1, which is the Dice coefficient.</param>
/// <param name="Support">Its true pixels.</param>
/// <param name="Share">Its share of all counted pixels.</param>
/// <param name="Range">Interval of the IoU, if one was computed.</param>
public sealed record ClassScore(string Name, double Iou, double Precision, double Recall, double F1, long Support, double Share, Interval? Range = null);

/// <summary>Every score of a confusion matrix, per class and in total, with the support beside it; shows itself as a table.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ScoreTable : IShowsTable
{
    internal ScoreTable(ConfusionMatrix matrix, IReadOnlyList<string> names, BootstrapResult? bootstrap)
    {
        if (names.Count != matrix.ClassCount)
        {
            throw new SegBookException($"{names.Count} class names for a confusion matrix of {matrix.ClassCount} classes.");
        }

        var (iou, precision, recall, f1, support) = (matrix.Iou(), matrix.Precision(), matrix.Recall(), matrix.F1(), matrix.Support());
        double total = matrix.Total;
        Classes = [.. names.Select((name, c) => new ClassScore(name, iou[c], precision[c], recall[c], f1[c], support[c], support[c] / total, bootstrap?.Iou[c]))];
        MeanIou = bootstrap?.MeanIou ?? Interval.None(matrix.MeanIou());
        MeanF1 = matrix.MeanF1();
        PixelAccuracy = matrix.PixelAccuracy();
        MeanClassAccuracy = matrix.MeanClassAccuracy();
        FrequencyWeightedIou = matrix.FrequencyWeightedIou();
        Kappa = matrix.Kappa();
        Pixels = matrix.Total;
    }

    /// <summary>One row per class, absent ones included.</summary>
    public IReadOnlyList<ClassScore> Classes { get; }

    /// <summary>Mean IoU over the classes that occur, with its interval if one was computed.</summary>
    public Interval MeanIou { get; }

    /// <summary>Mean F1 (Dice) over the classes that occur.</summary>
    public double MeanF1 { get; }

    /// <summary>Share of the pixels read right.</summary>
    public double PixelAccuracy { get; }

    /// <summary>Mean recall over the classes in the labels.</summary>
    public double MeanClassAccuracy { get; }

    /// <summary>Mean IoU weighted by support.</summary>
    public double FrequencyWeightedIou { get; }

    /// <summary>Cohen's kappa.</summary>
    public double Kappa { get; }

    /// <summary>Pixels counted.</summary>
    public long Pixels { get; }

    /// <summary>Classes that occur in neither labels nor predictions, and so in no mean.</summary>
    public IReadOnlyList<string> Absent => [.. Classes.Where(c => double.IsNaN(c.Iou)).Select(c => c.Name)];

    /// <summary>The table alone.</summary>
    public TextTable ToTable()
    {
        var withRange = Classes.Any(c => c.Range is not null);
        var table = new TextTable("", ["class", withRange ? "IoU % (interval)" : "IoU %", "precision %", "recall %", "F1 %", "pixels", "share %"]);
        foreach (var c in Classes)
        {
            table.Add(c.Name, c.Range?.ToPercent() ?? Percent(c.Iou), Percent(c.Precision), Percent(c.Recall), Percent(c.F1), c.Support.ToString("N0", CultureInfo.InvariantCulture), Percent(c.Share));
        }

        return table;
    }

    /// <inheritdoc/>
    public string ToHtml() => ToTable().ToHtml() + string.Concat(Lines().Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>"));

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, [ToTable().ToText(), .. Lines()]);

    private IEnumerable<string> Lines()
    {
        var level = double.IsNaN(MeanIou.Low) ? "" : $", {MeanIou.Level * 100:0} % interval in brackets";
        yield return $"mIoU {MeanIou.ToPercent()} %, mean F1 {Percent(MeanF1)} %, pixel accuracy {Percent(PixelAccuracy)} %, mean class accuracy {Percent(MeanClassAccuracy)} %, "
            + $"frequency-weighted IoU {Percent(FrequencyWeightedIou)} %, kappa {Number(Kappa)}; {Pixels.ToString("N0", CultureInfo.InvariantCulture)} pixels{level}.";
        if (Absent.Count > 0)
        {
            yield return $"In no mean, because in neither labels nor predictions: {string.Join(", ", Absent)}.";
        }
    }

    private static string Percent(double share) => double.IsNaN(share) ? "-" : (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(double number) => double.IsNaN(number) ? "-" : number.ToString("0.000", CultureInfo.InvariantCulture);
}
