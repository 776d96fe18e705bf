using SegBook.Metrics;

namespace SegBook.Tests.Metrics;

/// <summary>Intervals of frames: what they must be by hand, and that they hold the truth as often as they say.</summary>
public sealed class BlockBootstrapTests
{
    [Fact]
    public void Frames_that_are_all_alike_leave_no_doubt()
    {
        ConfusionMatrix[] frames = [.. Enumerable.Range(0, 12).Select(_ => Frame(3, 1))];

        var result = BlockBootstrap.Of(frames);

        Assert.Equal(frames[0].MeanIou(), result.MeanIou.Estimate, 12);
        Assert.Equal(result.MeanIou.Estimate, result.MeanIou.Low, 12);
        Assert.Equal(result.MeanIou.Estimate, result.MeanIou.High, 12);
        Assert.Equal(3, result.BlockLength);
        Assert.Equal(2, result.Iou.Count);
    }

    [Fact]
    public void The_estimate_is_the_score_of_all_frames_together()
    {
        ConfusionMatrix[] frames = [.. Enumerable.Range(0, 20).Select(i => Frame(10 + i, i))];

        var result = BlockBootstrap.Of(frames);

        var all = ConfusionMatrix.Sum(frames);
        Assert.Equal(all.MeanIou(), result.MeanIou.Estimate, 12);
        Assert.Equal(all.Iou(), result.Iou.Select(interval => interval.Estimate));
        Assert.True(result.MeanIou.Contains(all.MeanIou()));
    }

    [Fact]
    public void The_same_frames_give_the_same_interval()
    {
        ConfusionMatrix[] frames = [.. Enumerable.Range(0, 20).Select(i => Frame(10 + i % 7, i % 5))];

        Assert.Equal(BlockBootstrap.Of(frames).MeanIou, BlockBootstrap.Of(frames).MeanIou);
    }

    [Fact]
    public void A_class_that_never_occurs_has_no_interval()
    {
        ConfusionMatrix[] frames = [.. Enumerable.Range(0, 8).Select(_ =>
        {
            var matrix = new ConfusionMatrix(3);
            matrix.Add([0, 1, 1], [0, 1, 0]);
            return matrix;
        })];

        var result = BlockBootstrap.Of(frames);

        Assert.True(double.IsNaN(result.Iou[2].Estimate) && double.IsNaN(result.Iou[2].Low));
        Assert.False(double.IsNaN(result.Iou[1].Low));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Blocks_do_not_bridge_a_gap_between_frames(int step)
    {
        int[] numbers = [.. new[] { 1, 2, 3, 10, 11, 12, 13, 30 }.Select(number => step * number)];
        var sampler = new BlockSampler(8, 3, numbers);
        var random = new Random(1);
        var seen = new HashSet<(int, int)>();
        for (var draw = 0; draw < 200; draw++)
        {
            var order = new int[3];
            sampler.Draw(random, order);
            seen.Add((order[0], order[1]));
        }

        // The stretches are 0 to 2, 3 to 6 and 7 alone; only after 7 does another block follow at once.
        Assert.All(seen.Where(pair => pair.Item1 != 7), pair => Assert.Equal(pair.Item1 + 1, pair.Item2));
        Assert.Equal([0, 3, 4, 7], seen.Select(pair => pair.Item1).Distinct().Order());
    }

    [Fact]
    public void Frames_that_cannot_be_drawn_are_errors_that_say_why()
    {
        ConfusionMatrix[] frames = [Frame(1, 1), Frame(2, 1)];

        Assert.Contains("1 frames", Message(() => BlockBootstrap.Of([frames[0]])), StringComparison.Ordinal);
        Assert.Contains("do not ascend", Message(() => BlockBootstrap.Of(frames, frameNumbers: [3, 3])), StringComparison.Ordinal);
        Assert.Contains("3 frame numbers", Message(() => BlockBootstrap.Of(frames, frameNumbers: [1, 2, 3])), StringComparison.Ordinal);
        Assert.Contains("3 classes", Message(() => BlockBootstrap.Of([frames[0], new ConfusionMatrix(3)])), StringComparison.Ordinal);

        static string Message(Action act) => Assert.Throws<SegBookException>(act).Message;
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Intervals_of_95_percent_hold_the_true_mean_iou_in_90_to_98_percent_of_sequences(double correlation)
    {
        const int datasets = 400;
        var truth = SimulatedSequence.Frames(new Random(99), 40_000, correlation);
        var trueMean = ConfusionMatrix.Sum(truth).MeanIou();
        var random = new Random(7);

        var held = Enumerable.Range(0, datasets).Count(_ =>
            BlockBootstrap.Of(SimulatedSequence.Frames(random, 101, correlation)).MeanIou.Contains(trueMean));

        Assert.InRange((double)held / datasets, 0.90, 0.98);
    }

    [Fact]
    public void Drawing_frames_one_by_one_would_promise_too_much()
    {
        const int datasets = 200;
        var trueMean = ConfusionMatrix.Sum(SimulatedSequence.Frames(new Random(99), 40_000, 0.8)).MeanIou();
        var random = new Random(7);

        var held = Enumerable.Range(0, datasets).Count(_ =>
            BlockBootstrap.Of(SimulatedSequence.Frames(random, 101, 0.8), blockLength: 1).MeanIou.Contains(trueMean));

        Assert.True(held < 0.75 * datasets, $"{held} of {datasets}");
    }

    private static ConfusionMatrix Frame(long right, long wrong) => ConfusionMatrix.FromCounts(new[,] { { right, wrong }, { wrong, 2 * right } });
}
