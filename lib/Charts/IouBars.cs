using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>The scores of one model, class by class.</summary>
/// <param name="Name">The model.</param>
/// <param name="PerClass">A score with its interval a class; NaN for a class that does not occur.</param>
/// <param name="Mean">Their mean with its interval, if it is known.</param>
public sealed record ClassScores(string Name, IReadOnlyList<Interval> PerClass, Interval? Mean = null)
{
    /// <summary>The scores of a model from the bootstrap over its frames.</summary>
    public static ClassScores Of(string name, BootstrapResult result) => new(name, result.Iou, result.MeanIou);
}

/// <summary>IoU class by class with intervals, models side by side.</summary>
public static class IouBars
{
    /// <summary>Horizontal bars, a group a class, the mean below them with a dotted line up.</summary>
    /// <param name="title">What the bars show, as a sentence.</param>
    /// <param name="classes">The classes, from the top.</param>
    /// <param name="support">Each class's number of pixels, shown as a share beside its name; or null.</param>
    /// <param name="axis">What is measured and on what, with n.</param>
    /// <param name="models">The models, all with as many scores as there are classes.</param>
    /// <exception cref="ArgumentException">A model has another number of scores, or there is none.</exception>
    public static Figure Of(string title, IReadOnlyList<string> classes, IReadOnlyList<long>? support, string axis, params ClassScores[] models)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Length, nameof(models));
        foreach (var model in models.Where(model => model.PerClass.Count != classes.Count))
        {
            throw new ArgumentException($"'{model.Name}' has {model.PerClass.Count} scores for {classes.Count} classes.", nameof(models));
        }

        var labels = Labels(classes, support);
        var withMean = models.Any(model => model.Mean is not null);
        var rows = (classes.Count + (withMean ? 1 : 0)) * ((models.Length * 2.3) + 1.6);
        return new Figure(title, Table(classes, support, models), () => Draw(labels, axis, withMean, models), height: 26 + rows);
    }

    private static string[] Labels(IReadOnlyList<string> classes, IReadOnlyList<long>? support)
    {
        var total = support?.Sum() ?? 0;
        return [.. classes.Select((name, i) => total > 0 ? FormattableString.Invariant($"{name} ({Share(support![i], total)} %)") : name)];
    }

    private static string Share(long pixels, long total) => (100.0 * pixels / total) switch
    {
        0 => "0",
        < 0.005 => "< 0.01",
        < 0.095 and var share => FormattableString.Invariant($"{share:0.00}"),
        < 9.95 and var share => FormattableString.Invariant($"{share:0.0}"),
        var share => FormattableString.Invariant($"{share:0}"),
    };

    private static FigureData Table(IReadOnlyList<string> classes, IReadOnlyList<long>? support, ClassScores[] models)
    {
        var data = new FigureData("class", "pixels", "model", "IoU", "low", "high");
        foreach (var model in models)
        {
            for (var i = 0; i < classes.Count; i++)
            {
                data.Add(classes[i], support?[i], model.Name, model.PerClass[i].Estimate, model.PerClass[i].Low, model.PerClass[i].High);
            }

            if (model.Mean is { } mean)
            {
                data.Add("mean", support?.Sum(), model.Name, mean.Estimate, mean.Low, mean.High);
            }
        }

        return data;
    }

    private static GenericChart Draw(string[] labels, string axis, bool withMean, ClassScores[] models)
    {
        string[] keys = withMean ? [.. labels, "mean of classes"] : labels;
        var bars = models.Select((model, i) => Series.Bars(models.Length > 1 ? model.Name : "", keys, withMean ? [.. model.PerClass, model.Mean ?? Interval.None(double.NaN)] : model.PerClass, i));
        var means = models.Select((model, i) => (model.Mean, Index: i)).Where(item => item.Mean is not null).Select(item => Axis.Upright(item.Mean!.Estimate, ChartStyle.Colour(item.Index)));
        return new Panel([.. bars], Axis.Numbers(axis, ("range", new[] { 0, 1 })), Axis.Names(keys, vertical: true)).ToChart()
            .WithLayout(("shapes", means.ToArray()), ("bargap", 0.25));
    }
}
