using Plotly.NET;

namespace SegBook.Charts;

/// <summary>One rung of the ladder: one setting is tried at a few values, each with several seeds.</summary>
public static class RungChart
{
    /// <summary>A dot a run, a bar's width of line at the mean, the value that was kept marked.</summary>
    /// <param name="title">What the rung showed, as a sentence.</param>
    /// <param name="setting">The setting that was tried, with its unit.</param>
    /// <param name="score">What was measured, such as "validation mIoU".</param>
    /// <param name="values">Each value with the scores of its runs.</param>
    /// <param name="kept">The value that was kept; drawn in another colour.</param>
    public static Figure Of(string title, string setting, string score, IReadOnlyList<(string Value, IReadOnlyList<double> Scores)> values, string? kept = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, nameof(values));
        var data = new FigureData(setting, "run", score, "kept");
        foreach (var (value, scores) in values)
        {
            for (var i = 0; i < scores.Count; i++)
            {
                data.Add(value, i + 1, scores[i], value == kept ? "yes" : "");
            }
        }

        return new Figure(title, data, () => Draw(setting, score, values, kept), width: Math.Clamp(30 + (values.Count * 22), ChartStyle.ColumnWidth, ChartStyle.FullWidth), height: 72);
    }

    private static GenericChart Draw(string setting, string score, IReadOnlyList<(string Value, IReadOnlyList<double> Scores)> values, string? kept)
    {
        var charts = new List<GenericChart>();
        for (var i = 0; i < values.Count; i++)
        {
            var (value, scores) = values[i];
            var colour = value == kept ? 1 : 0;

            // Dots with the same score lie beside each other, evenly, not at random.
            charts.Add(Series.Dots("runs", scores.Select((_, run) => i + (0.16 * (run - ((scores.Count - 1) / 2.0)))).ToArray(), scores, colour, legend: false, opacity: 0.75));
            if (scores.Any(number => !double.IsNaN(number)))
            {
                var mean = scores.Where(number => !double.IsNaN(number)).Average();
                charts.Add(Plotly.NET.CSharp.Chart.Line<double, double, string>([i - 0.32, i + 0.32], [mean, mean], ShowLegend: false, LineColor: ChartStyle.Colour(colour), LineWidth: 2.2, UseDefaults: false));
            }
        }

        var across = Axis.Numbers(setting, -0.6, values.Count - 0.4, grid: false);
        across.SetValue("tickvals", Enumerable.Range(0, values.Count).ToArray());
        across.SetValue("ticktext", values.Select(value => value.Value == kept ? $"<b>{ChartStyle.Text(value.Value)}</b>" : ChartStyle.Text(value.Value)).ToArray());
        var failed = values.Select((value, i) => (Count: value.Scores.Count(double.IsNaN), Place: i)).Where(item => item.Count > 0).Select(item =>
        {
            var note = Axis.Note($"{item.Count} failed", item.Place, 0.01, StyleParam.XAnchorPosition.Center, StyleParam.YAnchorPosition.Bottom, "#555555");
            note.SetValue("xref", "x");
            return note;
        });
        return Panel.Row([new Panel(charts, across, Axis.Numbers(score))]).WithLegend(false).WithAnnotations(failed);
    }
}
