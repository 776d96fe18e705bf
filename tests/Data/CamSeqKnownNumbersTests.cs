using SegBook.Data;
using SegBook.Tests.Support;
using SegBook.Training;

namespace SegBook.Tests.Data;

/// <summary>Scores of the real frames that were worked out by other means.</summary>
public sealed class CamSeqKnownNumbersTests
{
    [CamSeqFact]
    public void Copying_a_neighbour_scores_high_under_a_random_split_and_low_under_a_contiguous_one()
    {
        using var dataset = SegmentationDataset.Open(Shared.CamSeq);
        using var cache = new FrameCache(dataset);

        var random = Enumerable.Range(1, 5).Average(seed => Baselines.CopyNearest(cache, Splits.Random(cache.Count, seed, validation: 0)).Total.MeanIou());
        var contiguous = Baselines.CopyNearest(cache, Splits.Chronological(cache.Count, validation: 0, gap: 0)).Total.MeanIou();
        var withGap = Baselines.CopyNearest(cache, Splits.Chronological(cache.Count, gap: 2)).Total.MeanIou();

        Assert.InRange(random, 0.69, 0.75);
        Assert.InRange(contiguous, 0.40, 0.42);
        Assert.InRange(withGap, 0.34, 0.40);
    }

    [CamSeqFact]
    public void Most_frequent_class_per_pixel_scores_about_22_percent()
    {
        using var dataset = SegmentationDataset.Open(Shared.CamSeq);
        using var cache = new FrameCache(dataset);

        var score = Baselines.MostFrequent(cache, Splits.Chronological(cache.Count)).Total.MeanIou();

        Assert.InRange(score, 0.20, 0.24);
    }

    [CamSeqFact]
    public void Leak_curve_falls_with_distance_and_the_report_tells_random_from_blocks()
    {
        using var dataset = SegmentationDataset.Open(Shared.CamSeq);
        using var cache = new FrameCache(dataset, 90, 120);

        var curve = LabelSimilarity.Of(cache);
        var report = LeakReport.Of(cache, Splits.Blocks(101, fold: 2), Splits.Random(101));

        Assert.Equal(1, curve[0].Distance);
        Assert.True(curve[0].Agreement > 0.9);
        Assert.True(curve[^1].Agreement < curve[0].Agreement - 0.2);
        Assert.True(report.Rows[0].MeanAgreement < report.Rows[1].MeanAgreement - 0.05);
        Assert.Equal(1, report.Rows[1].NearestDistance);
        Assert.Equal(3, report.Rows[0].NearestDistance);   // two frames are left out between them
    }

    [CamSeqFact]
    public void Statistics_of_the_real_frames_add_up()
    {
        using var dataset = SegmentationDataset.Open(Shared.CamSeq);
        using var cache = new FrameCache(dataset, 90, 120);

        var statistics = DatasetStatistics.Of(cache);

        Assert.Equal(1, statistics.PixelShares.Sum() + statistics.IgnoredShare, 9);
        Assert.Equal(101, statistics.Frames);
        Assert.All(statistics.FrameShares, shares => Assert.InRange(shares.Sum(), 0.9, 1.0000001));
        var road = dataset.LabelMap.Names.ToList().IndexOf("Road");
        var sky = dataset.LabelMap.Names.ToList().IndexOf("Sky");
        Assert.Equal(1, statistics.CoOccurrence()[road, road]);
        using var priors = statistics.SpatialPriors();
        Assert.Equal([11L, 90, 120], priors.shape);
        Assert.True(priors[road, 85, 60].item<float>() > 0.9);
        Assert.Equal(0, priors[sky, 85, 60].item<float>());
    }
}
