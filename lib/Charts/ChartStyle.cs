using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>The look of every chart: 8 pt text on white, series that a colour-blind reader and a black-and-white printer can tell apart.</summary>
public static partial class ChartStyle
{
    /// <summary>The width of a page's text, in millimetres.</summary>
    public const double FullWidth = 175;

    internal const string Ink = "#222222";

    // 8 pt in CSS pixels.
    private const double FontSize = 8 * 96 / 72.0;

    // plotly.js centres the lines of a title on the first one's place: half a line of the title's font.
    private const double HalfLine = FontSize * 1.1 * 0.65;

    // Okabe and Ito's, with grey in place of the yellow, which is not seen on white.
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999"];

    // What every axis has unless it says otherwise: ticks outside, a line, a faint grid, room for its labels.
    private static readonly object Axes = new
    {
        automargin = true, showgrid = true, gridcolor = "#DDDDDD", zeroline = false, exponentformat = "e",
        showline = true, linecolor = Ink, linewidth = 1, ticks = "outside", ticklen = 3, tickcolor = Ink,
    };

    /// <summary>The colour of series <paramref name="index"/>; after eight they repeat.</summary>
    public static string Colour(int index) => Colours[index % Colours.Length];

    /// <summary>Text for a chart: plotly.js reads tags and entities in it, so a name such as "a &lt; b" must be escaped.</summary>
    public static string Text(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    // The fonts are alike in width, so that pictures agree between machines.
    internal static object Font(double scale = 1, string colour = Ink) =>
        new { family = "Arial, Liberation Sans, DejaVu Sans, sans-serif", size = FontSize * scale, color = colour };

    /// <summary>A chart as plotly.js reads it, with title, fonts, ground, size (in CSS pixels) and legend, and what its axes do not say themselves.</summary>
    /// <remarks>Not by GenericChart.toJson: it starts Plotly.NET's HTML writer, which does not load in the notebook kernel, whose FSharp.Core is older.</remarks>
    internal static string Json(GenericChart chart, string title, int width, int height)
    {
        var room = (width - 20) / (FontSize * 1.1 * 0.63);
        var lines = Lines(Unbroken().Replace(title, "\u00a0"), line => line.Length <= room);
        var whole = chart.WithLayout(
            ("title", new
            {
                text = string.Join("<br>", lines.Select(line => $"<b>{Text(line)}</b>")), font = Font(1.1),
                pad = new { t = 8 + (int)(HalfLine * (lines.Count - 1)), l = 8 },
                x = 0, xanchor = "left", xref = "container", y = 1, yanchor = "top", yref = "container",
            }),
            ("width", width), ("height", height), ("margin", new { l = 12, r = 12, t = (int)Math.Ceiling((2 * HalfLine * lines.Count) + 18), b = 8 }),
            ("font", Font()), ("paper_bgcolor", "white"), ("plot_bgcolor", "white"), ("hovermode", "closest"), ("separators", ".\u2009"),
            ("template", new { layout = new { colorway = Colours, xaxis = Axes, yaxis = Axes } }),
            ("legend", new { orientation = "h", x = 0.5, xanchor = "center", yref = "container", y = 0, yanchor = "bottom" }));
        return JsonConvert.SerializeObject(new { data = GenericChart.getTraces(whole), layout = GenericChart.getLayout(whole) });
    }

    /// <summary>A count with its noun.</summary>
    internal static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : FormattableString.Invariant($"{count} {noun}s");

    // Spaces within a number, before its unit and in height x width: no line ends there.
    [GeneratedRegex(@"(?<=\d) (?=[\p{L}\d%])|(?<=\d [x×]) (?=\d)")]
    private static partial Regex Unbroken();

    /// <summary>A text in lines that fit, because plotly.js breaks none; a word that is longer has a line of its own.</summary>
    internal static List<string> Lines(string text, Func<string, bool> fits)
    {
        List<string> lines = [""];
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = $"{lines[^1]} {word}".TrimStart();
            if (lines[^1].Length == 0 || fits(longer))
            {
                lines[^1] = longer;
            }
            else
            {
                lines.Add(word);
            }
        }

        return lines;
    }

    /// <summary>Refuses numbers that are not as many as the names of classes.</summary>
    internal static void Check(IReadOnlyList<string> classes, int count, string what) =>
        Check(count == classes.Count, $"There are {classes.Count} names of classes and {count} {what}.", nameof(classes));

    /// <summary>Refuses an argument about which something does not hold that has to.</summary>
    internal static void Check(bool holds, string problem, string argument)
    {
        if (!holds)
        {
            throw new ArgumentException(problem, argument);
        }
    }

    /// <summary>Sets attributes of a trace, an axis, a shape or a note, by the names of https://plotly.com/javascript/reference.</summary>
    internal static T With<T>(this T part, params ReadOnlySpan<(string Name, object Value)> attributes)
        where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in attributes)
        {
            part.SetProperty(name, value);
        }

        return part;
    }

    /// <summary>Sets attributes of the layout; shapes and annotations are added to those that there are.</summary>
    internal static GenericChart WithLayout(this GenericChart chart, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        GenericChart.addLayout(new Layout().With(attributes), chart);
}

