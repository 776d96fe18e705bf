using Plotly.NET;

namespace SegBook.Charts;

/// <summary>The look of every chart, in one place: colours and symbols that a colour-blind reader and a black-and-white printer can tell apart, 8 pt text, white ground.</summary>
public static class ChartStyle
{
    /// <summary>One column of a two-column page, in millimetres.</summary>
    public const double ColumnWidth = 85;

    /// <summary>The width of a page's text, in millimetres.</summary>
    public const double FullWidth = 175;

    /// <summary>Fonts in the order of preference; the first are alike in width, so that pictures agree between machines.</summary>
    public const string FontFamily = "Arial, Liberation Sans, DejaVu Sans, sans-serif";

    /// <summary>8 pt in CSS pixels.</summary>
    public const double FontSize = 8 * 96 / 72.0;

    // plotly.js centres the lines of a title on the first one's place: half a line of the title's font.
    private const double HalfLine = FontSize * 1.1 * 0.65;

    internal const string Ink = "#222222";
    internal const string Faint = "#DDDDDD";

    // In place of the palette's yellow, which is not seen on white, there is grey.
    private static readonly string[] Palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999"];

    private static readonly string[] Markers = ["circle", "square", "diamond", "triangle-up", "x", "triangle-down", "cross", "star"];

    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    /// <summary>The colour of series <paramref name="index"/>, from Okabe and Ito's palette; after eight they repeat.</summary>
    public static string Colour(int index) => Palette[index % Palette.Length];

    /// <summary>The same colour, light enough to lie behind a line.</summary>
    public static string Tint(int index, double opacity)
    {
        var rgb = Convert.ToInt32(Colour(index)[1..], 16);
        return FormattableString.Invariant($"rgba({rgb >> 16},{(rgb >> 8) & 255},{rgb & 255},{opacity:0.##})");
    }

    /// <summary>The marker of series <paramref name="index"/>.</summary>
    public static string Symbol(int index) => Markers[index % Markers.Length];

    /// <summary>The dash of series <paramref name="index"/>.</summary>
    public static string Dash(int index) => Dashes[index % Dashes.Length];

    /// <summary>Text for a chart: plotly.js reads tags and entities in it, so a name such as "a &lt; b" must be escaped.</summary>
    public static string Text(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Millimetres as CSS pixels, 96 to the inch.</summary>
    internal static int Pixels(double millimetres) => (int)Math.Round(millimetres * 96 / 25.4);

    internal static object Font(double scale = 1, string colour = Ink) => new { family = FontFamily, size = FontSize * scale, color = colour };

    /// <summary>Gives a chart its title, fonts, ground, size and legend, and what its axes and traces do not say themselves.</summary>
    internal static GenericChart Apply(GenericChart chart, string title, int width, int height)
    {
        var lines = Lines(title, width);
        return chart.WithLayout(
            ("title", new
            {
                text = string.Join("<br>", lines.Select(line => $"<b>{Text(line)}</b>")), font = Font(1.1), pad = new { t = 8 + (int)(HalfLine * (lines.Count - 1)), l = 8 },
                x = 0, xanchor = "left", xref = "container", y = 1, yanchor = "top", yref = "container",
            }),
            ("width", width), ("height", height), ("margin", new { l = 12, r = 12, t = (int)Math.Ceiling((2 * HalfLine * lines.Count) + 18), b = 8 }),
            ("font", Font()), ("paper_bgcolor", "white"), ("plot_bgcolor", "white"), ("hovermode", "closest"), ("separators", ".\u2009"),
            ("template", new { layout = new { colorway = Palette, xaxis = Axis.House, yaxis = Axis.House } }),
            ("legend", new { orientation = "h", x = 0.5, xanchor = "center", yref = "container", y = 0, yanchor = "bottom" }));
    }

    // plotly.js does not break lines. A character of the title is about two thirds as wide as it is high in the widest of the fonts.
    private static List<string> Lines(string title, int width)
    {
        var room = (int)((width - 20) / (FontSize * 1.1 * 0.63));
        var lines = new List<string> { "" };
        foreach (var word in title.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > room)
            {
                lines.Add("");
            }

            lines[^1] += lines[^1].Length > 0 ? " " + word : word;
        }

        return lines;
    }
}
