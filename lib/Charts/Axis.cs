using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace SegBook.Charts;

/// <summary>Axes, reference lines and notes in the house style.</summary>
internal static class Axis
{
    /// <summary>An axis of numbers: a title with its unit, ticks outside, a line, a faint grid.</summary>
    /// <param name="title">Says what is measured and in which unit; may be empty.</param>
    /// <param name="from">The lower end, or NaN to leave both ends to the data.</param>
    /// <param name="to">The upper end.</param>
    /// <param name="format">The form of the tick labels (d3), such as <c>.0%</c>.</param>
    /// <param name="grid">Whether grid lines are drawn.</param>
    public static LinearAxis Numbers(string title, double from = double.NaN, double to = double.NaN, string format = "", bool grid = true)
    {
        var axis = Plain(title, grid);
        if (!double.IsNaN(from))
        {
            axis.SetValue("range", new[] { from, to });
        }

        if (format.Length > 0)
        {
            axis.SetValue("tickformat", format);
        }

        return axis;
    }

    /// <summary>A logarithmic axis.</summary>
    public static LinearAxis Logarithmic(string title)
    {
        var axis = Plain(title, true);
        axis.SetValue("type", "log");
        axis.SetValue("dtick", 1);
        return axis;
    }

    /// <summary>An axis of names, in the order given, the first at the left or the top.</summary>
    /// <param name="names">The names.</param>
    /// <param name="title">What the names are; may be empty.</param>
    /// <param name="vertical">True for a vertical axis, which then starts at the top.</param>
    public static LinearAxis Names(IReadOnlyCollection<string> names, string title = "", bool vertical = false)
    {
        var axis = Plain(title, false);
        axis.SetValue("type", "category");
        axis.SetValue("categoryorder", "array");
        axis.SetValue("categoryarray", names.Select(ChartStyle.Text).ToArray());
        axis.SetValue("ticks", "");
        if (vertical)
        {
            // Fixed, so that panels side by side agree: bars and dots would leave different room at the ends.
            axis.SetValue("range", new[] { names.Count - 0.45, -0.55 });
        }

        return axis;
    }

    /// <summary>A text at a place given as shares of the drawing area.</summary>
    public static Annotation Note(string text, double x, double y, StyleParam.XAnchorPosition across, StyleParam.YAnchorPosition up, string colour = ChartStyle.Ink) =>
        Annotation.init<double, double, int, string, int, string, int, string, int, string>(
            X: x, Y: y, XRef: "paper", YRef: "paper", Text: ChartStyle.Text(text), ShowArrow: false, XAnchor: across, YAnchor: up, Font: ChartStyle.Font(colour: colour));

    /// <summary>A horizontal line across a panel.</summary>
    public static Shape Level(double y, int panel = 1, string colour = "#666666") => Straight("y", y, "x", panel, colour);

    /// <summary>A vertical line up a panel.</summary>
    public static Shape Upright(double x, int panel = 1, string colour = "#666666") => Straight("x", x, "y", panel, colour);

    /// <summary>The vertical line at zero, where nothing differs.</summary>
    public static Shape Zero()
    {
        var line = Upright(0, colour: ChartStyle.Ink);
        line.SetValue("line", Line.init(Color: Color.fromHex(ChartStyle.Ink), Width: 1));
        line.SetValue("layer", "above");
        return line;
    }

    private static Shape Straight(string along, double at, string across, int panel, string colour)
    {
        var number = panel == 1 ? "" : FormattableString.Invariant($"{panel}");
        var shape = Shape.init<double, double, double, double>(ShapeType: StyleParam.ShapeType.Line, Layer: StyleParam.Layer.Below,
            Line: Line.init(Color: Color.fromString(colour), Width: 1, Dash: StyleParam.DrawingStyle.Dot));
        shape.SetValue(along + "ref", along + number);
        shape.SetValue(along + "0", at);
        shape.SetValue(along + "1", at);
        shape.SetValue(across + "ref", across + number + " domain");
        shape.SetValue(across + "0", 0);
        shape.SetValue(across + "1", 1);
        return shape;
    }

    private static LinearAxis Plain(string title, bool grid)
    {
        var axis = LinearAxis.init<IConvertible, IConvertible, IConvertible, IConvertible, IConvertible, IConvertible, IConvertible, IConvertible>(
            ShowGrid: grid, GridColor: Color.fromHex(ChartStyle.Faint), ShowLine: true, LineColor: Color.fromHex(ChartStyle.Ink), LineWidth: 1,
            ZeroLine: false, ExponentFormat: StyleParam.ExponentFormat.E, Ticks: StyleParam.TickOptions.Outside, TickLen: 3, TickColor: Color.fromHex(ChartStyle.Ink));
        if (title.Length > 0)
        {
            axis.SetValue("title", Title.init(Text: ChartStyle.Text(title), Font: ChartStyle.Font(), Standoff: 6));
        }

        axis.SetValue("automargin", true);
        return axis;
    }
}
