using System.Xml.Linq;
using SegBook.Charts;
using SegBook.Metrics;
using SegBook.Training;

namespace SegBook.Tests.Charts;

public sealed class ChartTests
{
    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [BrowserFact]
    public void Chart_of_each_kind_is_drawn_as_approved()
    {
        FigureRenderer.Draw([.. Samples.All.Values]);

        Assert.All(Samples.All, sample => Approved.Check(sample.Key, sample.Value.ToSvg()));
    }

    [BrowserFact]
    public void Chart_of_each_kind_is_well_formed_svg_of_its_size()
    {
        FigureRenderer.Draw([.. Samples.All.Values]);

        Assert.All(Samples.All.Values, figure =>
        {
            var root = XDocument.Parse(figure.ToSvg()).Root!;
            Assert.Equal($"{figure.Width}", root.Attribute("width")!.Value);
            Assert.Equal($"{figure.Height}", root.Attribute("height")!.Value);
        });
    }

    [BrowserFact]
    public void Scores_without_intervals_are_drawn_without_whiskers()
    {
        var svg = ResultCharts.Differences("Difference", [new("a", "b", 1, Interval.None(0.1), 0.5, 0.5, 1)]).ToSvg();

        Assert.DoesNotContain("class=\"errorbar\"", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
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

        Assert.Equal(["Road", "Car", 1L, 0.1], data.Values[1]);
        Assert.Equal(double.NaN, data.Values[8][3]);
    }

    [Fact]
    public void Pareto_front_leaves_out_what_is_slower_and_worse()
    {
        ModelCost[] costs = [new("slow", 0.3, 9, 1, 0, 0), new("best", 0.5, 5, 1, 0, 0), new("fast", 0.4, 1, 1, 0, 0), new("twin", 0.2, 1, 1, 0, 0)];

        var data = TrainingCharts.Pareto("t", "ms", costs).Data;

        Assert.Equal(["best", "fast"], data.Rows.Where(row => row[4] == "yes").Select(row => row[0]));
    }

    [Fact]
    public void Charts_of_a_dataset_say_what_they_show()
    {
        Assert.Equal("Road has 90 times the pixels of A < B & C; 1 of 3 classes are in every frame", Samples.All["class-shares"].Title);
        Assert.Equal("Car's share of the pixels moves between 20 % and 40 % over 3 frames", Samples.All["share-drift"].Title);
        Assert.Equal("10 % of the frames with Car also show A < B & C", Samples.All["co-occurrence"].Title);
        Assert.Equal("Every class is in every frame", DatasetCharts.CoOccurrence(["a", "b"], new[,] { { 1.0, 1 }, { 1, 1 } }).Title);
        Assert.Equal("Same label on 70 % of the pixels at a distance of 1, on 40 % at 10 frames", Samples.All["leak-curve"].Title);
    }

    [Fact]
    public void Input_that_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ResultCharts.Iou("t", ["a", "b"], ("m", [new ConfusionMatrix(3), new ConfusionMatrix(3)])));
        Assert.Throws<ArgumentException>(() => ResultCharts.Confusion("t", ["a", "b"], new ConfusionMatrix(1)));
        Assert.Throws<ArgumentException>(() => DatasetCharts.ClassShares(["a", "b"], [1], [1, 1], 3));
        Assert.Throws<ArgumentException>(() => DatasetCharts.Drift(["a", "b"], [[1, 0], [1]]));
        Assert.Throws<ArgumentException>(() => DatasetCharts.CoOccurrence(["a", "b"], new double[1, 2]));
    }

    [Fact]
    public void Paired_comparison_is_charted_with_its_corrected_p()
    {
        var figure = ResultCharts.Differences("U-Net leads", [new PairedComparison("U-Net", "PSPNet", 15, new Interval(0.03, 0.01, 0.05), P: 0.01, AdjustedP: 0.03, Comparisons: 3)]);

        Assert.Equal(["U-Net - PSPNet", 0.03, 0.01, 0.05, 0.03], figure.Data.Values.Single());
    }

    [Fact]
    public void Every_definition_of_the_iou_is_a_row_with_its_value()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.Add([0, 0, 1, 1], [0, 1, 1, 1]);
        var definitions = IouDefinitions.Of([matrix]);

        var figure = ResultCharts.Definitions("It depends", "n = 1 frame", ("U-Net", definitions));

        Assert.Equal(definitions.Rows.Select(row => (object?)row.Value), figure.Data.Values.Select(row => row[2]));
    }
}
