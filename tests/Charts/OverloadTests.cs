using SegBook.Charts;
using SegBook.Metrics;
using static TorchSharp.torch;

namespace SegBook.Tests.Charts;

/// <summary>Charts made straight from what Metrics gives.</summary>
public sealed class OverloadTests
{
    [Fact]
    public void Paired_comparison_is_charted_with_its_corrected_p()
    {
        var figure = DifferenceChart.Of("U-Net leads", new PairedComparison("U-Net", "PSPNet", 15, new Interval(0.03, 0.01, 0.05), P: 0.01, AdjustedP: 0.03, Comparisons: 3));

        Assert.Equal(["U-Net - PSPNet", 0.03, 0.01, 0.05, 0.03], figure.Data.Rows.Single());
    }

    [Fact]
    public void Every_definition_of_the_iou_is_a_row_with_its_value()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.Add([0, 0, 1, 1], [0, 1, 1, 1]);
        var definitions = IouDefinitions.Of([matrix]);

        var figure = DefinitionsBars.Of("It depends", "n = 1 frame", ("U-Net", definitions));

        Assert.Equal(definitions.Rows.Select(row => (object?)row.Value), figure.Data.Rows.Select(row => row[2]));
    }

    [Fact]
    public void Bootstrap_result_gives_the_scores_of_a_model()
    {
        Interval mean = new(0.5, 0.4, 0.6), road = new(0.9, 0.8, 1);

        var scores = ClassScores.Of("U-Net", new BootstrapResult(mean, [road], Frames: 20, BlockLength: 5));

        Assert.Equal(mean, scores.Mean);
        Assert.Equal(road, scores.PerClass.Single());
    }

    [Fact]
    public void Reliability_lists_every_bin_of_confidence()
    {
        using var scope = NewDisposeScope();
        var calibration = new Calibration(bins: 4);
        calibration.Add(zeros([1, 2, 2], ScalarType.Int64), rand(1, 3, 2, 2));

        var figure = ReliabilityChart.Of("Not sure", ("U-Net", calibration));

        Assert.Equal(4, figure.Data.Rows.Count);
        Assert.Equal(4L, figure.Data.Rows.Sum(row => (long)row[3]!));
    }
}