/// <summary>Axes in the house style; further attributes take the place of its own.</summary>
internal static class Axis
{
    /// <summary>An axis of numbers; the title says what is measured and in which unit.</summary>
    public static LinearAxis Numbers(string title, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        new LinearAxis().With(("title", new { text = ChartStyle.Text(title), font = ChartStyle.Font(), standoff = 6 })).With(attributes);

    // plotly.js leaves a vertical axis's title no room at the figure's edge: an empty line before it does.
    public static LinearAxis Up(string title, params ReadOnlySpan<(string Name, object Value)> attributes) => Numbers("", attributes)
        .With(("title", new { text = title.Length > 0 ? "<br>" + ChartStyle.Text(title) : "", font = ChartStyle.Font(), standoff = 6 }));

    /// <summary>An axis of names in the order given, the first at the left or, on a vertical axis, at the top.</summary>
    public static LinearAxis Names(IReadOnlyCollection<string> names, string title = "", bool vertical = false)
    {
        // The ticks are not seen, but keep the names off the axis. Bars and dots would leave different room at the ends of a free range.
        double[] range = vertical ? [names.Count - 0.45, -0.55] : [-0.5, names.Count - 0.5];
        return (vertical ? Up(title) : Numbers(title)).With(("type", "category"), ("categoryorder", "array"),
            ("categoryarray", names.Select(ChartStyle.Text).ToArray()), ("showgrid", false), ("tickcolor", "white"), ("range", range));
    }

    public static Shape Upright(double x, string colour, string dash = "dot", string layer = "below") => new Shape().With(
        ("type", "line"), ("layer", layer), ("line", new { color = colour, width = 1, dash }),
        ("xref", "x"), ("x0", x), ("x1", x), ("yref", "y domain"), ("y0", 0), ("y1", 1));

    /// <summary>A panel's name, above it.</summary>
    public static Annotation Heading(string text, int panel, int columns) => new Annotation().With(
        ("text", ChartStyle.Text(text)), ("showarrow", false), ("xref", Id("x", panel) + " domain"), ("x", 0.5),
        ("yref", Id("y", panel / columns * columns) + " domain"), ("y", 1), ("yanchor", "bottom"));

    /// <summary>A grey band from a number down, across a panel of a grid that shares the axes of its rows.</summary>
    public static Shape Band(double top, double depth, int panel, int columns) => new Shape().With(
        ("type", "rect"), ("layer", "below"), ("fillcolor", "#E4E4E4"), ("line", new { width = 0 }), ("xref", Id("x", panel) + " domain"), ("x0", 0), ("x1", 1),
        ("yref", Id("y", panel / columns * columns)), ("y0", top - depth), ("y1", top));

    /// <summary>The legend's word for a band.</summary>
    public static Trace BandName(string name) => Series.Dots(name, new[] { double.NaN }, new[] { double.NaN }, 0, 11, "square", "#D0D0D0");

    internal static string Id(string axis, int index) => index == 0 ? axis : FormattableString.Invariant($"{axis}{index + 1}");
}

/// <summary>What charts are made of. NaN leaves a gap; a series without a name is not in the legend.</summary>
internal static class Series
{
    // Bars differ by pattern too, for those who print in black and white.
    private static readonly string[] Patterns = ["", "/", ".", "x", "|", "+"];
    private static readonly string[] Symbols = ["circle", "square", "diamond", "triangle-up", "x", "triangle-down", "cross", "star"];
    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    public static Trace Bars(string name, IEnumerable<string> keys, IEnumerable<double> values, int index) => Named("bar", name).With(
        ("orientation", "h"), ("x", values.ToArray()), ("y", keys.Select(ChartStyle.Text).ToArray()), ("marker", new
        {
            color = ChartStyle.Colour(index),
            pattern = new { shape = Patterns[index % Patterns.Length], fillmode = "overlay", fgcolor = "rgba(255,255,255,0.75)", fgopacity = 1, size = 5, solidity = 0.25 },
        }));

    /// <summary>The same trace with a whisker for each interval whose ends are known.</summary>
    public static Trace Whiskers(this Trace trace, IReadOnlyList<Interval> values, string axis = "x") => values.All(value => double.IsNaN(value.Low)) ? trace : trace.With(
        ($"error_{axis}", new
        {
            type = "data", symmetric = false, color = ChartStyle.Ink, thickness = 1, width = 2,
            array = values.Select(value => value.High - value.Estimate).ToArray(), arrayminus = values.Select(value => value.Estimate - value.Low).ToArray(),
        }));

