using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace SegBook.Charts;

/// <summary>Axes, vertical lines and notes in the house style.</summary>
internal static class Axis
{
    /// <summary>An axis of numbers: a title with its unit, ticks outside, a line, a faint grid.</summary>
    /// <param name="title">Says what is measured and in which unit; may be empty.</param>
    /// <param name="attributes">What differs from the house style.</param>
    public static LinearAxis Numbers(string title, params ReadOnlySpan<(string Name, object Value)> attributes) => new LinearAxis().With(
        ("title", new { text = ChartStyle.Text(title), font = ChartStyle.Font(), standoff = 6 }), ("automargin", true),
        ("showgrid", true), ("gridcolor", ChartStyle.Faint), ("zeroline", false), ("exponentformat", "e"),
        ("showline", true), ("linecolor", ChartStyle.Ink), ("linewidth", 1), ("ticks", "outside"), ("ticklen", 3), ("tickcolor", ChartStyle.Ink)).With(attributes);

    /// <summary>A logarithmic axis.</summary>
    public static LinearAxis Logarithmic(string title) => Numbers(title, ("type", "log"), ("dtick", 1));

    /// <summary>An axis of names, in the order given, the first at the left or the top.</summary>
    /// <param name="names">The names.</param>
    /// <param name="title">What the names are; may be empty.</param>
    /// <param name="vertical">True for a vertical axis, which then starts at the top.</param>
    public static LinearAxis Names(IReadOnlyCollection<string> names, string title = "", bool vertical = false)
    {
        var axis = Numbers(title, ("type", "category"), ("categoryorder", "array"), ("categoryarray", names.Select(ChartStyle.Text).ToArray()), ("showgrid", false), ("ticks", ""));

        // Fixed, so that panels side by side agree: bars and dots would leave different room at the ends.
        return vertical ? axis.With(("range", new[] { names.Count - 0.45, -0.55 })) : axis;
    }

    /// <summary>A text at a place of the axes, unless the attributes say otherwise.</summary>
    public static Annotation Note(string text, double x, double y, params ReadOnlySpan<(string Name, object Value)> attributes) => new Annotation().With(
        ("text", ChartStyle.Text(text)), ("showarrow", false), ("x", x), ("y", y), ("xref", "x"), ("yref", "y"), ("font", ChartStyle.Font(colour: "#555555"))).With(attributes);

    /// <summary>A dotted vertical line behind the data.</summary>
    public static Shape Upright(double x, string colour = "#666666") => new Shape().With(
        ("type", "line"), ("layer", "below"), ("line", new { color = colour, width = 1, dash = "dot" }), ("xref", "x"), ("x0", x), ("x1", x), ("yref", "y domain"), ("y0", 0), ("y1", 1));
}
