using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

public class Shape : DynamicObj.DynamicObj
{
    public static Shape init<a, b, c, d>(FSharpOption<bool> Editable = null, FSharpOption<Color> FillColor = null,
        FSharpOption<StyleParam.FillRule> FillRule = null, FSharpOption<ShapeLabel> Label = null, FSharpOption<bool> ShowLegend = null,
        FSharpOption<StyleParam.SubPlotId> Legend = null, FSharpOption<int> LegendRank = null, FSharpOption<string> LegendGroup = null,
        FSharpOption<Title> LegendGroupTitle = null, FSharpOption<double> LegendWidth = null, FSharpOption<StyleParam.Layer> Layer = null,
        FSharpOption<Line> Line = null, FSharpOption<string> Name = null, FSharpOption<double> Opacity = null, FSharpOption<string> Path = null,
        FSharpOption<string> TemplateItemName = null, FSharpOption<StyleParam.ShapeType> ShapeType = null, FSharpOption<bool> Visible = null,
        FSharpOption<a> X0 = null, FSharpOption<b> X1 = null, FSharpOption<StyleParam.LinearAxisId> XAnchor = null, FSharpOption<string> Xref = null,
        FSharpOption<StyleParam.ShapeSizeMode> XSizeMode = null, FSharpOption<c> Y0 = null, FSharpOption<d> Y1 = null,
        FSharpOption<StyleParam.LinearAxisId> YAnchor = null, FSharpOption<string> Yref = null,
        FSharpOption<StyleParam.ShapeSizeMode> YSizeMode = null)
        where a : IConvertible
        where b : IConvertible
        where c : IConvertible
        where d : IConvertible =>
        new Shape().With(Editable).With(FillColor).With(FillRule).With(Label).With(ShowLegend).With(Legend).With(LegendRank).With(LegendGroup)
            .With(LegendGroupTitle).With(LegendWidth).With(Layer).With(Line).With(Name).With(Opacity).With(Path).With(TemplateItemName)
            .With("type", ShapeType).With(Visible).With(X0).With(X1).With(XAnchor).With(Xref).With(XSizeMode).With(Y0).With(Y1).With(YAnchor)
            .With(Yref).With(YSizeMode);
}
