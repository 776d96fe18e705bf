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
        var svg = ResultCharts.Differences([new("a", "b", 1, Interval.None(0.1))]).ToSvg();

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
        ModelCost[] costs = [new("slow", Interval.None(0.3), 9, 1, 0, 0), new("best", Interval.None(0.5), 5, 1, 0, 0), new("fast", new(0.4, 0.3, 0.6), 1, 1, 0, 0), new("twin", Interval.None(0.2), 1, 1, 0, 0)];

        var data = TrainingCharts.Pareto("ms", costs).Data;

        Assert.Equal(["best", "fast"], data.Rows.Where(row => row[6] == "yes").Select(row => row[0]));
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
        Assert.Throws<ArgumentException>(() => ResultCharts.Iou(["a", "b"], [("m", [new ConfusionMatrix(3), new ConfusionMatrix(3)])]));
        Assert.Throws<ArgumentException>(() => ResultCharts.Confusion(["a", "b"], new ConfusionMatrix(1)));
        Assert.Throws<ArgumentException>(() => DatasetCharts.ClassShares(["a", "b"], [1], [1, 1], 3));
        Assert.Throws<ArgumentException>(() => DatasetCharts.Drift(["a", "b"], [[1, 0], [1]]));
        Assert.Throws<ArgumentException>(() => DatasetCharts.CoOccurrence(["a", "b"], new double[1, 2]));
    }

    [Fact]
    public void Paired_comparison_is_charted_with_its_interval()
    {
        var figure = ResultCharts.Differences([new PairedComparison("U-Net", "PSPNet", 101, new Interval(0.03, 0.01, 0.05))]);

        Assert.Equal("1 of 1 difference in mIoU with an interval clear of zero", figure.Title);
        Assert.Equal(["U-Net - PSPNet", 0.03, 0.01, 0.05], figure.Data.Values.Single());
    }

    [Fact]
    public void Definitions_of_the_iou_that_agree_are_one_group_and_those_that_differ_are_not()
    {
        var (one, other) = (new ConfusionMatrix(3), new ConfusionMatrix(3));
        one.Add([0, 0, 0, 1], [0, 0, 0, 0]);
        other.Add([1, 1], [1, 0]);
        var definitions = IouDefinitions.Of([one, other], batchSize: 2);

        var figure = ResultCharts.Definitions([("U-Net", definitions)]);

        var users = figure.Data.Rows.ToDictionary(row => row[1], row => row[3]);
        Assert.Equal("0.4667", users["this workbook, Cityscapes, MMSegmentation, torchmetrics JaccardIndex macro"]);
        Assert.Equal("0.6444", users["SMP macro"]);   // the class that never occurs counts 1
        Assert.Contains("whole set, mean over classes (absent classes count 1)", figure.Data.Rows.Select(row => row[0]));
        Assert.Contains("SMP macro-imagewise, reference notebook", users.Keys);
        Assert.Equal(definitions.Rows.Count, users.Keys.Sum(key => key.Split(", ").Length));
        Assert.Contains("2 frames", figure.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Trials_within_luck_of_the_best_tie_and_none_of_them_is_a_winner()
    {
        Trials[] stages = [new("rate", new[] { "low", "mid", "high" }, [(0.30, 3), (0.41, 3), (0.40, 3)], 1), new("loss", new[] { "one", "other" }, [(0.41, 3), (0.41, 3)], 0)];

        IEnumerable<object?> Marks(double luck) => TrainingCharts.Trials("t", stages, luck).Data.Values.Select(row => row[5]);

        Assert.Equal(["tried", "winner", "tried", "tie, taken", "tie"], Marks(0));
        Assert.Equal(["tried", "tie, taken", "tie", "tie, taken", "tie"], Marks(0.02));
    }

    [Fact]
    public void Charts_name_themselves_after_their_data()
    {
        Assert.Equal("2 runs, 3 epochs: best validation mIoU 0.30, U-Net in epoch 3", Samples.All["learning-curves"].Title);
        Assert.StartsWith("IoU by class, 2 frames; mean: U-Net 0.", Samples.All["iou-bars"].Title, StringComparison.Ordinal);
        Assert.Equal("Confusion matrix of 20 pixels: 50 % of Car taken for Road", Samples.All["confusion"].Title);
        Assert.Equal("Time and score of 3 networks", Samples.All["pareto"].Title);
    }
}
