using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    public static GenericChart Column<ValuesType, KeysType, TextType>(IEnumerable<ValuesType> values, Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default, Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default, Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default, Optional<Pattern> MarkerPattern = default,
        Optional<Marker> Marker = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default, Optional<IEnumerable<ValuesType>> MultiWidth = default,
        Optional<bool> UseDefaults = default, Optional<ValuesType> Base = default, Optional<ValuesType> Width = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible =>
        new Trace("bar").Set("y", values).With("x", Keys).Set("orientation", StyleParam.Orientation.Vertical).With(Name).With(ShowLegend)
            .With(Opacity).With(Text).With("text", MultiText).With(TextPosition).With("textposition", MultiTextPosition).With("marker", Marker)
            .With("marker.opacity", MultiOpacity).With("marker.color", MarkerColor).With("marker.colorscale", MarkerColorScale)
            .With("marker.line", MarkerOutline).With("marker.pattern", MarkerPattern).With("marker.pattern.shape", MarkerPatternShape)
            .With("marker.pattern.shape", MultiMarkerPatternShape).With(Base).With(Width).With("width", MultiWidth).Chart(UseDefaults);

    public static GenericChart Bar<ValuesType, KeysType, TextType>(IEnumerable<ValuesType> values, Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default, Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default, Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default, Optional<Pattern> MarkerPattern = default,
        Optional<Marker> Marker = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default, Optional<IEnumerable<ValuesType>> MultiWidth = default,
        Optional<bool> UseDefaults = default, Optional<ValuesType> Base = default, Optional<ValuesType> Width = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible =>
        new Trace("bar").Set("x", values).With("y", Keys).Set("orientation", StyleParam.Orientation.Horizontal).With(Name).With(ShowLegend)
            .With(Opacity).With(Text).With("text", MultiText).With(TextPosition).With("textposition", MultiTextPosition).With("marker", Marker)
            .With("marker.opacity", MultiOpacity).With("marker.color", MarkerColor).With("marker.colorscale", MarkerColorScale)
            .With("marker.line", MarkerOutline).With("marker.pattern", MarkerPattern).With("marker.pattern.shape", MarkerPatternShape)
            .With("marker.pattern.shape", MultiMarkerPatternShape).With(Base).With(Width).With("width", MultiWidth).Chart(UseDefaults);

    public static GenericChart StackedColumn<ValuesType, KeysType, TextType>(IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default, Optional<string> Name = default, Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default, Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default, Optional<Pattern> MarkerPattern = default,
        Optional<Marker> Marker = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default, Optional<IEnumerable<ValuesType>> MultiWidth = default,
        Optional<bool> UseDefaults = default, Optional<ValuesType> Base = default, Optional<ValuesType> Width = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible =>
        new Trace("bar").Set("y", values).With("x", Keys).Set("orientation", StyleParam.Orientation.Vertical).With(Name).With(ShowLegend)
            .With(Opacity).With(Text).With("text", MultiText).With(TextPosition).With("textposition", MultiTextPosition).With("marker", Marker)
            .With("marker.opacity", MultiOpacity).With("marker.color", MarkerColor).With("marker.colorscale", MarkerColorScale)
            .With("marker.line", MarkerOutline).With("marker.pattern", MarkerPattern).With("marker.pattern.shape", MarkerPatternShape)
            .With("marker.pattern.shape", MultiMarkerPatternShape).With(Base).With(Width).With("width", MultiWidth).Chart(UseDefaults).Stacked();

    public static GenericChart StackedBar<ValuesType, KeysType, TextType>(IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default, Optional<string> Name = default, Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default, Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default, Optional<Pattern> MarkerPattern = default,
        Optional<Marker> Marker = default, Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default, Optional<IEnumerable<ValuesType>> MultiWidth = default,
        Optional<bool> UseDefaults = default, Optional<ValuesType> Base = default, Optional<ValuesType> Width = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible =>
        new Trace("bar").Set("x", values).With("y", Keys).Set("orientation", StyleParam.Orientation.Horizontal).With(Name).With(ShowLegend)
            .With(Opacity).With(Text).With("text", MultiText).With(TextPosition).With("textposition", MultiTextPosition).With("marker", Marker)
            .With("marker.opacity", MultiOpacity).With("marker.color", MarkerColor).With("marker.colorscale", MarkerColorScale)
            .With("marker.line", MarkerOutline).With("marker.pattern", MarkerPattern).With("marker.pattern.shape", MarkerPatternShape)
            .With("marker.pattern.shape", MultiMarkerPatternShape).With(Base).With(Width).With("width", MultiWidth).Chart(UseDefaults).Stacked();
}
