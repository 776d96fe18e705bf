using System.Net;
using System.Security.Cryptography;
using Plotly.NET;

namespace SegBook.Charts;

/// <summary>A chart with the sentence it shows as its title and its numbers. It shows itself as a picture, and exports itself as PNG, SVG, HTML and CSV.</summary>
[TypeFormatterSource(typeof(PictureFormatters))]
public sealed class Figure : IShowsPicture
{
    private static bool _libraryShown;

    private readonly Func<GenericChart> _chart;

    /// <summary>A figure, in millimetres, of a chart that is made anew for each use: traces and axes, without title, fonts and size.</summary>
    public Figure(TextTable data, Func<GenericChart> chart, double width = ChartStyle.FullWidth, double height = 85)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(data.Title);
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(width, height), 20);
        (Data, _chart) = (data, chart);
        (Width, Height) = ((int)Math.Round(width * 96 / 25.4), (int)Math.Round(height * 96 / 25.4));
    }

    /// <summary>What the chart shows.</summary>
    public string Title => Data.Title;

    /// <summary>The numbers in the chart, one row a point or bar, as they go to the CSV file.</summary>
    public TextTable Data { get; }

    /// <summary>Width in CSS pixels, 96 to the inch.</summary>
    internal int Width { get; }

    internal int Height { get; }

    /// <summary>What plotly.js draws, for use in a script element.</summary>
    internal string Json => field ??= ChartStyle.Json(_chart(), Title, Width, Height).Replace("</", "<\\/", StringComparison.Ordinal);

    /// <summary>A PNG file at twice the size, for screens and slides.</summary>
    public byte[] ToPng() => FigureRenderer.Draw(this)[0].Png;

    /// <summary>The text of an SVG file, for print. The same figure gives the same bytes.</summary>
    public string ToSvg() => FigureRenderer.Draw(this)[0].Svg;

    /// <summary>A page that shows the chart with pan, zoom and tooltips, and needs nothing else: plotly.js is inside.</summary>
    public string ToHtml() => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(Title)}</title>
        {FigureRenderer.Library}</head><body>
        {Interactive("chart")}
        </body></html>
        """;

    /// <summary>Writes figures as PNG, SVG, HTML and CSV files of their names into a folder, which is made if it is missing, and tells which.</summary>
    /// <remarks>Where there is no browser to draw with, only HTML and CSV are written, and the table says why.</remarks>
    public static TextTable Export(string folder, params (string Name, Figure Figure)[] figures)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, figure) in figures)
        {
            File.WriteAllText(Path.Combine(folder, name + ".csv"), figure.Data.ToCsv());
            File.WriteAllText(Path.Combine(folder, name + ".html"), figure.ToHtml());
        }

        var missing = Browser.Missing;
        foreach (var ((name, _), drawing) in figures.Zip(missing is null ? FigureRenderer.Draw([.. figures.Select(item => item.Figure)]) : []))
        {
            File.WriteAllText(Path.Combine(folder, name + ".svg"), drawing.Svg);
            File.WriteAllBytes(Path.Combine(folder, name + ".png"), drawing.Png);
        }

        var written = new TextTable($"Written to {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}", "chart", "files")
            .AddAll(figures, item => [item.Name, missing is null ? "png, svg, html, csv" : "html, csv"]);
        return missing is null ? written : written.Note(missing);
    }

    /// <inheritdoc/>
    public override string ToString() => Title;

    byte[] IShowsPicture.ToPng() => Picture.FromPng(ToPng()).ToSmallPng();

    string IShowsPicture.ToText() => Data.Rows.Count <= 40 ? $"{Data}" : $"{Title} ({Data.Rows.Count} rows of numbers in the exported CSV)";

    // In the picture's place on a machine without a browser. plotly.js (4 MB) goes along with the first figure only; later ones on the same page find it there.
    string IShowsPicture.ToHtml()
    {
        var note = Browser.Missing is { } reason ? $"<p>No picture: {WebUtility.HtmlEncode(reason)}</p>" : "";
        var chart = Interactive("c" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Json)))[..12]);
        return note + (Interlocked.Exchange(ref _libraryShown, true) ? "" : FigureRenderer.Library) + chart;
    }

    private string Interactive(string id) => $$"""
        <div id="{{id}}"></div>
        <script>(() => {
        const figure = {{Json}};
        if (window.Plotly) Plotly.newPlot('{{id}}', figure.data, figure.layout, {displaylogo: false});
        else document.getElementById('{{id}}').textContent = 'The interactive chart needs the output of the first chart of this notebook: run its cell again.';
        })();</script>
        """;
}
