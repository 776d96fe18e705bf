using SegBook.Cli.Runs;
using SegBook.Data;
using SegBook.Metrics;
using SegBook.Models;
using SegBook.Reference;
using SegBook.Tests.Metrics;
using SegBook.Tests.Support;
using SegBook.Tests.Training;
using SegBook.Training;

namespace SegBook.Tests.Reference;

/// <summary>The reference notebook's data, division, metric and trials.</summary>
public sealed class ReferenceTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Fact]
    public void Dataset_has_eight_variants_of_every_frame_the_first_as_it_is()
    {
        using var source = SegmentationDataset.Open(fixture.Data, LabelMap.CamVid32);
        using var frames = new FrameCache(source, 32, 32);

        using var made = SegmentationDataset.Open(ReferenceDataset.Make(fixture.Data, fixture.Store(), side: 32), LabelMap.CamVid32);

        var train = ReferenceDataset.Frames(source.Count).Train;
        Assert.Equal(8 * train.Count, made.Count);
        Assert.Equal([.. train.SelectMany(frame => Enumerable.Range(1, 8).Select(variant => $"{frame:0000}_{source.Names[frame]}_{variant}"))], made.Names);
        foreach (var frame in train)
        {
            Assert.Equal(frames.Get(frame).Rgb, made.Load(8 * frame).Rgb);
            Assert.Equal(frames.Get(frame).Labels, made.Load(8 * frame).Labels);
        }

        using var grouped = SegmentationDataset.Open(made.Path);
        Assert.Equal(LabelMap.CamVid11.Names, grouped.LabelMap.Names);
    }

    [Fact]
    public void Dataset_is_made_once_the_same_everywhere_and_anew_when_a_file_of_it_was_changed()
    {
        var store = fixture.Store();
        var folder = ReferenceDataset.Make(fixture.Data, store, side: 32);
        var bytes = Directory.GetFiles(folder).Order().ToDictionary(file => file, File.ReadAllBytes);
        var written = File.GetLastWriteTimeUtc(bytes.Keys.First());

        Assert.Equal(folder, ReferenceDataset.Make(fixture.Data, store, side: 32));
        Assert.Equal(written, File.GetLastWriteTimeUtc(bytes.Keys.First()));
        Assert.NotEqual(folder, ReferenceDataset.Make(fixture.Data, store, side: 32, seed: 2));

        File.Copy(Path.Combine(folder, Path.GetFileName(bytes.Keys.First(file => file.EndsWith("_1.png", StringComparison.Ordinal)))), bytes.Keys.First(file => file.EndsWith("_2.png", StringComparison.Ordinal)), overwrite: true);
        File.Delete(bytes.Keys.First(file => file.EndsWith("_3.png", StringComparison.Ordinal)));
        ReferenceDataset.Make(fixture.Data, store, side: 32);
        Assert.All(bytes, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public void CamSeq01s_90_frames_are_divided_into_648_and_72_variants_on_both_sides()
    {
        var frames = ReferenceDataset.Frames(101);
        var split = ReferenceDataset.Division.Divide(8 * frames.Train.Count, seed: 1);

        Assert.Equal((90, 11), (frames.Train.Count, frames.Test.Count));
        Assert.Equal((648, 0, 72), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.True(frames.Leaks && split.Leaks);
        Assert.True(split.Test.Select(variant => variant / 8).Intersect(split.Train.Select(variant => variant / 8)).Count() > 40);
        Assert.Throws<SegBookException>(() => ReferenceDataset.Frames(1));
    }

    [Fact]
    public void A_class_absent_from_both_scores_one()
    {
        var image = new ConfusionMatrix(2);
        image.Add([0, 0], [0, 0]);

        Assert.Equal(1, ReferenceScore.Of([image], batchSize: 4).ReferenceIou, 12);
    }

    [Fact]
    public void Batches_count_alike_however_many_images_they_have()
    {
        var bad = new ConfusionMatrix(2);
        bad.Add([0, 0], [1, 1]);
        var fine = new ConfusionMatrix(2);
        fine.Add([0, 1], [0, 1]);

        var score = ReferenceScore.Of([fine, fine, fine, bad], batchSize: 3);

        Assert.Equal(0.5, score.ReferenceIou, 5);
        Assert.Equal(0.5, score.Accuracy, 12);
    }

    [GoldenFact("notebook")]
    public void Every_batch_agrees_with_the_recording()
    {
        var golden = GoldenMetrics.Read("notebook/metrics.json");
        var batches = golden.GetProperty("batches").EnumerateArray()
            .Select(batch => (Recorded: batch, Images: GoldenMetrics.Images(batch, "notebook", batch.GetProperty("images").GetInt32(), 48 * 64, 32))).ToList();

        foreach (var (recorded, images) in batches)
        {
            var alone = ReferenceScore.Of(images, images.Length);
            Assert.Equal(recorded.GetProperty("iou").GetDouble(), alone.ReferenceIou, 12);
            Assert.Equal(recorded.GetProperty("pixel_accuracy").GetDouble(), alone.Accuracy, 12);
        }

        var all = ReferenceScore.Of([.. batches.SelectMany(batch => batch.Images)], batches[0].Images.Length);
        Assert.Equal(golden.GetProperty("iou_mean_over_batches").GetDouble(), all.ReferenceIou, 12);
        Assert.Equal(golden.GetProperty("pixel_accuracy_mean_over_batches").GetDouble(), all.Accuracy, 12);
    }

    [Fact]
    public void Both_splits_see_about_as_many_pictures_and_are_scored_by_both_metrics()
    {
        var store = fixture.Store();

        var gap = ReferenceGap.Measure(fixture.Small with { Epochs = 1 }, store);

        var seen = store.Runs().ToDictionary(run => run.Experiment.Split.Kind, run => run.Experiment.Epochs * run.Experiment.Split.Divide(run.Experiment.Split.Kind == SplitKind.Random ? 112 : 16, 1).Train.Count);
        Assert.Equal([SplitKind.Blocks, SplitKind.Random], seen.Keys.Order());
        Assert.InRange(seen[SplitKind.Blocks] / (double)seen[SplitKind.Random], 0.9, 1.1);
        Assert.True(gap.HeldOut.ReferenceIou > gap.HeldOut.MeanIou, "counting absent classes as 1 must raise the score of 32 classes on a small picture");
        Assert.Throws<SegBookException>(() => ReferenceGap.Experiments(fixture.Small with { Width = 64 }, store));
    }

    [Fact]
    public void Table_sets_the_published_figures_beside_the_measured_ones()
    {
        var gap = new ReferenceGap(Architecture.UNet, new ReferenceScore(0.1, 0.2, 0.3), new ReferenceScore(0.4, 0.5, 0.6));

        var rows = ReferenceGap.Table(gap).Rows;

        Assert.Equal(["U-Net", "the reference's, as published", "", "0.623", "0.910"], rows[0]);
        Assert.Equal(["0.400", "0.500", "0.600"], rows[1].Skip(2));
        Assert.Equal(["0.100", "0.200", "0.300"], rows[2].Skip(2));
    }
}
