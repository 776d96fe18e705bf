using SegBook.Metrics;

namespace SegBook.Tests.Metrics;

/// <summary>Models compared on the same frames.</summary>
public sealed class PairedComparisonTests
{
    [Fact]
    public void Lead_that_is_the_same_on_every_frame_leaves_no_doubt()
    {
        var table = ComparisonTable.Of(("PSPNet", Steady(8)), ("U-Net", Steady(9)));

        var comparison = Assert.Single(table.Comparisons);
        Assert.Equal(("U-Net", "PSPNet", 20), (comparison.Model, comparison.Against, comparison.Frames));

        // 9 of 11 and 8 of 12 pixels, each for both classes.
        Assert.Equal((9.0 / 11) - (8.0 / 12), comparison.Difference.Estimate, 12);
        Assert.Equal(comparison.Difference.Estimate, comparison.Difference.Low, 9);
        Assert.True(comparison.IsClear);
        Assert.Equal("U-Net scores 15.2 points higher than PSPNet on 20 frames (95 % interval +15.2 to +15.2).", $"{comparison}");
    }

    [Fact]
    public void What_makes_a_frame_hard_for_both_cancels()
    {
        ConfusionMatrix[] one = [.. Enumerable.Range(0, 40).Select(i => Frame(40 + i))], other = [.. Enumerable.Range(0, 40).Select(i => Frame(39 + i))];

        var paired = BlockBootstrap.Difference(one, other).MeanIou;

        Assert.True(paired.High - paired.Low < 0.2 * (BlockBootstrap.Of(one).MeanIou.High - BlockBootstrap.Of(one).MeanIou.Low));
        Assert.True(paired.Low > 0);
    }

    [Fact]
    public void A_class_has_its_own_difference()
    {
        ConfusionMatrix[] one = [.. Enumerable.Range(0, 20).Select(i => Frame(40 + i))], other = [.. Enumerable.Range(0, 20).Select(i => Frame(30 + i))];

        var difference = BlockBootstrap.Difference(one, other);

        var (ours, theirs) = (ConfusionMatrix.Sum(one).Iou(), ConfusionMatrix.Sum(other).Iou());
        Assert.Equal(ours.Zip(theirs, (a, b) => a - b), difference.Iou.Select(interval => interval.Estimate));
        Assert.Equal(difference.Iou.Average(interval => interval.Estimate), difference.MeanIou.Estimate, 12);
    }

    [Fact]
    public void A_difference_that_may_be_chance_is_called_that()
    {
        ConfusionMatrix[] one = [.. Enumerable.Range(0, 20).Select(i => Frame(50 + (i < 10 ? 9 : -9)))], other = [.. Enumerable.Range(0, 20).Select(_ => Frame(51))];

        var comparison = ComparisonTable.Of(("A", one), ("B", other)).Comparisons.Single();

        Assert.False(comparison.IsClear);
        Assert.EndsWith("; that may be chance.", $"{comparison}", StringComparison.Ordinal);
        Assert.True(comparison.Difference.Contains(0));
    }

    [Fact]
    public void A_table_compares_all_with_all_the_better_first()
    {
        var table = ComparisonTable.Of(("low", Steady(5)), ("best", Steady(9)), ("mid", Steady(7)));

        Assert.Equal(["best - mid", "best - low", "mid - low"], table.Comparisons.Select(c => $"{c.Model} - {c.Against}"));
        Assert.Contains("best - low", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("<table>", table.ToTable().ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_frames_and_a_single_model_are_errors()
    {
        Assert.Contains("20 frames of one model and 19 of the other", Assert.Throws<SegBookException>(() => ComparisonTable.Of(("a", Steady(9)), ("b", [.. Steady(8).Skip(1)]))).Message, StringComparison.Ordinal);
        Assert.Contains("two models", Assert.Throws<SegBookException>(() => ComparisonTable.Of(("a", Steady(9)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Intervals_of_95_percent_hold_the_true_difference_in_90_to_99_percent_of_sequences()
    {
        const int sequences = 200;
        var random = new Random(7);
        var (model, against) = Pair(new Random(99), 40_000);
        var truth = ConfusionMatrix.Sum(model).MeanIou() - ConfusionMatrix.Sum(against).MeanIou();

        var held = Enumerable.Range(0, sequences).Count(_ => Pair(random, 101) is var (one, other) && BlockBootstrap.Difference(one, other).MeanIou.Contains(truth));

        Assert.InRange((double)held / sequences, 0.90, 0.99);
    }

    /// <summary>Two models on one sequence: what the second gets wrong besides drifts on its own.</summary>
    private static (ConfusionMatrix[] Model, ConfusionMatrix[] Against) Pair(Random random, int count)
    {
        var model = SimulatedSequence.Frames(random, count, 0.8);
        var drift = 0.0;
        return (model, [.. model.Select(frame =>
        {
            drift = (0.8 * drift) + (0.6 * SimulatedSequence.Normal(random));
            var counts = frame.ToArray();
            for (var c = 0; c < 4; c++)
            {
                var lost = (long)(counts[c, c] * 0.1 / (1 + Math.Exp(-drift)));
                counts[c, c] -= lost;
                counts[c, (c + 1) % 4] += lost;
            }

            return ConfusionMatrix.FromCounts(counts);
        })]);
    }

    private static ConfusionMatrix[] Steady(long right) => [.. Enumerable.Repeat(Frame(right, 10), 20)];

    /// <summary>Two classes, of each so many pixels read right of all.</summary>
    private static ConfusionMatrix Frame(long right, long all = 100) => ConfusionMatrix.FromCounts(new[,] { { right, all - right }, { all - right, right } });
}
