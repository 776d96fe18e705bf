using Plotly.NET;
using Plotly.NET.LayoutObjects;
using SegBook.Metrics;
using Chart = Plotly.NET.CSharp.Chart;

namespace SegBook.Charts;

/// <summary>All runs of a model, and what they say together.</summary>
/// <param name="Name">The model.</param>
/// <param name="Runs">The score of each run (fold and seed).</param>
/// <param name="Mean">Their mean with its interval.</param>
public sealed record ModelRuns(string Name, IReadOnlyList<double> Runs, Interval Mean);

/// <summary>Which model is best: every run as a dot, the mean with its interval, and what is reached without learning.</summary>
public static class ModelScores
{
    /// <summary>A row a model; baselines are vertical lines with their names.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="axis">What is measured and on what, with n, such as "mIoU, 5 folds x 3 seeds, 95 % interval".</param>
    /// <param name="models">The models, from the top.</param>
    /// <param name="baselines">Scores without learning, such as copying the nearest training frame.</param>
    public static Figure Of(string title, string axis, IReadOnlyList<ModelRuns> models, params (string Name, double Score)[] baselines)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Count, nameof(models));
        var data = new FigureData("model", "what", "score", "low", "high");
        foreach (var model in models)
        {
            data.Add(model.Name, "mean", model.Mean.Estimate, model.Mean.Low, model.Mean.High);
            for (var i = 0; i < model.Runs.Count; i++)
            {
                data.Add(model.Name, FormattableString.Invariant($"run {i + 1}"), model.Runs[i], null, null);
            }
        }

        foreach (var (name, score) in baselines)
        {
            data.Add(name, "baseline", score, null, null);
        }

        return new Figure(title, data, () => Draw(axis, models, baselines), height: 36 + (models.Count * 11) + (baselines.Length * 4));
    }

    private static GenericChart Draw(string axis, IReadOnlyList<ModelRuns> models, (string Name, double Score)[] baselines)
    {
        var charts = new List<GenericChart>();
        for (var i = 0; i < models.Count; i++)
        {
            var (row, runs) = (i, models[i].Runs);

            // The dots lie below the mean, spread evenly over a third of the row.
            var places = runs.Select((_, run) => row + 0.14 + (runs.Count > 1 ? 0.2 * run / (runs.Count - 1) : 0)).ToArray();
            charts.Add(Series.Dots("single runs", runs, places, i, 5, legend: false, opacity: 0.65));
            var mean = Chart.Point<double, double, string>([models[i].Mean.Estimate], [row - 0.08], ShowLegend: false, MarkerColor: ChartStyle.Colour(i),
                MarkerSymbol: StyleParam.MarkerSymbol.Diamond, UseDefaults: false).WithMarkerStyle(Size: 11);
            charts.Add(Series.Whiskers(mean, [models[i].Mean]));
        }

        // Rows above the models hold the baselines' names.
        var up = Axis.Numbers("", models.Count - 0.4, -0.5 - (0.36 * baselines.Length), grid: false);
        up.SetValue("tickvals", Enumerable.Range(0, models.Count).ToArray());
        up.SetValue("ticktext", models.Select(model => ChartStyle.Text(model.Name)).ToArray());
        up.SetValue("ticks", "");
        var right = models.SelectMany(model => model.Runs.Append(model.Mean.High)).Where(score => !double.IsNaN(score)).DefaultIfEmpty(1).Max();
        var notes = baselines.Select((baseline, i) => Label(baseline, -0.5 - (0.36 * (baselines.Length - 1 - i)), beforeLine: baseline.Score > right / 2));
        var across = Axis.Numbers(axis);
        across.SetValue("rangemode", "tozero");
        return Panel.Row([new Panel(charts, across, up)]).WithShapes(baselines.Select(baseline => Axis.Upright(baseline.Score))).WithAnnotations(notes);
    }

    // On white, because it lies over the grid; on the side of its line where there is room.
    private static Annotation Label((string Name, double Score) baseline, double row, bool beforeLine)
    {
        var note = Axis.Note(FormattableString.Invariant($"{baseline.Name}: {baseline.Score:0.000}"), baseline.Score, row,
            beforeLine ? StyleParam.XAnchorPosition.Right : StyleParam.XAnchorPosition.Left, StyleParam.YAnchorPosition.Bottom, "#555555");
        foreach (var (name, value) in new (string, object)[] { ("xref", "x"), ("yref", "y"), ("xshift", beforeLine ? -3 : 3), ("bgcolor", "rgba(255,255,255,0.85)") })
        {
            note.SetValue(name, value);
        }

        return note;
    }
}
