using Plotly.NET;
using SegBook.Display;

namespace SegBook.Charts;

/// <summary>A chart with the sentence it shows as its title and its numbers beside it. It shows itself as a picture, and exports itself as PNG, SVG, HTML and CSV.</summary>
[FigureDisplay.TypeFormatterSource]
public sealed class Figure : IShowsPicture
{
    private readonly Func<GenericChart> _chart;

    /// <param name="title">What the chart shows, as a sentence: not "mIoU" but "U-Net leads by 3 points".</param>
    /// <param name="data">The numbers in it.</param>
    /// <param name="chart">Makes the chart, anew each time, because Plotly.NET's charts share their parts: traces and axes, without title, fonts and size.</param>
    /// <param name="width">Width in millimetres; <see cref="ChartStyle.FullWidth"/> by default.</param>
    /// <param name="height">Height in millimetres.</param>
    public Figure(string title, FigureData data, Func<GenericChart> chart, double width = ChartStyle.FullWidth, double height = 85)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 20);
        (Title, Data, _chart) = (title, data, chart);
        (Width, Height) = (ChartStyle.Pixels(width), ChartStyle.Pixels(height));
    }

    /// <summary>What the chart shows.</summary>
    public string Title { get; }

    /// <summary>The numbers in the chart.</summary>
    public FigureData Data { get; }

    /// <summary>Width in CSS pixels, 96 to the inch.</summary>
    public int Width { get; }

    /// <summary>Height in CSS pixels.</summary>
    public int Height { get; }

    /// <summary>The chart, made anew: whatever is done to it leaves the figure as it is.</summary>
    public GenericChart ToChart() => ChartStyle.Apply(_chart(), Title, Width, Height);

    /// <summary>A PNG file at twice the size, for screens and slides.</summary>
    /// <exception cref="SegBookException">There is no browser to draw it with.</exception>
    public byte[] ToPng() => FigureRenderer.Draw([Spec()])[0].Png;

    /// <summary>The text of an SVG file, for print. The same figure gives the same elements; plotly.js may write their attributes in another order.</summary>
    /// <exception cref="SegBookException">There is no browser to draw it with.</exception>
    public string ToSvg() => FigureRenderer.Draw([Spec()])[0].Svg;

    /// <summary>A page that shows the chart with pan, zoom and tooltips, and needs nothing else: plotly.js is inside.</summary>
    public string ToHtml() => FigureHtml.Page(this);

    /// <summary>Writes <paramref name="name"/> with the endings png, svg, html and csv into <paramref name="folder"/>, which is made if it is missing.</summary>
    /// <exception cref="SegBookException">There is no browser to draw it with; the HTML and CSV files are written all the same.</exception>
    public void Export(string folder, string name) => ExportAll(folder, (name, this));

    /// <summary>Exports several figures in one start of the browser.</summary>
    /// <param name="folder">Where to; made if it is missing.</param>
    /// <param name="figures">The figures with the names of their files.</param>
    /// <exception cref="SegBookException">As <see cref="Export"/>.</exception>
    public static void ExportAll(string folder, params (string Name, Figure Figure)[] figures)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, figure) in figures)
        {
            File.WriteAllText(Path.Combine(folder, name + ".csv"), figure.Data.ToCsv());
            File.WriteAllText(Path.Combine(folder, name + ".html"), figure.ToHtml());
        }

        foreach (var ((name, _), drawing) in figures.Zip(FigureRenderer.Draw([.. figures.Select(item => item.Figure.Spec())])))
        {
            File.WriteAllText(Path.Combine(folder, name + ".svg"), drawing.Svg);
            File.WriteAllBytes(Path.Combine(folder, name + ".png"), drawing.Png);
        }
    }

    /// <summary>Draws figures that will be shown one after the other, in one start of the browser. Without a browser it does nothing: they will say so themselves.</summary>
    public static void Render(params Figure[] figures)
    {
        try
        {
            FigureRenderer.Draw([.. figures.Select(figure => figure.Spec())]);
        }
        catch (SegBookException)
        {
            // Each figure shows its interactive form and the reason when it is displayed.
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Title;

    byte[] IShowsPicture.ToPng() => Picture.FitForReference(ToPng(), limit: 20_000);

    string IShowsPicture.ToHtml() => FigureHtml.Fallback(this);

    string IShowsPicture.ToText() => Data.Rows.Count <= 40 ? Data.ToTable(Title).ToText() : $"{Title} ({Data.Rows.Count} rows of numbers in the exported CSV)";

    internal FigureSpec Spec() => new(Title, ToChart().Json(), Width, Height);
}
