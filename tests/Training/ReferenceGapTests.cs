using SegBook.Training;

namespace SegBook.Tests.Training;

public sealed class ReferenceGapTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Fact]
    public void Both_splits_see_about_as_many_pictures()
    {
        var store = fixture.Store();

        var gap = ReferenceGap.Measure(fixture.Small with { Epochs = 1 }, store);

        var seen = store.Runs().ToDictionary(run => run.Experiment.Split.Kind, run => run.Experiment.Epochs * run.Experiment.Split.Divide(16, run.Experiment.Seed).Train.Count);
        Assert.Equal([SplitKind.Blocks, SplitKind.Notebook], seen.Keys.Order());
        Assert.InRange(seen[SplitKind.Blocks] / (double)seen[SplitKind.Notebook], 0.9, 1.1);
        Assert.True(gap.HeldOut.ReferenceIou > gap.HeldOut.MeanIou, "counting absent classes as 1 must raise the score of 32 classes on a small picture");
    }

    [Fact]
    public void Table_sets_the_published_figures_beside_the_measured_ones()
    {
        var gap = new ReferenceGap(SegBook.Models.Architecture.UNet, new GapScore(0.1, 0.2, 0.3), new GapScore(0.4, 0.5, 0.6));

        var rows = ReferenceGap.Table(gap).Rows;

        Assert.Equal(["UNet", "the reference's, as published", "", "0.623", "0.910"], rows[0]);
        Assert.Equal(["0.400", "0.500", "0.600"], rows[1].Skip(2));
        Assert.Equal(["0.100", "0.200", "0.300"], rows[2].Skip(2));
    }
}
