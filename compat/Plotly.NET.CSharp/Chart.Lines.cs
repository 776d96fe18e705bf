using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    public static GenericChart Line<XType, YType, TextType>(IEnumerable<XType> x, IEnumerable<YType> y, Optional<bool> ShowMarkers = default,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default, Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default, Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default, Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default, Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default, Optional<Color> LineColor = default, Optional<StyleParam.Colorscale> LineColorScale = default,
        Optional<double> LineWidth = default, Optional<StyleParam.DrawingStyle> LineDash = default, Optional<Line> Line = default,
        Optional<string> StackGroup = default, Optional<StyleParam.Orientation> Orientation = default,
        Optional<StyleParam.GroupNorm> GroupNorm = default, Optional<StyleParam.Fill> Fill = default, Optional<Color> FillColor = default,
        Optional<bool> UseWebGL = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        new Trace(UseWebGL.Or(false) ? "scattergl" : "scatter").Set("mode", Modes.Lines(ShowMarkers.Or(false), TextPosition.IsSome || MultiTextPosition.IsSome)).Set("x", x).Set("y", y)
            .With(Name).With(ShowLegend).With(Opacity).With(Text).With("text", MultiText).With(TextPosition).With("textposition", MultiTextPosition)
            .With("marker", Marker).With("marker.opacity", MultiOpacity).With("marker.color", MarkerColor).With("marker.colorscale", MarkerColorScale)
            .With("marker.line", MarkerOutline).With("marker.symbol", MarkerSymbol).With("marker.symbol", MultiMarkerSymbol).With("line", Line)
            .With("line.color", LineColor).With("line.colorscale", LineColorScale).With("line.width", LineWidth).With("line.dash", LineDash)
            .With(StackGroup).With(Orientation).With(GroupNorm).With(Fill).With(FillColor).Chart(UseDefaults);

    public static GenericChart Point<XType, YType, TextType>(IEnumerable<XType> x, IEnumerable<YType> y, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default, Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<TextType> Text = default, Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default, Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default, Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default, Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default, Optional<string> StackGroup = default, Optional<StyleParam.Orientation> Orientation = default,
        Optional<StyleParam.GroupNorm> GroupNorm = default, Optional<bool> UseWebGL = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        new Trace(UseWebGL.Or(false) ? "scattergl" : "scatter").Set("mode", Modes.Points(TextPosition.IsSome || MultiTextPosition.IsSome)).Set("x", x).Set("y", y)
            .With(Name).With(ShowLegend).With(Opacity).With(Text).With("text", MultiText).With(TextPosition).With("textposition", MultiTextPosition)
            .With("marker", Marker).With("marker.opacity", MultiOpacity).With("marker.color", MarkerColor).With("marker.colorscale", MarkerColorScale)
            .With("marker.line", MarkerOutline).With("marker.symbol", MarkerSymbol).With("marker.symbol", MultiMarkerSymbol).With(StackGroup)
            .With(Orientation).With(GroupNorm).Chart(UseDefaults);

    public static GenericChart Scatter<XType, YType, TextType>(IEnumerable<XType> x, IEnumerable<YType> y, StyleParam.Mode mode,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default, Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default, Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default, Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default, Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default, Optional<Color> LineColor = default, Optional<StyleParam.Colorscale> LineColorScale = default,
        Optional<double> LineWidth = default, Optional<StyleParam.DrawingStyle> LineDash = default, Optional<Line> Line = default,
        Optional<string> StackGroup = default, Optional<StyleParam.Orientation> Orientation = default,
        Optional<StyleParam.GroupNorm> GroupNorm = default, Optional<StyleParam.Fill> Fill = default, Optional<Color> FillColor = default,
        Optional<bool> UseWebGL = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        new Trace(UseWebGL.Or(false) ? "scattergl" : "scatter").Set("mode", mode).Set("x", x).Set("y", y).With(Name).With(ShowLegend).With(Opacity)
            .With(Text).With("text", MultiText).With(TextPosition).With("textposition", MultiTextPosition).With("marker", Marker)
            .With("marker.opacity", MultiOpacity).With("marker.color", MarkerColor).With("marker.colorscale", MarkerColorScale)
            .With("marker.line", MarkerOutline).With("marker.symbol", MarkerSymbol).With("marker.symbol", MultiMarkerSymbol).With("line", Line)
            .With("line.color", LineColor).With("line.colorscale", LineColorScale).With("line.width", LineWidth).With("line.dash", LineDash)
            .With(StackGroup).With(Orientation).With(GroupNorm).With(Fill).With(FillColor).Chart(UseDefaults);

    public static GenericChart Area<XType, YType, TextType>(IEnumerable<XType> x, IEnumerable<YType> y, Optional<bool> ShowMarkers = default,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default, Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default, Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default, Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default, Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default, Optional<Color> LineColor = default, Optional<StyleParam.Colorscale> LineColorScale = default,
        Optional<double> LineWidth = default, Optional<StyleParam.DrawingStyle> LineDash = default, Optional<Line> Line = default,
        Optional<string> StackGroup = default, Optional<StyleParam.Orientation> Orientation = default,
        Optional<StyleParam.GroupNorm> GroupNorm = default, Optional<Color> FillColor = default, Optional<bool> UseWebGL = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        new Trace(UseWebGL.Or(false) ? "scattergl" : "scatter").Set("mode", Modes.Lines(ShowMarkers.Or(false), TextPosition.IsSome || MultiTextPosition.IsSome)).Set("x", x).Set("y", y)
            .With(Name).With(ShowLegend).With(Opacity).With(Text).With("text", MultiText).With(TextPosition).With("textposition", MultiTextPosition)
            .With("marker", Marker).With("marker.opacity", MultiOpacity).With("marker.color", MarkerColor).With("marker.colorscale", MarkerColorScale)
            .With("marker.line", MarkerOutline).With("marker.symbol", MarkerSymbol).With("marker.symbol", MultiMarkerSymbol).With("line", Line)
            .With("line.color", LineColor).With("line.colorscale", LineColorScale).With("line.width", LineWidth).With("line.dash", LineDash)
            .With(StackGroup).With(Orientation).With(GroupNorm).Set("fill", StyleParam.Fill.ToZero_y).With(FillColor).Chart(UseDefaults);
}
