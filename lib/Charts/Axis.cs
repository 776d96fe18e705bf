using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace SegBook.Charts;

/// <summary>Axes, vertical lines and notes in the house style.</summary>
internal static class Axis
{
    /// <summary>What every axis has unless it says otherwise: ticks outside, a line, a faint grid, room for its labels.</summary>
    public static object House { get; } = new
    {
        automargin = true, showgrid = true, gridcolor = ChartStyle.Faint, zeroline = false, exponentformat = "e",
        showline = true, linecolor = ChartStyle.Ink, linewidth = 1, ticks = "outside", ticklen = 3, tickcolor = ChartStyle.Ink,
    };

    /// <summary>An axis of numbers.</summary>
    /// <param name="title">Says what is measured and in which unit; may be empty.</param>
    /// <param name="attributes">What differs from the house style.</param>
    public static LinearAxis Numbers(string title, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        new LinearAxis().With(("title", Title(ChartStyle.Text(title)))).With(attributes);

    /// <summary>A vertical axis of numbers.</summary>
    /// <remarks>plotly.js leaves its title no room at the figure's edge: an empty line before it does.</remarks>
    public static LinearAxis Up(string title, params ReadOnlySpan<(string Name, object Value)> attributes) => Numbers(title, ("title", Title("<br>" + ChartStyle.Text(title)))).With(attributes);

    /// <summary>A logarithmic axis.</summary>
    public static LinearAxis Logarithmic(string title) => Numbers(title, ("type", "log"), ("dtick", 1));

    /// <summary>An axis of names, in the order given, the first at the left or the top.</summary>
    /// <param name="names">The names.</param>
    /// <param name="title">What the names are; may be empty.</param>
    /// <param name="vertical">True for a vertical axis, which then starts at the top.</param>
    public static LinearAxis Names(IReadOnlyCollection<string> names, string title = "", bool vertical = false)
    {
        // The ticks are not seen, but keep the names off the axis.
        var axis = Numbers(title, ("type", "category"), ("categoryorder", "array"), ("categoryarray", names.Select(ChartStyle.Text).ToArray()), ("showgrid", false), ("tickcolor", "white"));

        // Fixed, so that panels side by side agree: bars and dots would leave different room at the ends.
        return !vertical ? axis : axis.With(("title", Title(title.Length > 0 ? "<br>" + ChartStyle.Text(title) : "")), ("range", new[] { names.Count - 0.45, -0.55 }));
    }

    /// <summary>A text at a place of the axes, unless the attributes say otherwise.</summary>
    public static Annotation Note(string text, double x, double y, params ReadOnlySpan<(string Name, object Value)> attributes) => new Annotation().With(
        ("text", ChartStyle.Text(text)), ("showarrow", false), ("x", x), ("y", y), ("xref", "x"), ("yref", "y"), ("font", ChartStyle.Font(colour: "#555555"))).With(attributes);

    /// <summary>A dotted vertical line behind the data, from the bottom to the top unless the attributes say otherwise.</summary>
    public static Shape Upright(double x, string colour = "#666666") => new Shape().With(
        ("type", "line"), ("layer", "below"), ("line", new { color = colour, width = 1, dash = "dot" }), ("xref", "x"), ("x0", x), ("x1", x), ("yref", "y domain"), ("y0", 0), ("y1", 1));

    private static object Title(string text) => new { text, font = ChartStyle.Font(), standoff = 6 };
}
