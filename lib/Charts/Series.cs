using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>What charts are made of: bars and dots with their intervals, lines, cells. Further attributes take the place of the house style's.</summary>
internal static class Series
{
    // Bars differ by pattern too, for those who print in black and white.
    private static readonly string[] Patterns = ["", "/", ".", "x", "|", "+"];

    private static readonly object[][] Blues = [[0, "#FFFFFF"], [0.05, "#D6E8F3"], [0.5, "#3B93C6"], [1, "#023858"]];

    /// <summary>Horizontal bars from 0, with a whisker for each interval. NaN leaves a gap.</summary>
    public static Trace Bars(string name, IEnumerable<string> keys, IReadOnlyList<Interval> values, int index, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Whiskers(Named("bar", name).With(
            ("orientation", "h"), ("x", values.Select(value => value.Estimate).ToArray()), ("y", keys.Select(ChartStyle.Text).ToArray()),
            ("marker", new
            {
                color = ChartStyle.Colour(index),
                pattern = new { shape = Patterns[index % Patterns.Length], fillmode = "overlay", fgcolor = "rgba(255,255,255,0.75)", fgopacity = 1, size = 5, solidity = 0.25 },
            })).With(attributes), values);

    /// <summary>Whiskers to the ends of the intervals, across or up; none where no interval is known.</summary>
    public static Trace Whiskers(Trace trace, IReadOnlyList<Interval> values, bool up = false) => !values.Any(IsKnown) ? trace : trace.With((up ? "error_y" : "error_x", new
    {
        type = "data",
        symmetric = false,
        array = values.Select(value => value.High - value.Estimate).ToArray(),
        arrayminus = values.Select(value => value.Estimate - value.Low).ToArray(),
        color = ChartStyle.Ink,
        thickness = 1,
        width = up ? 3 : 2,
    }));

    /// <summary>Whether both ends of an interval are known.</summary>
    public static bool IsKnown(Interval value) => double.IsFinite(value.Low) && double.IsFinite(value.High);

    /// <summary>Dots at numbers across and names or numbers up, told apart by colour and symbol.</summary>
    public static Trace Dots(string name, Array x, Array y, int index, int size = 7, params ReadOnlySpan<(string Name, object Value)> attributes) => Named("scatter", name).With(
        ("mode", "markers"), ("x", x), ("y", y), ("marker", new { color = ChartStyle.Colour(index), symbol = ChartStyle.Symbol(index), size })).With(attributes);

    /// <summary>A line, told apart by colour and dash and by symbols: on about fifteen of its points, or on all where a value is missing, because one between two gaps has no line.</summary>
    public static Trace Line(string name, Array x, double[] y, int index, params ReadOnlySpan<(string Name, object Value)> attributes) => Named("scatter", name).With(
        ("mode", "lines+markers"), ("x", x), ("y", y), ("line", new { color = ChartStyle.Colour(index), width = 1.6, dash = ChartStyle.Dash(index) }),
        ("marker", new { symbol = ChartStyle.Symbol(index), size = 5, maxdisplayed = y.Any(double.IsNaN) ? 0 : 15 })).With(attributes);

    /// <summary>The area between two curves, behind a line.</summary>
    public static Trace Band(IReadOnlyList<double> x, IReadOnlyList<double> low, IReadOnlyList<double> high, int index) => new Trace("scatter").With(
        ("mode", "lines"), ("x", (double[])[.. x, .. x.Reverse()]), ("y", (double[])[.. high, .. low.Reverse()]), ("showlegend", false), ("hoverinfo", "skip"),
        ("fill", "toself"), ("fillcolor", ChartStyle.Tint(index, 0.18)), ("line", new { width = 0 }));

    /// <summary>Coloured cells, white for 0 and blue for 1, with a tooltip each and, where there is room, a text.</summary>
    /// <param name="names">The rows, from the top, and the columns.</param>
    /// <param name="shares">The numbers, row by row; NaN leaves a cell blank.</param>
    /// <param name="texts">What is written into the cells, or null.</param>
    /// <param name="tooltips">What a pointer on a cell shows.</param>
    /// <param name="meaning">What the colours mean.</param>
    public static Trace Cells(IEnumerable<string> names, double[][] shares, string[][]? texts, string[][] tooltips, string meaning)
    {
        string[] keys = [.. names.Select(ChartStyle.Text)];
        var cells = new Trace("heatmap").With(
            ("z", shares), ("x", keys), ("y", keys), ("xgap", 1), ("ygap", 1), ("zmin", 0), ("zmax", 1), ("colorscale", Blues), ("hovertext", tooltips), ("hoverinfo", "text"),
            ("colorbar", new { title = new { text = ChartStyle.Text(meaning), font = ChartStyle.Font(), side = "right" }, thickness = 10, outlinewidth = 0, tickformat = ".0%" }));
        return texts is null ? cells : cells.With(("text", texts), ("texttemplate", "%{text}"));
    }

    private static Trace Named(string type, string name) => new Trace(type).With(("name", ChartStyle.Text(name)), ("showlegend", name.Length > 0));
}
