using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using static Giraffe.ViewEngine.HtmlElements;

namespace Plotly.NET;

public class DisplayOptions : DynamicObj.DynamicObj
{
    public static DisplayOptions init(FSharpOption<string> DocumentTitle = null, FSharpOption<string> DocumentCharset = null,
        FSharpOption<string> DocumentDescription = null, FSharpOption<XmlNode> DocumentFavicon = null,
        FSharpOption<FSharpList<XmlNode>> AdditionalHeadTags = null, FSharpOption<FSharpList<XmlNode>> ChartDescription = null,
        FSharpOption<PlotlyJSReference> PlotlyJSReference = null) =>
        new DisplayOptions().With("DocumentTitle", DocumentTitle).With("DocumentCharset", DocumentCharset)
            .With("DocumentDescription", DocumentDescription).With("DocumentFavicon", DocumentFavicon)
            .With("AdditionalHeadTags", AdditionalHeadTags).With("ChartDescription", ChartDescription)
            .With("PlotlyJSReference", PlotlyJSReference);

    public static DisplayOptions combine(DisplayOptions first, DisplayOptions second) => first.Merge(second);

    internal T Get<T>(string name, T otherwise) => TryGetValue(name)?.Value is T value ? value : otherwise;
}
