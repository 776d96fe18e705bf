using SegBook.Metrics;

namespace SegBook.Tests.Metrics;

/// <summary>What a notebook shows of a confusion matrix.</summary>
public sealed class ConfusionTableTests
{
    [Fact]
    public void Every_class_has_its_row_and_absent_ones_are_named()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add([0, 0, 1, 1], [0, 1, 1, 1]);

        var table = matrix.ToTable(["sky", "road", "tree"]);

        Assert.Equal("""
            class  IoU %  precision %  recall %  F1 %  pixels  share %
            -----  -----  -----------  --------  ----  ------  -------
            sky     50.0        100.0      50.0  66.7       2     50.0
            road    66.7         66.7     100.0  80.0       2     50.0
            tree       -            -         -     -       0      0.0
            mIoU 58.3 %, mean F1 73.3 %, pixel accuracy 75.0 %, mean class accuracy 75.0 %, frequency-weighted IoU 58.3 %, kappa 0.500; 4 pixels.
            In no mean, because in neither labels nor predictions: tree.
            """.ReplaceLineEndings(), table.ToString().ReplaceLineEndings());
    }

    [Fact]
    public void Intervals_are_shown_where_they_were_computed()
    {
        ConfusionMatrix[] frames = [.. Enumerable.Range(0, 8).Select(i => ConfusionMatrix.FromCounts(new long[,] { { 10 + i, 2 }, { 1, 20 } }))];
        var bootstrap = BlockBootstrap.Of(frames);

        var table = ConfusionMatrix.Sum(frames).ToTable(["a", "b"], bootstrap);

        Assert.Contains($"mIoU {bootstrap.MeanIou.ToPercent()} %", table.ToString(), StringComparison.Ordinal);
        Assert.Equal(bootstrap.Iou[0].ToPercent(), table.Rows[0][1]);
        Assert.Contains(bootstrap.Iou[1].ToPercent(), table.ToString(), StringComparison.Ordinal);
        Assert.Contains("95 % interval in brackets", table.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_must_match_the_classes() =>
        Assert.Contains("1 class names", Assert.Throws<SegBookException>(() => new ConfusionMatrix(2).ToTable(["one"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_are_text_and_not_markup()
    {
        var matrix = new ConfusionMatrix(1);
        matrix.Add([0], [0]);

        Assert.Contains("a &lt; b", matrix.ToTable(["a < b"]).ToHtml(), StringComparison.Ordinal);
    }
}
