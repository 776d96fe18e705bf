using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET;

public class Chart
{
    private Chart()
    {
    }

    public static FSharpFunc<GenericChart, GenericChart> WithLegendStyle(FSharpOption<Color> BGColor = null, FSharpOption<Color> BorderColor = null,
        FSharpOption<double> BorderWidth = null, FSharpOption<double> EntryWidth = null,
        FSharpOption<StyleParam.EntryWidthMode> EntryWidthMode = null, FSharpOption<Font> Font = null,
        FSharpOption<StyleParam.TraceGroupClickOptions> GroupClick = null, FSharpOption<Font> GroupTitleFont = null,
        FSharpOption<StyleParam.TraceItemClickOptions> ItemClick = null, FSharpOption<StyleParam.TraceItemClickOptions> ItemDoubleClick = null,
        FSharpOption<StyleParam.TraceItemSizing> ItemSizing = null, FSharpOption<int> ItemWidth = null,
        FSharpOption<StyleParam.Orientation> Orientation = null, FSharpOption<Title> Title = null, FSharpOption<double> TraceGroupGap = null,
        FSharpOption<StyleParam.TraceOrder> TraceOrder = null, FSharpOption<string> UIRevision = null,
        FSharpOption<StyleParam.VerticalAlign> VerticalAlign = null, FSharpOption<bool> Visible = null, FSharpOption<double> X = null,
        FSharpOption<StyleParam.XAnchorPosition> XAnchor = null, FSharpOption<string> XRef = null, FSharpOption<double> Y = null,
        FSharpOption<StyleParam.YAnchorPosition> YAnchor = null, FSharpOption<string> YRef = null, FSharpOption<int> Id = null) =>
        Change(chart => chart.ChangeLayout(layout => layout.Child<Legend>("legend" + Numbers.Suffix(Id is null ? 1 : Id.Value)).With(BGColor)
            .With(BorderColor).With(BorderWidth).With(EntryWidth).With(EntryWidthMode).With(Font).With(GroupClick).With(GroupTitleFont)
            .With(ItemClick).With(ItemDoubleClick).With(ItemSizing).With(ItemWidth).With(Orientation).With(Title).With(TraceGroupGap).With(TraceOrder)
            .With(UIRevision).With(VerticalAlign).With(Visible).With(X).With(XAnchor).With(XRef).With(Y).With(YAnchor).With(YRef)));

    public static FSharpFunc<GenericChart, GenericChart> WithDisplayOptions(DisplayOptions displayOpts) =>
        Change(chart => GenericChart.addDisplayOptions(displayOpts, chart));

    private static FSharpFunc<GenericChart, GenericChart> Change(Func<GenericChart, GenericChart> change) => FuncConvert.FromFunc(change);
}
