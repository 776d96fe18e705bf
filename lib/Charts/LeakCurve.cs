using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>How alike frames are, by their distance in the sequence: what a random split gives away.</summary>
public static class LeakCurve
{
    /// <summary>The agreement of labels when one frame's are copied to another, against the distance between the two.</summary>
    /// <param name="title">What the curve shows, as a sentence.</param>
    /// <param name="measure">How agreement is measured, such as "mIoU of the copied labels".</param>
    /// <param name="curve">The distances in frames, ascending, with the agreement there and its interval.</param>
    /// <param name="marks">Distances worth a vertical line, such as the nearest training frame under a split.</param>
    public static Figure Of(string title, string measure, IReadOnlyList<(int Distance, Interval Agreement)> curve, params (string Name, double Distance)[] marks)
    {
        var data = new FigureData("distance in frames", measure, "low", "high");
        foreach (var (distance, agreement) in curve)
        {
            data.Add(distance, agreement.Estimate, agreement.Low, agreement.High);
        }

        return new Figure(title, data, () => Draw(measure, curve, marks), height: 80);
    }

    private static GenericChart Draw(string measure, IReadOnlyList<(int Distance, Interval Agreement)> curve, (string Name, double Distance)[] marks)
    {
        double[] x = [.. curve.Select(point => (double)point.Distance)];
        var line = Series.Line("", x, curve.Select(point => point.Agreement.Estimate).ToArray(), 0);
        Trace[] traces = curve.All(point => Series.IsKnown(point.Agreement)) ? [Series.Band(x, [.. curve.Select(point => point.Agreement.Low)], [.. curve.Select(point => point.Agreement.High)], 0), line] : [line];

        // The names stand below the curve, each on its line's foot; a line ends above the names to the left of it.
        var steps = marks.OrderBy(mark => mark.Distance).Select((mark, i) => (mark.Name, mark.Distance, Foot: 0.01 + (0.08 * i))).ToArray();
        var notes = steps.Select(step => Axis.Note(" " + step.Name, step.Distance, step.Foot, ("yref", "y domain"), ("xanchor", "left"), ("yanchor", "bottom")));
        return new Panel(traces, Axis.Numbers("distance in frames", ("showgrid", false), ("rangemode", "tozero")), Axis.Up(measure, ("range", new[] { 0, 1 }))).ToChart()
            .WithLayout(("shapes", steps.Select(step => Axis.Upright(step.Distance).With(("y0", step.Foot))).ToArray()), ("annotations", notes.ToArray()));
    }
}
