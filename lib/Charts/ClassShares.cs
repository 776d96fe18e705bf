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
        var shares = Axis.Logarithmic(FormattableString.Invariant($"share of pixels (log scale), n = {frames} frames"));
        shares.SetValue("tickformat", "~%");
        var keys = names.Select(ChartStyle.Text).ToArray();
        var hidden = Axis.Names(names, vertical: true);
        hidden.SetValue("showticklabels", false);
        var dots = Series.Dots("share of pixels", pixels.Select(share => share > 0 ? share : double.NaN), keys, 0, 8, legend: false);
        var bars = Series.Bars("share of frames", names, [.. presence.Select(Metrics.Interval.None)], 0, legend: false);
        var up = Axis.Names(names, vertical: true);
        up.SetValue("showgrid", true);
        return Panel.Row([new Panel([dots], shares, up), new Panel([bars], Axis.Numbers("share of frames with the class", 0, 1.02, ".0%"), hidden)], gap: 0.05);
    }
}
