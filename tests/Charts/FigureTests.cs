using System.Buffers.Binary;
using SegBook.Charts;
using SegBook.Display;
using GenericChart = Plotly.NET.GenericChart;
using Trace = Plotly.NET.Trace;

namespace SegBook.Tests.Charts;

public sealed class FigureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-figures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BrowserFact]
    public void Export_writes_four_files_that_hold_the_chart()
    {
        var figure = Curve("Loss falls", [1.5, double.NaN, 0.5]);

        var written = Figure.Export(Path.Combine(_folder, "new"), ("loss", figure));

        var folder = Path.Combine(_folder, "new");
        Assert.Equal(["loss.csv", "loss.html", "loss.png", "loss.svg"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["loss", "png, svg, html, csv"], Assert.Single(written.Rows));
        Assert.Equal("epoch,loss\n1,1.5\n2,\n3,0.5\n", File.ReadAllText(Path.Combine(folder, "loss.csv")));
        Assert.Contains("Plotly.newPlot('chart'", File.ReadAllText(Path.Combine(folder, "loss.html")), StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", File.ReadAllText(Path.Combine(folder, "loss.html"))[..500], StringComparison.Ordinal);
        var png = File.ReadAllBytes(Path.Combine(folder, "loss.png"));
        Assert.Equal(2 * figure.Width, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
    }

    [BrowserFact]
    public void Drawing_twice_gives_the_same_bytes()
    {
        Figure[] two = [Curve("A", [1, 2]), Curve("B", [2, 1])];

        var first = FigureRenderer.DrawNow(two[0]);
        FigureRenderer.DrawNow(two[1]);
        var again = FigureRenderer.DrawNow(two[0]);

        Assert.Equal(first.Svg, again.Svg);
        Assert.Equal(first.Png, again.Png);
    }

    [BrowserFact]
    public void Browser_is_started_once_for_all_figures()
    {
        Figure[] figures = [.. Enumerable.Range(0, 3).Select(i => Curve($"Together {i}", [i, 1]))];

        FigureRenderer.Draw(figures);
        figures[0].ToPng();
        ((IShowsPicture)figures[2]).ToPng();
        Curve("Together 1", [1, 1]).ToSvg();

        Assert.Equal(1, FigureRenderer.Starts);
    }

    [BrowserFact]
    public void Figure_in_a_notebook_is_a_small_file_of_the_full_size()
    {
        var figure = Samples.All["iou-bars"];

        var shown = ((IShowsPicture)figure).ToPng()!;

        Assert.InRange(shown.Length, 5_000, 60_000);
        Assert.Equal(2 * figure.Width, Picture.FromPng(shown).Width);
    }

    [BrowserFact]
    public void Title_with_special_characters_is_drawn_as_it_is_written()
    {
        const string title = "A < B & \"c\" </script> <b>β</b> 漢";

        var svg = Curve(title, [1, 2]).ToSvg();

        var words = string.Concat(System.Xml.Linq.XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text" && (string?)e.Attribute("class") == "gtitle").Select(e => e.Value));
        Assert.Equal(title, words);
    }

    [BrowserFact]
    public void Title_breaks_neither_in_a_number_nor_between_number_and_unit()
    {
        var svg = System.Xml.Linq.XDocument.Parse(Curve("IoU of maps of 360 x 480 pixels, 12 frames, 1 234 567 pixels: 23 % of class", [1, 2]).ToSvg());

        var lines = svg.Descendants().Where(e => e.Name.LocalName == "tspan" && (string?)e.Attribute("class") == "line").Select(e => e.Value).ToList();
        Assert.Contains(lines, line => line.Contains("360\u00a0x\u00a0480\u00a0pixels", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => char.IsDigit(line[^1]));
    }

    [BrowserFact]
    public void Chart_of_one_s_own_has_the_axes_of_the_house_and_room_for_their_labels()
    {
        var svg = System.Xml.Linq.XDocument.Parse(Curve("Mine", [1000, 2000]).ToSvg());

        var label = svg.Descendants().First(e => e.Name.LocalName == "text" && e.Ancestors().Any(up => (string?)up.Attribute("class") == "ytick"));
        Assert.True((double)label.Attribute("x")! > 30);
        Assert.Contains("rgb(221, 221, 221)", svg.Descendants().First(e => (string?)e.Attribute("class") == "ygrid crisp").Attribute("style")!.Value, StringComparison.Ordinal);
    }

    [BrowserFact]
    public void Missing_values_leave_a_gap_in_the_line()
    {
        var whole = Curve("Whole", [1, 2, 3, 4]).ToSvg();
        var gap = Curve("Gap", [1, 2, double.NaN, 3, 4]).ToSvg();

        Assert.Equal(Moves(whole) + 1, Moves(gap));
    }

    [Fact]
    public void Without_a_browser_the_figure_shows_its_interactive_form_and_why()
    {
        var figure = Curve("Loss falls", [2, 1]);

        var html = WithChrome("/no/such/browser", () => ((IShowsPicture)figure).ToHtml());

        Assert.Contains("CHROME_PATH is &#39;/no/such/browser&#39;", html, StringComparison.Ordinal);
        Assert.Contains("Plotly.newPlot", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_without_a_browser_writes_numbers_and_page_and_says_why_there_is_no_picture()
    {
        var figure = Curve("Loss falls without a browser", [2, 1]);

        var written = WithChrome("/no/such/browser", () => Figure.Export(_folder, ("loss", figure)));

        Assert.Contains("CHROME_PATH", $"{written}", StringComparison.Ordinal);
        Assert.Equal(["loss", "html, csv"], Assert.Single(written.Rows));
        Assert.False(File.Exists(Path.Combine(_folder, "loss.png")));
        Assert.True(File.Exists(Path.Combine(_folder, "loss.csv")));
        Assert.True(File.Exists(Path.Combine(_folder, "loss.html")));
    }

    [Fact]
    public void Browser_that_does_nothing_is_an_error_with_its_name()
    {
        var error = WithChrome("/bin/true", () => Assert.Throws<SegBookException>(() => new Browser()));

        Assert.Contains("/bin/true", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_quotes_what_needs_it_and_keeps_full_precision()
    {
        var data = new TextTable("", "name, \"n\"", "value").Add("a\"b,c", 0.1 + 0.2).Add(null, double.NaN);

        Assert.Equal("\"name, \"\"n\"\"\",value\n\"a\"\"b,c\",0.30000000000000004\n,\n", data.ToCsv());
    }

    private static Figure Curve(string title, double[] values)
    {
        var data = new TextTable(title, "epoch", "loss");
        for (var i = 0; i < values.Length; i++)
        {
            data.Add(i + 1, values[i]);
        }

        return new Figure(data, () => GenericChart.ofTraceObject(false, new Trace("scatter").With(("mode", "lines"), ("y", values))), 85, 60);
    }

    // Each unbroken part of a line is a path, or starts with an M of its own.
    private static int Moves(string svg) =>
        System.Text.RegularExpressions.Regex.Matches(svg, "class=\"js-line\"[^>]* d=\"([^\"]*)\"").Sum(match => match.Groups[1].Value.Count(letter => letter == 'M'));

    private static T WithChrome<T>(string path, Func<T> action)
    {
        var before = Environment.GetEnvironmentVariable("CHROME_PATH");
        Environment.SetEnvironmentVariable("CHROME_PATH", path);
        try
        {
            return action();
        }
        finally
        {
            Environment.SetEnvironmentVariable("CHROME_PATH", before);
        }
    }
}
