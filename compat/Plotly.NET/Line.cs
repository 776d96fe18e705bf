using Microsoft.FSharp.Core;

namespace Plotly.NET;

public class Line : DynamicObj.DynamicObj
{
    public static Line init(FSharpOption<StyleParam.BackOff> BackOff = null, FSharpOption<bool> AutoColorScale = null,
        FSharpOption<bool> CAuto = null, FSharpOption<double> CMax = null, FSharpOption<double> CMid = null, FSharpOption<double> CMin = null,
        FSharpOption<Color> Color = null, FSharpOption<StyleParam.SubPlotId> ColorAxis = null, FSharpOption<StyleParam.Colorscale> Colorscale = null,
        FSharpOption<bool> ReverseScale = null, FSharpOption<bool> ShowScale = null, FSharpOption<ColorBar> ColorBar = null,
        FSharpOption<StyleParam.DrawingStyle> Dash = null, FSharpOption<StyleParam.Shape> Shape = null, FSharpOption<bool> Simplify = null,
        FSharpOption<double> Smoothing = null, FSharpOption<double> Width = null, FSharpOption<IEnumerable<double>> MultiWidth = null,
        FSharpOption<Color> OutlierColor = null, FSharpOption<double> OutlierWidth = null) =>
        new Line().With(BackOff).With(AutoColorScale).With(CAuto).With(CMax).With(CMid).With(CMin).With(Color).With(ColorAxis).With(Colorscale)
            .With(ReverseScale).With(ShowScale).With(ColorBar).With(Dash).With(Shape).With(Simplify).With(Smoothing).With(Width)
            .With("width", MultiWidth).With(OutlierColor).With(OutlierWidth);
}
