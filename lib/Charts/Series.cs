using Plotly.NET;
using Plotly.NET.TraceObjects;
using SegBook.Metrics;
using Chart = Plotly.NET.CSharp.Chart;

namespace SegBook.Charts;

/// <summary>What charts are made of: bars and dots with their intervals, lines, cells.</summary>
internal static class Series
{
    // Bars differ by pattern too, for those who print in black and white.
    private static readonly string[] Patterns = ["", "/", ".", "x", "|", "+"];

    /// <summary>Horizontal bars from 0, with a whisker for each interval. NaN leaves a gap.</summary>
    public static GenericChart Bars(string name, IEnumerable<string> keys, IReadOnlyList<Interval> values, int index, bool legend = true)
    {
        var bars = Chart.Bar<double, string, string>(values.Select(value => value.Estimate).ToArray(), Keys: keys.Select(ChartStyle.Text).ToArray(),
            Name: ChartStyle.Text(name), ShowLegend: legend, MarkerColor: ChartStyle.Colour(index),
            MarkerPattern: Pattern(index), UseDefaults: false);
        return Whiskers(bars, values);
    }

    /// <summary>Sets an attribute of plotly.js that Plotly.NET has no argument for.</summary>
    public static GenericChart With(GenericChart chart, string attribute, object value) =>
        GenericChart.mapTrace(Microsoft.FSharp.Core.FuncConvert.FromFunc<Trace, Trace>(trace =>
        {
            trace.SetValue(attribute, value);
            return trace;
        }), chart);

    /// <summary>Whiskers to the ends of the intervals, across or up; none where no interval is known.</summary>
    public static GenericChart Whiskers(GenericChart chart, IReadOnlyList<Interval> values, bool up = false)
    {
        if (!values.Any(IsKnown))
        {
            return chart;
        }

        double[] high = [.. values.Select(value => value.High - value.Estimate)];
        double[] low = [.. values.Select(value => value.Estimate - value.Low)];
        var ink = Color.fromHex(ChartStyle.Ink);
        return up
            ? chart.WithYErrorStyle<double, double>(Array: high, Arrayminus: low, Symmetric: false, Color: ink, Thickness: 1, Width: 3)
            : chart.WithXErrorStyle<double, double>(Array: high, Arrayminus: low, Symmetric: false, Color: ink, Thickness: 1, Width: 2);
    }

    /// <summary>Whether both ends of an interval are known.</summary>
    public static bool IsKnown(Interval value) => double.IsFinite(value.Low) && double.IsFinite(value.High);

    /// <summary>Dots at numbers across and names or numbers up.</summary>
    public static GenericChart Dots<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> y, int index, int size = 7, bool legend = true, double opacity = 1)
        where TX : IConvertible
        where TY : IConvertible =>
        Chart.Point<TX, TY, string>(x, y, Name: ChartStyle.Text(name), ShowLegend: legend, Opacity: opacity,
            MarkerColor: ChartStyle.Colour(index), MarkerSymbol: ChartStyle.Symbol(index), UseDefaults: false)
        .WithMarkerStyle(Size: size);

    /// <summary>A line, told apart by colour and dash.</summary>
    public static GenericChart Line<TX>(string name, IEnumerable<TX> x, IEnumerable<double> y, int index, bool markers = false, bool legend = true)
        where TX : IConvertible =>
        Chart.Line<TX, double, string>(x, y, ShowMarkers: markers, Name: ChartStyle.Text(name), ShowLegend: legend, LineColor: ChartStyle.Colour(index),
            LineWidth: 1.6, LineDash: ChartStyle.Dash(index), MarkerSymbol: ChartStyle.Symbol(index), UseDefaults: false)
        .WithMarkerStyle(Size: 5);

    /// <summary>The area between two curves, behind a line.</summary>
    public static GenericChart Band(IReadOnlyList<double> x, IReadOnlyList<double> low, IReadOnlyList<double> high, int index) =>
        Chart.Line<double, double, string>([.. x, .. x.Reverse()], [.. high, .. low.Reverse()], ShowLegend: false, Fill: StyleParam.Fill.ToSelf,
            FillColor: ChartStyle.Tint(index, 0.18), LineWidth: 0, LineColor: ChartStyle.Tint(index, 0), UseDefaults: false);

    /// <summary>Coloured cells, white for 0 and blue for the highest, with a tooltip each and, where there is room, a text.</summary>
    /// <param name="names">The rows, from the top, and the columns.</param>
    /// <param name="values">The numbers, row by row; NaN leaves a cell blank.</param>
    /// <param name="highest">The number that is blue.</param>
    /// <param name="texts">What is written into the cells, or null.</param>
    /// <param name="tooltips">What a pointer on a cell shows.</param>
    /// <param name="barTitle">What the colours mean.</param>
    public static GenericChart Cells(IEnumerable<string> names, double[][] values, double highest, string[][]? texts, string[][] tooltips, string barTitle)
    {
        string[] keys = [.. names.Select(ChartStyle.Text)];
        var bar = ColorBar.init<double, double>(Title: Title.init(Text: ChartStyle.Text(barTitle), Font: ChartStyle.Font(), Side: StyleParam.Side.Right),
            Thickness: 10, OutlineWidth: 0, TickFormat: ".0%");
        var scale = StyleParam.Colorscale.NewCustom(
        [
            Tuple.Create(0.0, Color.fromString("#FFFFFF")), Tuple.Create(0.05, Color.fromString("#D6E8F3")),
            Tuple.Create(0.5, Color.fromString("#3B93C6")), Tuple.Create(1.0, Color.fromString("#023858")),
        ]);
        var chart = Chart.Heatmap<double, string, string, string>(values, X: keys, Y: keys, XGap: 1, YGap: 1, ColorBar: bar, ColorScale: scale, UseDefaults: false);
        chart = With(With(With(With(chart, "zmin", 0.0), "zmax", highest), "hovertext", tooltips), "hoverinfo", "text");
        return texts is null ? chart : With(With(chart, "text", texts), "texttemplate", "%{text}");
    }

    private static Pattern Pattern(int index)
    {
        var pattern = new Pattern();
        pattern.SetValue("shape", Patterns[index % Patterns.Length]);
        pattern.SetValue("fillmode", "overlay");
        pattern.SetValue("fgcolor", "rgba(255,255,255,0.75)");
        pattern.SetValue("fgopacity", 1);
        pattern.SetValue("size", 5);
        pattern.SetValue("solidity", 0.25);
        return pattern;
    }
}
