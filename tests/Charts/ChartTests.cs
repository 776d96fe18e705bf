using System.Xml.Linq;
using SegBook.Charts;
using SegBook.Metrics;

namespace SegBook.Tests.Charts;

public sealed class ChartTests
{
    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [BrowserFact]
    public void Chart_of_each_kind_is_drawn_as_approved()
    {
        Figure.Render([.. Samples.All.Values]);

        Assert.All(Samples.All, sample => Approved.Check(sample.Key, sample.Value.ToSvg()));
    }

    [BrowserFact]
    public void Chart_of_each_kind_is_well_formed_svg_of_its_size()
    {
        Figure.Render([.. Samples.All.Values]);

        Assert.All(Samples.All.Values, figure =>
        {
            var root = XDocument.Parse(figure.ToSvg()).Root!;
            Assert.Equal($"{figure.Width}", root.Attribute("width")!.Value);
            Assert.Equal($"{figure.Height}", root.Attribute("height")!.Value);
        });
    }

    [BrowserFact]
    public void Scores_without_intervals_are_drawn_without_whiskers_and_bands()
    {
        Figure[] figures =
        [
            IouBars.Of("Bars", ["Road"], null, "IoU", new ClassScores("U-Net", [Interval.None(0.9)])),
            LeakCurve.Of("Leak", "agreement", [(1, Interval.None(0.7)), (2, Interval.None(0.6))]),
            DifferenceChart.Of("Difference", "mIoU", ("a - b", Interval.None(0.1), null)),
            ParetoChart.Of("Pareto", "ms", "mIoU", new ParetoPoint("U-Net", 90, Interval.None(0.4), 55)),
        ];

        Figure.Render(figures);

        Assert.All(figures, figure =>
        {
            Assert.DoesNotContain("class=\"errorbar\"", figure.ToSvg(), StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", figure.ToSvg(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chart_of_each_kind_has_its_numbers(string name)
    {
        var data = Samples.All[name].Data;

        Assert.NotEmpty(data.Rows);
        Assert.Equal(data.Rows.Count + 1, data.ToCsv().Count(letter => letter == '\n'));
    }

    [Fact]
    public void Confusion_shares_are_of_the_row()
    {
        var data = Samples.All["confusion"].Data;

        Assert.Equal(["Road", "Car", 1L, 0.1], data.Rows[1]);
        Assert.Equal(double.NaN, data.Rows[8][3]);
    }

    [Fact]
    public void Pareto_front_leaves_out_what_is_slower_and_worse()
    {
        ParetoPoint[] models = [new("slow", 9, new(0.3, 0, 1), 1), new("best", 5, new(0.5, 0, 1), 1), new("fast", 1, new(0.4, 0, 1), 1), new("twin", 1, new(0.2, 0, 1), 1)];

        Assert.Equal(["fast", "best"], ParetoChart.Front(models).Select(model => model.Name));
    }

    [Fact]
    public void Input_that_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => IouBars.Of("t", ["a", "b"], null, "IoU", new ClassScores("m", [new(1, 1, 1)])));
        Assert.Throws<ArgumentException>(() => ConfusionHeatMap.Of("t", ["a", "b"], new long[1, 1]));
        Assert.Throws<ArgumentException>(() => ModelDiagram.Of("t", [new("a", BlockKind.Head, 1, 1, 1, 1)], [new("a", "b")]));
        Assert.Throws<ArgumentException>(() => DefinitionsBars.Of("t", "x", ["a", "b"], ("m", [1])));
    }
}
