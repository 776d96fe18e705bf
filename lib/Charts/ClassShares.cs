using Plotly.NET;

namespace SegBook.Charts;

/// <summary>How much there is of each class, and how often it is seen.</summary>
public static class ClassShares
{
    /// <summary>The share of pixels as dots on a logarithmic scale (bars have no start there), the share of frames as bars.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="classes">The classes' names; they are drawn from the largest to the smallest.</param>
    /// <param name="pixels">Each class's share of the pixels, 0 to 1.</param>
    /// <param name="presence">The share of frames in which each class is seen, 0 to 1.</param>
    /// <param name="frames">How many frames there are.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static Figure Of(string title, IReadOnlyList<string> classes, IReadOnlyList<double> pixels, IReadOnlyList<double> presence, int frames)
    {
        if (pixels.Count != classes.Count || presence.Count != classes.Count)
        {
            throw new ArgumentException($"There are {classes.Count} classes, {pixels.Count} shares and {presence.Count} presences.", nameof(pixels));
        }

        int[] order = [.. Enumerable.Range(0, classes.Count).OrderByDescending(i => pixels[i])];
        var data = new FigureData("class", "share of pixels", "share of frames");
        foreach (var i in order)
        {
            data.Add(classes[i], pixels[i], presence[i]);
        }

        string[] names = [.. order.Select(i => classes[i])];
        return new Figure(title, data, () => Draw(names, [.. order.Select(i => pixels[i])], [.. order.Select(i => presence[i])], frames), height: 28 + (names.Length * 4.6));
    }

    private static GenericChart Draw(string[] names, double[] pixels, double[] presence, int frames)
    {
        return Panel.Grid(
        [
            new Panel(
                [Series.Dots("", pixels.Select(share => share > 0 ? share : double.NaN).ToArray(), names.Select(ChartStyle.Text).ToArray(), 0, 8)],
                Axis.Logarithmic(FormattableString.Invariant($"share of pixels (log scale), n = {frames} frames")).With(("tickformat", "~%")),
                Axis.Names(names, vertical: true).With(("showgrid", true))),
            new Panel(
                [Series.Bars("", names, [.. presence.Select(Metrics.Interval.None)], 0)],
                Axis.Numbers("share of frames with the class", ("range", new[] { 0, 1.02 }), ("tickformat", ".0%")),
                Axis.Names(names, vertical: true).With(("showticklabels", false))),
        ], columns: 2, xgap: 0.1);
    }
}
