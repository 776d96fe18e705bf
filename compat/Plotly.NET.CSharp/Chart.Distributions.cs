using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    public static GenericChart Histogram<XType, YType, TextType>(Optional<IEnumerable<XType>> X = default, Optional<IEnumerable<YType>> Y = default,
        Optional<StyleParam.Orientation> Orientation = default, Optional<string> Name = default, Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default, Optional<TextType> Text = default, Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.HistFunc> HistFunc = default, Optional<StyleParam.HistNorm> HistNorm = default,
        Optional<string> AlignmentGroup = default, Optional<string> OffsetGroup = default, Optional<int> NBinsX = default,
        Optional<int> NBinsY = default, Optional<string> BinGroup = default, Optional<Bins> XBins = default, Optional<Bins> YBins = default,
        Optional<Color> MarkerColor = default, Optional<Marker> Marker = default, Optional<Line> Line = default, Optional<Error> XError = default,
        Optional<Error> YError = default, Optional<Cumulative> Cumulative = default, Optional<Hoverlabel> HoverLabel = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        new Trace("histogram").With(X).With(Y).With(Orientation).With(Name).With(ShowLegend).With(Opacity).With(Text).With("text", MultiText)
            .With(HistFunc).With(HistNorm).With(AlignmentGroup).With(OffsetGroup).With(NBinsX).With(NBinsY).With(BinGroup).With(XBins).With(YBins)
            .With("marker", Marker).With("marker.color", MarkerColor).With(Line).With("error_x", XError).With("error_y", YError).With(Cumulative)
            .With(HoverLabel).Chart(UseDefaults);

    public static GenericChart BoxPlot<XType, YType, TextType>(Optional<IEnumerable<XType>> X = default, Optional<IEnumerable<YType>> Y = default,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<Color> FillColor = default, Optional<Color> MarkerColor = default,
        Optional<Marker> Marker = default, Optional<double> Opacity = default, Optional<double> WhiskerWidth = default,
        Optional<StyleParam.BoxPoints> BoxPoints = default, Optional<StyleParam.BoxMean> BoxMean = default, Optional<double> Jitter = default,
        Optional<double> PointPos = default, Optional<StyleParam.Orientation> Orientation = default, Optional<Color> OutlineColor = default,
        Optional<double> OutlineWidth = default, Optional<Line> Outline = default, Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default, Optional<bool> Notched = default, Optional<double> NotchWidth = default,
        Optional<StyleParam.QuartileMethod> QuartileMethod = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        new Trace("box").With(X).With(Y).With(Name).With(ShowLegend).With(Text).With("text", MultiText).With(FillColor).With("marker", Marker)
            .With("marker.color", MarkerColor).With(Opacity).With(WhiskerWidth).With(BoxPoints).With(BoxMean).With(Jitter).With(PointPos)
            .With(Orientation).With("line", Outline).With("line.color", OutlineColor).With("line.width", OutlineWidth).With(AlignmentGroup)
            .With(OffsetGroup).With(Notched).With(NotchWidth).With(QuartileMethod).Chart(UseDefaults);

    public static GenericChart Violin<XType, YType, TextType>(Optional<IEnumerable<XType>> X = default, Optional<IEnumerable<YType>> Y = default,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<Color> FillColor = default, Optional<double> Opacity = default,
        Optional<StyleParam.BoxPoints> Points = default, Optional<double> Jitter = default, Optional<double> PointPos = default,
        Optional<StyleParam.Orientation> Orientation = default, Optional<double> Width = default, Optional<Color> MarkerColor = default,
        Optional<Marker> Marker = default, Optional<Color> OutlineColor = default, Optional<double> OutlineWidth = default,
        Optional<Line> Outline = default, Optional<string> AlignmentGroup = default, Optional<string> OffsetGroup = default,
        Optional<bool> ShowBox = default, Optional<double> BoxWidth = default, Optional<Color> BoxFillColor = default, Optional<Box> Box = default,
        Optional<double> BandWidth = default, Optional<MeanLine> MeanLine = default, Optional<string> ScaleGroup = default,
        Optional<StyleParam.ScaleMode> ScaleMode = default, Optional<StyleParam.ViolinSide> Side = default,
        Optional<StyleParam.Range> Span = default, Optional<StyleParam.SpanMode> SpanMode = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        new Trace("violin").With(X).With(Y).With(Name).With(ShowLegend).With(Text).With("text", MultiText).With(FillColor).With(Opacity).With(Points)
            .With(Jitter).With(PointPos).With(Orientation).With(Width).With("marker", Marker).With("marker.color", MarkerColor).With("line", Outline)
            .With("line.color", OutlineColor).With("line.width", OutlineWidth).With(AlignmentGroup).With(OffsetGroup).With("box", Box)
            .With("box.visible", ShowBox).With("box.width", BoxWidth).With("box.fillcolor", BoxFillColor).With(BandWidth).With(MeanLine)
            .With(ScaleGroup).With(ScaleMode).With(Side).With(Span).With(SpanMode).Chart(UseDefaults);
}