    /// <summary>Dots at numbers or names across and up, told apart by colour and symbol; one size for all or one for each.</summary>
    public static Trace Dots(string name, Array x, Array y, int index, object size, string? symbol = null, string? colour = null) => Named("scatter", name).With(
        ("mode", "markers"), ("x", Escaped(x)), ("y", Escaped(y)),
        ("marker", new { color = colour ?? ChartStyle.Colour(index), symbol = symbol ?? Symbols[index % Symbols.Length], size }));

    /// <summary>A line with symbols on about fifteen of its points, or on all where a value is missing, because one between two gaps has no line.</summary>
    public static Trace Line(string name, Array x, double[] y, int index, double width = 1.6, string? dash = null, string? colour = null) => Named("scatter", name).With(
        ("mode", "lines+markers"), ("x", x), ("y", y),
        ("line", new { color = colour ?? ChartStyle.Colour(index), width, dash = dash ?? Dashes[index % Dashes.Length] }),
        ("marker", new { symbol = Symbols[index % Symbols.Length], size = 5, maxdisplayed = y.Any(double.IsNaN) ? 0 : 15 }));

    private static Array Escaped(Array values) => values is string[] names ? names.Select(ChartStyle.Text).ToArray() : values;

    private static Trace Named(string type, string name) => new Trace(type).With(("name", ChartStyle.Text(name)), ("showlegend", name.Length > 0));
}

/// <summary>A pair of axes with what is drawn on it; a figure has one or several.</summary>
internal sealed record Panel(IReadOnlyList<Trace> Traces, LinearAxis X, LinearAxis Y)
{
    private static readonly object[][] Blues = [[0, "#FFFFFF"], [0.05, "#D6E8F3"], [0.5, "#3B93C6"], [1, "#023858"]];

    public GenericChart ToChart() => Grid([this], columns: 1);

    /// <summary>Panels row by row; gaps, with room for tick labels and titles, are shares of a panel; those of a row may share an axis.</summary>
    public static GenericChart Grid(IReadOnlyList<Panel> panels, int columns, double xgap = 0, double ygap = 0, bool shared = false)
    {
        int Row(int i) => shared ? i / columns * columns : i;
        var traces = panels.SelectMany((panel, i) => panel.Traces.Select(trace => trace.With(("xaxis", Axis.Id("x", i)), ("yaxis", Axis.Id("y", Row(i))))));
        var subplots = panels.Select((_, i) => Axis.Id("x", i) + Axis.Id("y", Row(i))).Chunk(columns)
            .Select(row => row.Concat(Enumerable.Repeat("", columns - row.Length)));
        return GenericChart.combine(traces.Select(trace => GenericChart.ofTraceObject(false, trace)))
            .WithLayout(("grid", new { rows = (panels.Count + columns - 1) / columns, columns, subplots, xgap, ygap,
                domain = new { y = new[] { 0, shared ? 0.94 : 1 } } }))
            .WithLayout([.. panels.SelectMany((panel, i) => new (string, object)[]
            {
                (Axis.Id("xaxis", i), panel.X), (Axis.Id("yaxis", Row(i)), panels[Row(i)].Y),
            })]);
    }

    /// <summary>Shares of classes (rows, from the top) by classes, white for 0 and blue for 1, with tooltips and, where there is room, per cents.</summary>
    public static Figure Cells(
        TextTable data, IReadOnlyList<string> classes, Func<int, int, double> share, Func<int, int, string> tooltip,
        string across, string up, string meaning)
    {
        string[] names = [.. classes.Select(ChartStyle.Text)];
        var roomy = names.Length <= 16;
        (string, object)[] small = [("dtick", 1), ("showline", false), ("tickfont", ChartStyle.Font(roomy ? 1 : 0.8))];
        return new Figure(data, Draw, width: roomy ? 135 : ChartStyle.FullWidth, height: roomy ? 120 : 165);

        T[][] Table<T>(Func<int, int, T> cell) => [.. names.Select((_, row) => names.Select((_, column) => cell(row, column)).ToArray())];

        // A cell has room for two digits; what is below half a per cent would only be noise.
        string Percent(int row, int column) => roomy && share(row, column) is >= 0.005 and var part ? FormattableString.Invariant($"{100 * part:0}") : "";

        GenericChart Draw()
        {
            var label = new { text = ChartStyle.Text(meaning), font = ChartStyle.Font(), side = "right" };
            var cells = new Trace("heatmap").With(
                ("z", Table(share)), ("x", names), ("y", names), ("xgap", 1), ("ygap", 1), ("zmin", 0), ("zmax", 1), ("colorscale", Blues),
                ("text", Table(Percent)), ("texttemplate", "%{text}"), ("hovertext", Table((i, j) => ChartStyle.Text(tooltip(i, j)))), ("hoverinfo", "text"),
                ("colorbar", new { title = label, thickness = 10, outlinewidth = 0, tickformat = ".0%" }));
            var right = Axis.Names(classes, across).With(("tickangle", -90));
            return new Panel([cells], right.With(small), Axis.Names(classes, up, vertical: true).With(small)).ToChart();
        }
    }
}
