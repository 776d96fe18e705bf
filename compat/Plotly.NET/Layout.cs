using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET;

public class Layout : DynamicObj.DynamicObj
{
    public static Layout init<a>(FSharpOption<Title> Title = null, FSharpOption<bool> ShowLegend = null, FSharpOption<Margin> Margin = null,
        FSharpOption<bool> AutoSize = null, FSharpOption<int> Width = null, FSharpOption<int> Height = null, FSharpOption<Font> Font = null,
        FSharpOption<UniformText> UniformText = null, FSharpOption<string> Separators = null, FSharpOption<Color> PaperBGColor = null,
        FSharpOption<Color> PlotBGColor = null, FSharpOption<StyleParam.AutoTypeNumbers> AutoTypeNumbers = null,
        FSharpOption<DefaultColorScales> Colorscale = null, FSharpOption<Color> Colorway = null, FSharpOption<ModeBar> ModeBar = null,
        FSharpOption<StyleParam.HoverMode> HoverMode = null, FSharpOption<StyleParam.ClickMode> ClickMode = null,
        FSharpOption<StyleParam.DragMode> DragMode = null, FSharpOption<StyleParam.SelectDirection> SelectDirection = null,
        FSharpOption<ActiveSelection> ActiveSelection = null, FSharpOption<NewSelection> NewSelection = null, FSharpOption<int> HoverDistance = null,
        FSharpOption<int> SpikeDistance = null, FSharpOption<Hoverlabel> Hoverlabel = null, FSharpOption<Transition> Transition = null,
        FSharpOption<string> DataRevision = null, FSharpOption<string> UIRevision = null, FSharpOption<string> EditRevision = null,
        FSharpOption<string> SelectRevision = null, FSharpOption<DynamicObj.DynamicObj> Template = null, FSharpOption<string> Meta = null,
        FSharpOption<string> Computed = null, FSharpOption<LayoutGrid> Grid = null, FSharpOption<StyleParam.Calendar> Calendar = null,
        FSharpOption<int> MinReducedHeight = null, FSharpOption<int> MinReducedWidth = null, FSharpOption<NewShape> NewShape = null,
        FSharpOption<ActiveShape> ActiveShape = null, FSharpOption<bool> HideSources = null, FSharpOption<double> ScatterGap = null,
        FSharpOption<StyleParam.ScatterMode> ScatterMode = null, FSharpOption<double> BarGap = null, FSharpOption<double> BarGroupGap = null,
        FSharpOption<StyleParam.BarMode> BarMode = null, FSharpOption<StyleParam.BarNorm> BarNorm = null, FSharpOption<bool> ExtendPieColors = null,
        FSharpOption<IEnumerable<a>> HiddenLabels = null, FSharpOption<Color> PieColorWay = null, FSharpOption<double> BoxGap = null,
        FSharpOption<double> BoxGroupGap = null, FSharpOption<StyleParam.BoxMode> BoxMode = null, FSharpOption<double> ViolinGap = null,
        FSharpOption<double> ViolinGroupGap = null, FSharpOption<StyleParam.ViolinMode> ViolinMode = null, FSharpOption<double> WaterfallGap = null,
        FSharpOption<double> WaterfallGroupGap = null, FSharpOption<StyleParam.WaterfallMode> WaterfallMode = null,
        FSharpOption<double> FunnelGap = null, FSharpOption<double> FunnelGroupGap = null, FSharpOption<StyleParam.FunnelMode> FunnelMode = null,
        FSharpOption<bool> ExtendFunnelAreaColors = null, FSharpOption<Color> FunnelAreaColorWay = null,
        FSharpOption<bool> ExtendSunBurstColors = null, FSharpOption<Color> SunBurstColorWay = null, FSharpOption<bool> ExtendTreeMapColors = null,
        FSharpOption<Color> TreeMapColorWay = null, FSharpOption<bool> ExtendIcicleColors = null, FSharpOption<Color> IcicleColorWay = null,
        FSharpOption<IEnumerable<Annotation>> Annotations = null, FSharpOption<IEnumerable<Shape>> Shapes = null,
        FSharpOption<IEnumerable<Selection>> Selections = null, FSharpOption<IEnumerable<LayoutImage>> Images = null,
        FSharpOption<IEnumerable<Slider>> Sliders = null, FSharpOption<IEnumerable<UpdateMenu>> UpdateMenus = null)
        where a : IConvertible =>
        new Layout().With(Title).With(ShowLegend).With(Margin).With(AutoSize).With(Width).With(Height).With(Font).With(UniformText).With(Separators)
            .With("paper_bgcolor", PaperBGColor).With("plot_bgcolor", PlotBGColor).With(AutoTypeNumbers).With(Colorscale).With(Colorway).With(ModeBar)
            .With(HoverMode).With(ClickMode).With(DragMode).With(SelectDirection).With(ActiveSelection).With(NewSelection).With(HoverDistance)
            .With(SpikeDistance).With(Hoverlabel).With(Transition).With(DataRevision).With(UIRevision).With(EditRevision).With(SelectRevision)
            .With(Template).With(Meta).With(Computed).With(Grid).With(Calendar).With(MinReducedHeight).With(MinReducedWidth).With(NewShape)
            .With(ActiveShape).With(HideSources).With(ScatterGap).With(ScatterMode).With(BarGap).With(BarGroupGap).With(BarMode).With(BarNorm)
            .With(ExtendPieColors).With(HiddenLabels).With(PieColorWay).With(BoxGap).With(BoxGroupGap).With(BoxMode).With(ViolinGap)
            .With(ViolinGroupGap).With(ViolinMode).With(WaterfallGap).With(WaterfallGroupGap).With(WaterfallMode).With(FunnelGap).With(FunnelGroupGap)
            .With(FunnelMode).With(ExtendFunnelAreaColors).With(FunnelAreaColorWay).With(ExtendSunBurstColors).With(SunBurstColorWay)
            .With(ExtendTreeMapColors).With(TreeMapColorWay).With(ExtendIcicleColors).With(IcicleColorWay).With(Annotations).With(Shapes)
            .With(Selections).With(Images).With(Sliders).With(UpdateMenus);

    public static Layout combine(Layout first, Layout second) => first.Merge(second);
}
