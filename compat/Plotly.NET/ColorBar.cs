using Microsoft.FSharp.Core;

namespace Plotly.NET;

public class ColorBar : DynamicObj.DynamicObj
{
    public static ColorBar init<a, b>(FSharpOption<Color> BGColor = null, FSharpOption<Color> BorderColor = null,
        FSharpOption<double> BorderWidth = null, FSharpOption<IConvertible> DTick = null,
        FSharpOption<StyleParam.ExponentFormat> ExponentFormat = null, FSharpOption<DynamicObj.DynamicObj> LabelAlias = null,
        FSharpOption<double> Len = null, FSharpOption<StyleParam.UnitMode> LenMode = null, FSharpOption<double> MinExponent = null,
        FSharpOption<int> NTicks = null, FSharpOption<StyleParam.Orientation> Orientation = null, FSharpOption<Color> OutlineColor = null,
        FSharpOption<double> OutlineWidth = null, FSharpOption<bool> SeparateThousands = null,
        FSharpOption<StyleParam.ShowExponent> ShowExponent = null, FSharpOption<bool> ShowTickLabels = null,
        FSharpOption<StyleParam.ShowTickOption> ShowTickPrefix = null, FSharpOption<StyleParam.ShowTickOption> ShowTickSuffix = null,
        FSharpOption<double> Thickness = null, FSharpOption<StyleParam.UnitMode> ThicknessMode = null, FSharpOption<IConvertible> Tick0 = null,
        FSharpOption<int> TickAngle = null, FSharpOption<Color> TickColor = null, FSharpOption<Font> TickFont = null,
        FSharpOption<string> TickFormat = null, FSharpOption<IEnumerable<TickFormatStop>> TickFormatStops = null,
        FSharpOption<StyleParam.TickLabelOverflow> TickLabelOverflow = null, FSharpOption<StyleParam.TickLabelPosition> TickLabelPosition = null,
        FSharpOption<int> TickLabelStep = null, FSharpOption<double> TickLen = null, FSharpOption<StyleParam.TickMode> TickMode = null,
        FSharpOption<string> TickPrefix = null, FSharpOption<StyleParam.TickOptions> Ticks = null, FSharpOption<string> TickSuffix = null,
        FSharpOption<IEnumerable<a>> TickText = null, FSharpOption<IEnumerable<b>> TickVals = null, FSharpOption<double> TickWidth = null,
        FSharpOption<Title> Title = null, FSharpOption<double> X = null, FSharpOption<StyleParam.HorizontalAlign> XAnchor = null,
        FSharpOption<double> XPad = null, FSharpOption<string> XRef = null, FSharpOption<double> Y = null,
        FSharpOption<StyleParam.VerticalAlign> YAnchor = null, FSharpOption<double> YPad = null, FSharpOption<string> YRef = null)
        where a : IConvertible
        where b : IConvertible =>
        new ColorBar().With(BGColor).With(BorderColor).With(BorderWidth).With(DTick).With(ExponentFormat).With(LabelAlias).With(Len).With(LenMode)
            .With(MinExponent).With(NTicks).With(Orientation).With(OutlineColor).With(OutlineWidth).With(SeparateThousands).With(ShowExponent)
            .With(ShowTickLabels).With(ShowTickPrefix).With(ShowTickSuffix).With(Thickness).With(ThicknessMode).With(Tick0).With(TickAngle)
            .With(TickColor).With(TickFont).With(TickFormat).With(TickFormatStops).With(TickLabelOverflow).With(TickLabelPosition).With(TickLabelStep)
            .With(TickLen).With(TickMode).With(TickPrefix).With(Ticks).With(TickSuffix).With(TickText).With(TickVals).With(TickWidth).With(Title)
            .With(X).With(XAnchor).With(XPad).With(XRef).With(Y).With(YAnchor).With(YPad).With(YRef);
}
