using Microsoft.FSharp.Core;
using Plotly.NET.TraceObjects;

namespace Plotly.NET;

public static partial class GenericChartExtensions
{
    public static GenericChart WithTraceInfo(this GenericChart @this, FSharpOption<string> Name = null,
        FSharpOption<StyleParam.Visible> Visible = null, FSharpOption<bool> ShowLegend = null, FSharpOption<int> LegendRank = null,
        FSharpOption<string> LegendGroup = null, FSharpOption<Title> LegendGroupTitle = null) =>
        @this.ChangeTraces((trace, i) => trace.With("name", Axes.Numbered(Name, i)).With(Visible).With(ShowLegend).With(LegendRank).With(LegendGroup)
            .With(LegendGroupTitle));

    public static GenericChart WithMarkerStyle(this GenericChart @this, FSharpOption<bool> AutoColorScale = null, FSharpOption<bool> CAuto = null,
        FSharpOption<double> CMax = null, FSharpOption<double> CMid = null, FSharpOption<double> CMin = null, FSharpOption<Color> Color = null,
        FSharpOption<IEnumerable<Color>> Colors = null, FSharpOption<StyleParam.SubPlotId> ColorAxis = null, FSharpOption<ColorBar> ColorBar = null,
        FSharpOption<StyleParam.Colorscale> Colorscale = null, FSharpOption<Gradient> Gradient = null, FSharpOption<Line> Outline = null,
        FSharpOption<int> MaxDisplayed = null, FSharpOption<double> Opacity = null, FSharpOption<IEnumerable<double>> MultiOpacity = null,
        FSharpOption<Pattern> Pattern = null, FSharpOption<bool> ReverseScale = null, FSharpOption<bool> ShowScale = null,
        FSharpOption<int> Size = null, FSharpOption<IEnumerable<int>> MultiSize = null, FSharpOption<int> SizeMin = null,
        FSharpOption<StyleParam.MarkerSizeMode> SizeMode = null, FSharpOption<int> SizeRef = null,
        FSharpOption<StyleParam.MarkerSymbol> Symbol = null, FSharpOption<IEnumerable<StyleParam.MarkerSymbol>> MultiSymbol = null,
        FSharpOption<StyleParam.MarkerSymbol3D> Symbol3D = null, FSharpOption<IEnumerable<StyleParam.MarkerSymbol3D>> MultiSymbol3D = null,
        FSharpOption<Color> OutlierColor = null, FSharpOption<int> OutlierWidth = null) =>
        @this.ChangeTraces(trace => trace.Child<Marker>("marker").With(AutoColorScale).With(CAuto).With(CMax).With(CMid).With(CMin).With(Color)
            .With("color", Colors).With(ColorAxis).With(ColorBar).With(Colorscale).With(Gradient).With("line", Outline).With(MaxDisplayed)
            .With(Opacity).With("opacity", MultiOpacity).With(Pattern).With(ReverseScale).With(ShowScale).With(Size).With("size", MultiSize)
            .With(SizeMin).With(SizeMode).With(SizeRef).With(Symbol).With("symbol", MultiSymbol).With("symbol", Symbol3D)
            .With("symbol", MultiSymbol3D).With(OutlierColor).With(OutlierWidth));

    public static GenericChart WithLineStyle(this GenericChart @this, FSharpOption<bool> AutoColorScale = null, FSharpOption<bool> CAuto = null,
        FSharpOption<double> CMax = null, FSharpOption<double> CMid = null, FSharpOption<double> CMin = null, FSharpOption<Color> Color = null,
        FSharpOption<StyleParam.SubPlotId> ColorAxis = null, FSharpOption<StyleParam.Colorscale> Colorscale = null,
        FSharpOption<bool> ReverseScale = null, FSharpOption<bool> ShowScale = null, FSharpOption<ColorBar> ColorBar = null,
        FSharpOption<StyleParam.DrawingStyle> Dash = null, FSharpOption<StyleParam.Shape> Shape = null, FSharpOption<bool> Simplify = null,
        FSharpOption<double> Smoothing = null, FSharpOption<double> Width = null, FSharpOption<IEnumerable<double>> MultiWidth = null,
        FSharpOption<Color> OutlierColor = null, FSharpOption<double> OutlierWidth = null) =>
        @this.ChangeTraces(trace => trace.Child<Line>("line").With(AutoColorScale).With(CAuto).With(CMax).With(CMid).With(CMin).With(Color)
            .With(ColorAxis).With(Colorscale).With(ReverseScale).With(ShowScale).With(ColorBar).With(Dash).With(Shape).With(Simplify).With(Smoothing)
            .With(Width).With("width", MultiWidth).With(OutlierColor).With(OutlierWidth));

    public static GenericChart WithColorBar(this GenericChart @this, ColorBar colorbar) =>
        @this.ChangeTraces(trace => trace.Set("colorbar", colorbar));
}
