using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    public static GenericChart Combine(IEnumerable<GenericChart> gCharts) =>
        GenericChart.combine(gCharts);

    public static GenericChart Invisible() =>
        Charts.Empty();

    public static GenericChart Grid(IEnumerable<GenericChart> gCharts, int nRows, int nCols, Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<Font> SubPlotTitleFont = default, Optional<double> SubPlotTitleOffset = default,
        Optional<Tuple<StyleParam.LinearAxisId, StyleParam.LinearAxisId>[][]> SubPlots = default,
        Optional<StyleParam.LinearAxisId[]> XAxes = default, Optional<StyleParam.LinearAxisId[]> YAxes = default,
        Optional<StyleParam.LayoutGridRowOrder> RowOrder = default, Optional<StyleParam.LayoutGridPattern> Pattern = default,
        Optional<double> XGap = default, Optional<double> YGap = default, Optional<Domain> Domain = default,
        Optional<StyleParam.LayoutGridXSide> XSide = default, Optional<StyleParam.LayoutGridYSide> YSide = default)
    {
        var charts = gCharts.ToArray();
        var grid = new LayoutGrid().Set("rows", nRows).Set("columns", nCols).With(SubPlots).With(XAxes).With(YAxes)
            .Set("roworder", RowOrder.Or(StyleParam.LayoutGridRowOrder.TopToBottom)).Set("pattern", Pattern.Or(StyleParam.LayoutGridPattern.Independent))
            .With(XGap).With(YGap).With(Domain).With(XSide).With(YSide);
        for (var i = 0; i < charts.Length; i++)
        {
            GridCells.Move(charts[i], i + 1);
        }

        var whole = GenericChart.combine(charts);
        whole.Layout.Set("grid", grid);
        if (SubPlotTitles.IsSome)
        {
            var titles = GridCells.Titles([.. SubPlotTitles.Value], nRows, nCols, XGap.Or(0.2), YGap.Or(0.3), SubPlotTitleOffset.Or(0.0), SubPlotTitleFont.Or(null));
            whole.WithAnnotations(titles);
        }

        return whole;
    }
}
