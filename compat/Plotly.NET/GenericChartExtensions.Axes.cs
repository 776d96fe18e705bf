using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET;

public static partial class GenericChartExtensions
{
    public static GenericChart WithXAxis(this GenericChart @this, LinearAxis xAxis, FSharpOption<StyleParam.SubPlotId> Id = null) =>
        @this.ChangeLayout(layout => layout.Child<LinearAxis>(Axes.Key("xaxis", Id)).Merge(xAxis));

    public static GenericChart WithXAxisStyle(this GenericChart @this, Title title, FSharpOption<Tuple<IConvertible, IConvertible>> MinMax = null,
        FSharpOption<bool> ShowGrid = null, FSharpOption<bool> ShowLine = null, FSharpOption<StyleParam.Side> Side = null,
        FSharpOption<StyleParam.LinearAxisId> Overlaying = null, FSharpOption<StyleParam.SubPlotId> Id = null,
        FSharpOption<Tuple<IConvertible, IConvertible>> Domain = null, FSharpOption<double> Position = null, FSharpOption<bool> ZeroLine = null,
        FSharpOption<StyleParam.LinearAxisId> Anchor = null) =>
        @this.ChangeLayout(layout => layout.Child<LinearAxis>(Axes.Key("xaxis", Id)).Set("title", title).With("range", Axes.Pair(MinMax))
            .With(ShowGrid).With(ShowLine).With(Side).With(Overlaying).With("domain", Axes.Pair(Domain)).With(Position).With(ZeroLine).With(Anchor));

    public static GenericChart WithXErrorStyle<m, n>(this GenericChart @this, FSharpOption<IEnumerable<m>> Array = null,
        FSharpOption<IEnumerable<n>> Arrayminus = null, FSharpOption<bool> Symmetric = null, FSharpOption<Color> Color = null,
        FSharpOption<double> Thickness = null, FSharpOption<double> Width = null)
        where m : IConvertible
        where n : IConvertible =>
        @this.ChangeTraces(trace => trace.Child<Error>("error_x").With(Array).With(Arrayminus).With(Symmetric).With(Color).With(Thickness).With(Width)
            );

    public static GenericChart WithYAxis(this GenericChart @this, LinearAxis yAxis, FSharpOption<StyleParam.SubPlotId> Id = null) =>
        @this.ChangeLayout(layout => layout.Child<LinearAxis>(Axes.Key("yaxis", Id)).Merge(yAxis));

    public static GenericChart WithYAxisStyle(this GenericChart @this, Title title, FSharpOption<Tuple<IConvertible, IConvertible>> MinMax = null,
        FSharpOption<bool> ShowGrid = null, FSharpOption<bool> ShowLine = null, FSharpOption<StyleParam.Side> Side = null,
        FSharpOption<StyleParam.LinearAxisId> Overlaying = null, FSharpOption<StyleParam.SubPlotId> Id = null,
        FSharpOption<Tuple<IConvertible, IConvertible>> Domain = null, FSharpOption<double> Position = null, FSharpOption<bool> ZeroLine = null,
        FSharpOption<StyleParam.LinearAxisId> Anchor = null) =>
        @this.ChangeLayout(layout => layout.Child<LinearAxis>(Axes.Key("yaxis", Id)).Set("title", title).With("range", Axes.Pair(MinMax))
            .With(ShowGrid).With(ShowLine).With(Side).With(Overlaying).With("domain", Axes.Pair(Domain)).With(Position).With(ZeroLine).With(Anchor));

    public static GenericChart WithYErrorStyle<k, l>(this GenericChart @this, FSharpOption<IEnumerable<k>> Array = null,
        FSharpOption<IEnumerable<l>> Arrayminus = null, FSharpOption<bool> Symmetric = null, FSharpOption<Color> Color = null,
        FSharpOption<double> Thickness = null, FSharpOption<double> Width = null)
        where k : IConvertible
        where l : IConvertible =>
        @this.ChangeTraces(trace => trace.Child<Error>("error_y").With(Array).With(Arrayminus).With(Symmetric).With(Color).With(Thickness).With(Width)
            );

    public static GenericChart WithAxisAnchor(this GenericChart @this, FSharpOption<int> X = null, FSharpOption<int> Y = null) =>
        @this.ChangeTraces(trace => trace.With("xaxis", Axes.Anchor("x", X)).With("yaxis", Axes.Anchor("y", Y)));
}
