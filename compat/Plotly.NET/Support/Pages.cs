using System.Diagnostics;
using System.Net;
using Giraffe.ViewEngine;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using static Giraffe.ViewEngine.HtmlElements;

namespace Plotly.NET;

/// <summary>Figures as HTML: a fragment for a page that has plotly.js, and a page of its own.</summary>
internal static class Pages
{
    private static readonly PlotlyJSReference Network = PlotlyJSReference.NewCDN("https://cdn.plot.ly/plotly-2.27.1.min.js");

    public static string Fragment(GenericChart chart)
    {
        var id = Guid.NewGuid().ToString();
        return $"""
            <div><div id="{id}"></div><script type="text/javascript">
            Plotly.newPlot('{id}', {FigureJson.Script(chart.Traces)}, {FigureJson.Script(chart.Layout)}, {FigureJson.Script(chart.Config)});
            </script>{Tags(chart, "ChartDescription")}</div>
            """;
    }

    public static string Page(GenericChart chart)
    {
        var options = chart.DisplayOptions;
        var description = options.Get<string>("DocumentDescription", null);
        var favicon = options.Get<XmlNode>("DocumentFavicon", null);
        return $"""
            <!DOCTYPE html>
            <html>
            <head>
            <meta charset="{options.Get("DocumentCharset", "utf-8")}">
            <title>{WebUtility.HtmlEncode(options.Get("DocumentTitle", "Chart"))}</title>
            {(description is null ? "" : $"<meta name=\"description\" content=\"{WebUtility.HtmlEncode(description)}\">")}
            {(favicon is null ? "" : RenderView.AsString.htmlNode(favicon))}{Tags(chart, "AdditionalHeadTags")}
            {Library(options.Get("PlotlyJSReference", Network))}
            </head>
            <body>
            {Fragment(chart)}
            </body>
            </html>
            """;
    }

    public static void Save(GenericChart chart, string path, FSharpOption<bool> open)
    {
        var file = path.EndsWith(".html", StringComparison.Ordinal) ? path : path + ".html";
        File.WriteAllText(file, Page(chart));
        if (open is { Value: true })
        {
            using var viewer = Process.Start(new ProcessStartInfo(file) { UseShellExecute = true });
        }
    }

    private static string Tags(GenericChart chart, string name) =>
        string.Concat(chart.DisplayOptions.Get(name, FSharpList<XmlNode>.Empty).Select(RenderView.AsString.htmlNode));

    private static string Library(PlotlyJSReference reference) =>
        reference.IsFull ? $"<script type=\"text/javascript\">{PlotlyScript.Read().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>"
        : reference.IsCDN ? $"<script src=\"{reference.Address}\" charset=\"utf-8\"></script>"
        : reference.IsRequire ? throw new NotSupportedException("PlotlyJSReference.Require is not supported here: use Full, which needs no network.")
        : "";
}
