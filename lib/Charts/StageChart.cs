using Plotly.NET;

namespace SegBook.Charts;

/// <summary>One stage of the coordinate-wise search: one setting is tried at a few values, each with several seeds.</summary>
public static class StageChart
{
    /// <summary>A dot a run, a bar's width of line at the mean, the value that was kept marked.</summary>
    /// <param name="title">What the stage showed, as a sentence.</param>
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

        var column = Math.Max(22, 4 + (2 * values.Max(value => value.Value.Length)));
        return new Figure(title, data, () => Draw(setting, score, values, kept), width: Math.Clamp(30 + (values.Count * column), ChartStyle.ColumnWidth, ChartStyle.FullWidth), height: 72);
    }

    private static GenericChart Draw(string setting, string score, IReadOnlyList<(string Value, IReadOnlyList<double> Scores)> values, string? kept)
    {
        var traces = new List<Trace>();
        for (var i = 0; i < values.Count; i++)
        {
            var (value, scores) = values[i];
            var colour = value == kept ? 1 : 0;

            // Dots with the same score lie beside each other, evenly, not at random.
            traces.Add(Series.Dots("", scores.Select((_, run) => i + (0.16 * (run - ((scores.Count - 1) / 2.0)))).ToArray(), scores.ToArray(), colour, attributes: ("opacity", 0.75)));
            if (scores.Where(score => !double.IsNaN(score)).ToArray() is { Length: > 0 } known)
            {
                var mean = known.Average();
                traces.Add(Series.Line("", new[] { i - 0.32, i + 0.32 }, new[] { mean, mean }, colour, ("mode", "lines"), ("line", new { color = ChartStyle.Colour(colour), width = 2.2 })));
            }
        }

        var across = Axis.Numbers(setting, ("range", new[] { -0.6, values.Count - 0.4 }), ("showgrid", false), ("tickvals", Enumerable.Range(0, values.Count).ToArray()),
            ("ticktext", values.Select(value => Label(value.Value, value.Value == kept, value.Scores.Count(double.IsNaN))).ToArray()));
        return new Panel(traces, across, Axis.Up(score)).ToChart();
    }

    private static string Label(string value, bool kept, int failed) =>
        (kept ? $"<b>{ChartStyle.Text(value)}</b>" : ChartStyle.Text(value)) + (failed > 0 ? $"<br>{failed} failed" : "");
}
