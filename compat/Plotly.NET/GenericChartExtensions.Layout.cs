using System.Runtime.InteropServices;
using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET;

public static partial class GenericChartExtensions
{
    public static GenericChart WithTitle(this GenericChart @this, string title, FSharpOption<Font> TitleFont = null) =>
        @this.ChangeLayout(layout => layout.Child<Title>("title").Set("text", title).With("font", TitleFont));

    public static GenericChart WithSize(this GenericChart @this, int width, int height) =>
        @this.ChangeLayout(layout => layout.Set("width", width).Set("height", height));

    public static GenericChart WithLegend(this GenericChart @this, bool showlegend) =>
        @this.ChangeLayout(layout => layout.Set("showlegend", showlegend));

    public static GenericChart WithLegend(GenericChart @this, Legend legend, FSharpOption<int> Id = null) =>
        @this.ChangeLayout(layout => layout.Child<Legend>("legend" + Numbers.Suffix(Id is null ? 1 : Id.Value)).Merge(legend));

    public static GenericChart WithLayout(this GenericChart @this, Layout layout) =>
        @this.ChangeLayout(own => Layout.combine(own, layout));

    public static GenericChart WithMargin(this GenericChart @this, Margin margin) =>
        @this.ChangeLayout(layout => layout.Set("margin", margin));

    public static GenericChart WithTemplate(this GenericChart @this, Template template) =>
        @this.ChangeLayout(layout => layout.Set("template", template));

    public static GenericChart WithConfig(this GenericChart @this, Config config) =>
        GenericChart.setConfig(config, @this);

    public static GenericChart WithAnnotation(this GenericChart @this, Annotation annotation,
        [Optional, DefaultOption(Value = true)] FSharpOption<bool> Append) =>
        @this.WithAnnotations([annotation], Append);

    public static GenericChart WithAnnotations(this GenericChart @this, IEnumerable<Annotation> annotations,
        [Optional, DefaultOption(Value = true)] FSharpOption<bool> Append) =>
        @this.ChangeLayout(layout => layout.Prepend("annotations", annotations, Append));

    public static GenericChart WithShape(this GenericChart @this, Shape shape, [Optional, DefaultOption(Value = true)] FSharpOption<bool> Append) =>
        @this.WithShapes([shape], Append);

    public static GenericChart WithShapes(this GenericChart @this, IEnumerable<Shape> shapes,
        [Optional, DefaultOption(Value = true)] FSharpOption<bool> Append) =>
        @this.ChangeLayout(layout => layout.Prepend("shapes", shapes, Append));

    public static void SaveHtml(this GenericChart @this, string path, FSharpOption<bool> OpenInBrowser = null) =>
        Pages.Save(@this, path, OpenInBrowser);
}
