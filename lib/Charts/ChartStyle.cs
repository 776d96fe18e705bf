using Plotly.NET;
using Plotly.NET.LayoutObjects;

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

    private static readonly string[] Palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442"];

    private static readonly StyleParam.MarkerSymbol[] Markers =
    [
        StyleParam.MarkerSymbol.Circle, StyleParam.MarkerSymbol.Square, StyleParam.MarkerSymbol.Diamond, StyleParam.MarkerSymbol.TriangleUp,
        StyleParam.MarkerSymbol.X, StyleParam.MarkerSymbol.TriangleDown, StyleParam.MarkerSymbol.Cross, StyleParam.MarkerSymbol.Star,
    ];

    private static readonly StyleParam.DrawingStyle[] Dashes =
    [
        StyleParam.DrawingStyle.Solid, StyleParam.DrawingStyle.Dash, StyleParam.DrawingStyle.Dot, StyleParam.DrawingStyle.DashDot,
        StyleParam.DrawingStyle.LongDash, StyleParam.DrawingStyle.LongDashDot,
    ];

    /// <summary>The colour of series <paramref name="index"/>, from Okabe and Ito's palette; after eight they repeat.</summary>
    public static Color Colour(int index) => Color.fromHex(Hex(index));

    /// <summary>The same colour, light enough to lie behind a line.</summary>
    public static Color Tint(int index, double opacity)
    {
        var rgb = Convert.ToInt32(Hex(index)[1..], 16);
        return Color.fromString(FormattableString.Invariant($"rgba({rgb >> 16},{(rgb >> 8) & 255},{rgb & 255},{opacity:0.##})"));
    }

    /// <summary>The marker of series <paramref name="index"/>.</summary>
    public static StyleParam.MarkerSymbol Symbol(int index) => Markers[index % Markers.Length];

    /// <summary>The dash of series <paramref name="index"/>.</summary>
    public static StyleParam.DrawingStyle Dash(int index) => Dashes[index % Dashes.Length];

    /// <summary>Text for a chart: plotly.js reads tags and entities in it, so a name such as "a &lt; b" must be escaped.</summary>
    public static string Text(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    internal static string Hex(int index) => Palette[index % Palette.Length];

    /// <summary>Millimetres as CSS pixels, 96 to the inch.</summary>
    internal static int Pixels(double millimetres) => (int)Math.Round(millimetres * 96 / 25.4);

    internal static Font Font(double scale = 1, string colour = Ink) =>
        Plotly.NET.Font.init(Family: StyleParam.FontFamily.NewCustom(FontFamily), Size: FontSize * scale, Color: Color.fromString(colour));

    /// <summary>Gives a chart its title, fonts, ground, size and legend.</summary>
    internal static GenericChart Apply(GenericChart chart, string title, int width, int height)
    {
        var lines = Lines(title, width);
        var heading = Title.init(Text: string.Join("<br>", lines.Select(line => $"<b>{Text(line)}</b>")), Font: Font(1.1), X: 0,
            XAnchor: StyleParam.XAnchorPosition.Left, XRef: "container", Y: 1, YAnchor: StyleParam.YAnchorPosition.Top, YRef: "container");
        heading.SetValue("pad", new Dictionary<string, int> { ["t"] = 8 + (int)(HalfLine * (lines.Count - 1)), ["l"] = 8 });
        var top = (int)Math.Ceiling((2 * HalfLine * lines.Count) + 18);
        var legend = Legend.init(Orientation: StyleParam.Orientation.Horizontal, X: 0.5, XAnchor: StyleParam.XAnchorPosition.Center,
            YRef: "container", Y: 0, YAnchor: StyleParam.YAnchorPosition.Bottom);
        var layout = Layout.init<string>(Title: heading, Width: width, Height: height, Font: Font(), PaperBGColor: Color.fromString("white"),
            PlotBGColor: Color.fromString("white"), Margin: Margin.init<int, int, int, int, int, bool>(Left: 12, Right: 12, Top: top, Bottom: 8),
            HoverMode: StyleParam.HoverMode.Closest);
        layout.SetValue("legend", legend);
        layout.SetValue("separators", ".\u2009");
        return chart.WithLayout(layout);
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
