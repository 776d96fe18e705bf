using System.Net;
using Plotly.NET;
using SegBook.Display;

namespace SegBook.Charts;

/// <summary>Figures as interactive HTML.</summary>
internal static class FigureHtml
{
    private static bool _libraryShown;

    /// <summary>A page of its own, with plotly.js inside. Its bytes depend on the figure alone.</summary>
    public static string Page(Figure figure) => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>{{WebUtility.HtmlEncode(figure.Title)}}</title>
        <script>{{Library()}}</script>
        </head>
        <body>
        {{Chart(figure, "chart")}}
        </body>
        </html>
        """;

    /// <summary>What a notebook shows when no picture can be made: the reason, and the interactive chart, or else the numbers.</summary>
    /// <remarks>plotly.js (5 MB) goes along with the first figure only; later ones on the same page find it there.</remarks>
    public static string Fallback(Figure figure)
    {
        var reason = Reason(figure);
        var note = $"<p>No picture: {WebUtility.HtmlEncode(reason)}</p>";
        string library;
        try
        {
            library = _libraryShown ? "" : $"<script>{Library()}</script>";
            _libraryShown = true;
        }
        catch (SegBookException)
        {
            return note + ((IShowsTable)figure.Data.ToTable(figure.Title)).ToHtml();
        }

        return note + library + Chart(figure, "c" + figure.Spec().Key[..12]);
    }

    private static string Reason(Figure figure)
    {
        try
        {
            figure.ToPng();
            return "";
        }
        catch (SegBookException e)
        {
            return e.Message;
        }
    }

    private static string Chart(Figure figure, string id) => $$"""
        <div id="{{id}}"></div>
        <script>(() => {
        const figure = {{GenericChart.toJson(figure.ToChart()).Replace("</", "<\\/", StringComparison.Ordinal)}};
        if (window.Plotly) Plotly.newPlot('{{id}}', figure.data, figure.layout, {displaylogo: false});
        else document.getElementById('{{id}}').textContent = 'The interactive chart needs the output of the first chart of this notebook: run its cell again.';
        })();</script>
        """;

    private static string Library() => PlotlyScript.Read().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
}
