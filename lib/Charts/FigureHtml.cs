using System.Diagnostics.CodeAnalysis;
using System.Net;
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

    /// <summary>What a notebook shows in a picture's place: the reason, if there is none, and the interactive chart, or, if that cannot be made either, the numbers.</summary>
    /// <remarks>plotly.js (4 MB) goes along with the first figure only; later ones on the same page find it there.</remarks>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong is shown.")]
    public static string Fallback(Figure figure)
    {
        var note = "";
        try
        {
            figure.ToPng();
        }
        catch (Exception e)
        {
            note = $"<p>No picture: {WebUtility.HtmlEncode(NamedFormatter.Reason(e))}</p>";
        }

        try
        {
            var shown = (_libraryShown ? "" : $"<script>{Library()}</script>") + Chart(figure, "c" + figure.Spec().Key[..12]);
            _libraryShown = true;
            return note + shown;
        }
        catch (Exception e)
        {
            return $"{note}<p>No chart: {WebUtility.HtmlEncode(NamedFormatter.Reason(e))}</p>{((IShowsTable)figure.Data.ToTable(figure.Title)).ToHtml()}";
        }
    }

    private static string Chart(Figure figure, string id) => $$"""
        <div id="{{id}}"></div>
        <script>(() => {
        const figure = {{figure.Spec().Json.Replace("</", "<\\/", StringComparison.Ordinal)}};
        if (window.Plotly) Plotly.newPlot('{{id}}', figure.data, figure.layout, {displaylogo: false});
        else document.getElementById('{{id}}').textContent = 'The interactive chart needs the output of the first chart of this notebook: run its cell again.';
        })();</script>
        """;

    private static string Library() => PlotlyScript.Read().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
}
