using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>All runs of a model, and what they say together.</summary>
/// <param name="Name">The model.</param>
/// <param name="Runs">The score of each run (fold and seed).</param>
/// <param name="Mean">Their mean with its interval.</param>
public sealed record ModelRuns(string Name, IReadOnlyList<double> Runs, Interval Mean);

/// <summary>Which model is best: every run as a dot, the mean with its interval, and what is reached without learning.</summary>
public static class ModelScores
{
    /// <summary>A row a model; baselines are vertical lines that begin at their names.</summary>
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
        var traces = models.SelectMany((model, row) => new[]
        {
            // The dots lie below the mean, spread evenly over a third of the row.
            Series.Dots("", model.Runs.ToArray(), model.Runs.Select((_, run) => row + 0.14 + (0.2 * run / Math.Max(1, model.Runs.Count - 1))).ToArray(), row, 5, ("opacity", 0.65)),
            Series.Whiskers(Series.Dots("", new[] { model.Mean.Estimate }, new[] { row - 0.08 }, row).With(("marker", new { color = ChartStyle.Colour(row), symbol = "diamond", size = 11 })), [model.Mean]),
        });

        // Rows above the models hold the baselines, the lowest at the top: none of their lines goes through another's number.
        var rows = baselines.OrderByDescending(baseline => baseline.Score).Select((baseline, i) => (baseline.Name, baseline.Score, Row: -0.7 - (0.4 * i))).ToArray();
        var notes = rows.Select(row => Axis.Note(FormattableString.Invariant($"{row.Score:0.000}"), row.Score, row.Row, ("xanchor", "left"), ("xshift", 2), ("bgcolor", "white")));
        var lines = rows.Select(row => Axis.Upright(row.Score).With(("yref", "y"), ("y0", models.Count - 0.4), ("y1", row.Row - 0.15)));
        var up = Axis.Numbers("", ("range", new[] { models.Count - 0.4, -0.5 - (0.4 * baselines.Length) }), ("showgrid", false), ("tickcolor", "white"),
            ("tickvals", (double[])[.. Enumerable.Range(0, models.Count), .. rows.Select(row => row.Row)]),
            ("ticktext", (string[])[.. models.Select(model => ChartStyle.Text(model.Name)), .. rows.Select(row => ChartStyle.Text(row.Name))]));
        return new Panel([.. traces], Axis.Numbers(axis, ("rangemode", "tozero")), up).ToChart()
            .WithLayout(("shapes", lines.ToArray()), ("annotations", notes.ToArray()));
    }
}
