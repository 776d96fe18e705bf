using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    public static GenericChart Range<XType, YType, TextType>(IEnumerable<XType> x, IEnumerable<YType> y, IEnumerable<YType> upper,
        IEnumerable<YType> lower, StyleParam.Mode mode, Optional<string> Name = default, Optional<string> GroupName = default,
        Optional<bool> ShowMarkers = default, Optional<bool> ShowLegend = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default, Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default, Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default, Optional<Marker> UpperMarker = default, Optional<Marker> LowerMarker = default,
        Optional<Color> LineColor = default, Optional<StyleParam.Colorscale> LineColorScale = default, Optional<double> LineWidth = default,
        Optional<StyleParam.DrawingStyle> LineDash = default, Optional<Line> Line = default, Optional<Line> UpperLine = default,
        Optional<Line> LowerLine = default, Optional<Color> RangeColor = default, Optional<TextType> UpperText = default,
        Optional<IEnumerable<TextType>> MultiUpperText = default, Optional<TextType> LowerText = default,
        Optional<IEnumerable<TextType>> MultiLowerText = default, Optional<Font> TextFont = default, Optional<string> LowerName = default,
        Optional<string> UpperName = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var group = GroupName.Or("Range");
        var modes = Modes.Of(mode, ShowMarkers, TextPosition.IsSome || TextFont.IsSome);
        var low = Edge(lower, LowerName.Or("lower")).With("marker", LowerMarker).With("line", LowerLine).With("text", LowerText).With("text", MultiLowerText);
        var high = Edge(upper, UpperName.Or("upper")).Set("fill", StyleParam.Fill.ToNext_y).With("marker", UpperMarker).With("line", UpperLine)
            .With("text", UpperText).With("text", MultiUpperText);
        var middle = new Trace("scatter").Set("mode", modes).Set("x", x).Set("y", y).With(Name).With(ShowLegend).With(Text).With("text", MultiText)
            .With(TextPosition).With("textposition", MultiTextPosition).With(TextFont).With("marker", Marker).With("marker.color", MarkerColor)
            .With("marker.colorscale", MarkerColorScale).With("marker.line", MarkerOutline).With("marker.symbol", MarkerSymbol)
            .With("marker.symbol", MultiMarkerSymbol).With("line", Line).With("line.color", LineColor).With("line.colorscale", LineColorScale)
            .With("line.width", LineWidth).With("line.dash", LineDash).Set("legendgroup", group).Set("legendgrouptitle", Title.init(Text: group));
        return Charts.Of([low, high, middle], UseDefaults);

        Trace Edge(IEnumerable<YType> edge, string name)
        {
            var trace = new Trace("scatter").Set("mode", modes).Set("x", x).Set("y", edge).Set("name", name).Set("showlegend", true)
                .Set("legendgroup", group).With(TextPosition).With(TextFont).With("fillcolor", RangeColor);
            trace.Child("marker").Set("color", RangeColor.Or(Color.fromString("rgba(0,0,0,0.5)")));
            return trace;
        }
    }
}
