using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

public class LinearAxis : DynamicObj.DynamicObj
{
    public static LinearAxis init<a, b, c, d, e, f, g, h>(FSharpOption<bool> Visible = null, FSharpOption<Color> Color = null,
        FSharpOption<Title> Title = null, FSharpOption<StyleParam.AxisType> AxisType = null,
        FSharpOption<StyleParam.AutoTypeNumbers> AutoTypeNumbers = null, FSharpOption<StyleParam.AutoRange> AutoRange = null,
        FSharpOption<AutoRangeOptions> AutoRangeOptions = null, FSharpOption<bool> AutoShift = null,
        FSharpOption<StyleParam.RangeMode> RangeMode = null, FSharpOption<StyleParam.Range> Range = null, FSharpOption<bool> FixedRange = null,
        FSharpOption<StyleParam.ScaleAnchor> ScaleAnchor = null, FSharpOption<double> ScaleRatio = null,
        FSharpOption<StyleParam.AxisConstraint> Constrain = null, FSharpOption<StyleParam.AxisConstraintDirection> ConstrainToward = null,
        FSharpOption<StyleParam.LinearAxisId> Matches = null, FSharpOption<a> MaxAllowed = null, FSharpOption<b> MinAllowed = null,
        FSharpOption<IEnumerable<Rangebreak>> Rangebreaks = null, FSharpOption<StyleParam.TickMode> TickMode = null, FSharpOption<int> NTicks = null,
        FSharpOption<c> Tick0 = null, FSharpOption<d> DTick = null, FSharpOption<IEnumerable<e>> TickVals = null,
        FSharpOption<IEnumerable<f>> TickText = null, FSharpOption<StyleParam.TickOptions> Ticks = null,
        FSharpOption<StyleParam.CategoryTickAnchor> TicksOn = null, FSharpOption<StyleParam.TickLabelMode> TickLabelMode = null,
        FSharpOption<StyleParam.TickLabelPosition> TickLabelPosition = null, FSharpOption<int> TickLabelStep = null,
        FSharpOption<StyleParam.TickLabelOverflow> TickLabelOverflow = null, FSharpOption<StyleParam.Mirror> Mirror = null,
        FSharpOption<int> TickLen = null, FSharpOption<int> TickWidth = null, FSharpOption<Color> TickColor = null,
        FSharpOption<bool> ShowTickLabels = null, FSharpOption<StyleParam.TickAutoMargin> AutoMargin = null, FSharpOption<bool> ShowSpikes = null,
        FSharpOption<Color> SpikeColor = null, FSharpOption<int> SpikeThickness = null, FSharpOption<StyleParam.DrawingStyle> SpikeDash = null,
        FSharpOption<StyleParam.SpikeMode> SpikeMode = null, FSharpOption<StyleParam.SpikeSnap> SpikeSnap = null, FSharpOption<Font> TickFont = null,
        FSharpOption<int> TickAngle = null, FSharpOption<StyleParam.ShowTickOption> ShowTickPrefix = null, FSharpOption<string> TickPrefix = null,
        FSharpOption<StyleParam.ShowTickOption> ShowTickSuffix = null, FSharpOption<string> TickSuffix = null,
        FSharpOption<StyleParam.ShowExponent> ShowExponent = null, FSharpOption<StyleParam.ExponentFormat> ExponentFormat = null,
        FSharpOption<double> MinExponent = null, FSharpOption<Minor> Minor = null, FSharpOption<bool> SeparateThousands = null,
        FSharpOption<string> TickFormat = null, FSharpOption<IEnumerable<TickFormatStop>> TickFormatStops = null,
        FSharpOption<string> HoverFormat = null, FSharpOption<StyleParam.Range> InsideRange = null, FSharpOption<bool> ShowLine = null,
        FSharpOption<Color> LineColor = null, FSharpOption<double> LineWidth = null, FSharpOption<bool> ShowGrid = null,
        FSharpOption<Color> GridColor = null, FSharpOption<StyleParam.DrawingStyle> GridDash = null, FSharpOption<double> GridWidth = null,
        FSharpOption<bool> ZeroLine = null, FSharpOption<Color> ZeroLineColor = null, FSharpOption<double> ZeroLineWidth = null,
        FSharpOption<int> Shift = null, FSharpOption<bool> ShowDividers = null, FSharpOption<Color> DividerColor = null,
        FSharpOption<int> DividerWidth = null, FSharpOption<StyleParam.LinearAxisId> Anchor = null, FSharpOption<StyleParam.Side> Side = null,
        FSharpOption<StyleParam.LinearAxisId> Overlaying = null, FSharpOption<DynamicObj.DynamicObj> LabelAlias = null,
        FSharpOption<StyleParam.Layer> Layer = null, FSharpOption<StyleParam.Range> Domain = null, FSharpOption<double> Position = null,
        FSharpOption<StyleParam.CategoryOrder> CategoryOrder = null, FSharpOption<IEnumerable<g>> CategoryArray = null,
        FSharpOption<h> UIRevision = null, FSharpOption<RangeSlider> RangeSlider = null, FSharpOption<RangeSelector> RangeSelector = null,
        FSharpOption<StyleParam.Calendar> Calendar = null, FSharpOption<Color> BackgroundColor = null, FSharpOption<bool> ShowBackground = null)
        where a : IConvertible
        where b : IConvertible
        where c : IConvertible
        where d : IConvertible
        where e : IConvertible
        where f : IConvertible
        where g : IConvertible
        where h : IConvertible =>
        new LinearAxis().With(Visible).With(Color).With(Title).With("type", AxisType).With(AutoTypeNumbers).With(AutoRange).With(AutoRangeOptions)
            .With(AutoShift).With(RangeMode).With(Range).With(FixedRange).With(ScaleAnchor).With(ScaleRatio).With(Constrain).With(ConstrainToward)
            .With(Matches).With(MaxAllowed).With(MinAllowed).With(Rangebreaks).With(TickMode).With(NTicks).With(Tick0).With(DTick).With(TickVals)
            .With(TickText).With(Ticks).With(TicksOn).With(TickLabelMode).With(TickLabelPosition).With(TickLabelStep).With(TickLabelOverflow)
            .With(Mirror).With(TickLen).With(TickWidth).With(TickColor).With(ShowTickLabels).With(AutoMargin).With(ShowSpikes).With(SpikeColor)
            .With(SpikeThickness).With(SpikeDash).With(SpikeMode).With(SpikeSnap).With(TickFont).With(TickAngle).With(ShowTickPrefix).With(TickPrefix)
            .With(ShowTickSuffix).With(TickSuffix).With(ShowExponent).With(ExponentFormat).With(MinExponent).With(Minor).With(SeparateThousands)
            .With(TickFormat).With(TickFormatStops).With(HoverFormat).With(InsideRange).With(ShowLine).With(LineColor).With(LineWidth).With(ShowGrid)
            .With(GridColor).With(GridDash).With(GridWidth).With(ZeroLine).With(ZeroLineColor).With(ZeroLineWidth).With(Shift).With(ShowDividers)
            .With(DividerColor).With(DividerWidth).With(Anchor).With(Side).With(Overlaying).With(LabelAlias).With(Layer).With(Domain).With(Position)
            .With(CategoryOrder).With(CategoryArray).With(UIRevision).With(RangeSlider).With(RangeSelector).With(Calendar).With(BackgroundColor)
            .With(ShowBackground);
}
