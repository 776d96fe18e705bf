using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    public static GenericChart Heatmap<ZType, XType, YType, TextType>(IEnumerable<IEnumerable<ZType>> zData, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default, Optional<IEnumerable<XType>> X = default,
        Optional<int> XGap = default, Optional<IEnumerable<YType>> Y = default, Optional<int> YGap = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<ColorBar> ColorBar = default,
        Optional<StyleParam.Colorscale> ColorScale = default, Optional<bool> ShowScale = default, Optional<bool> ReverseScale = default,
        Optional<StyleParam.SmoothAlg> ZSmooth = default, Optional<bool> Transpose = default, Optional<bool> UseWebGL = default,
        Optional<bool> ReverseYAxis = default, Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        new Trace(UseWebGL.Or(false) ? "heatmapgl" : "heatmap").Set("z", zData).With(Name).With(ShowLegend).With(Opacity).With(X).With(XGap).With(Y)
            .With(YGap).With(Text).With("text", MultiText).With(ColorBar).With(ColorScale).With(ShowScale).With(ReverseScale).With(ZSmooth)
            .With(Transpose).Chart(UseDefaults).Upright(ReverseYAxis);

    public static GenericChart AnnotatedHeatmap<ZType, XType, YType, TextType>(IEnumerable<IEnumerable<ZType>> zData,
        IEnumerable<IEnumerable<string>> annotationText, Optional<string> Name = default, Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default, Optional<IEnumerable<XType>> X = default, Optional<int> XGap = default,
        Optional<IEnumerable<YType>> Y = default, Optional<int> YGap = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<ColorBar> ColorBar = default,
        Optional<StyleParam.Colorscale> ColorScale = default, Optional<bool> ShowScale = default, Optional<bool> ReverseScale = default,
        Optional<StyleParam.SmoothAlg> ZSmooth = default, Optional<bool> Transpose = default, Optional<bool> UseWebGL = default,
        Optional<bool> ReverseYAxis = default, Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        new Trace(UseWebGL.Or(false) ? "heatmapgl" : "heatmap").Set("z", zData).With(Name).With(ShowLegend).With(Opacity).With(X).With(XGap).With(Y)
            .With(YGap).With(Text).With("text", MultiText).With(ColorBar).With(ColorScale).With(ShowScale).With(ReverseScale).With(ZSmooth)
            .With(Transpose).Chart(UseDefaults).Upright(ReverseYAxis).Written(annotationText);

    public static GenericChart Image<IdType>(Optional<IEnumerable<IEnumerable<IEnumerable<int>>>> Z = default, Optional<string> Source = default,
        Optional<string> Name = default, Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<IdType>> Ids = default, Optional<StyleParam.ColorModel> ColorModel = default,
        Optional<StyleParam.ColorComponentBound> ZMax = default, Optional<StyleParam.ColorComponentBound> ZMin = default,
        Optional<StyleParam.SmoothAlg> ZSmooth = default, Optional<bool> UseDefaults = default)
        where IdType : IConvertible =>
        new Trace("image").With(Z).With(Source).With(Name).With(ShowLegend).With(Opacity).With(Ids).With(ColorModel).With(ZMax).With(ZMin)
            .With(ZSmooth).Chart(UseDefaults);

    public static GenericChart Table(TableCells header, TableCells cells, Optional<string> Name = default,
        Optional<IEnumerable<int>> ColumnOrder = default, Optional<double> ColumnWidth = default,
        Optional<IEnumerable<double>> MultiColumnWidth = default, Optional<bool> UseDefaults = default) =>
        new Trace("table").Set("header", header).Set("cells", cells).With(Name).With(ColumnOrder).With(ColumnWidth)
            .With("columnwidth", MultiColumnWidth).Chart(UseDefaults);
}
