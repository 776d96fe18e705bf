using SegBook.Data;
using SegBook.Tests.Support;

namespace SegBook.Tests.Data;

/// <summary>What is known about the real frames.</summary>
public sealed class CamSeqTests
{
    [CamSeqFact]
    public void Drive_of_the_real_frames_has_101_pairs_in_order()
    {
        using var dataset = SegmentationDataset.Open(Shared.CamSeq);

        Assert.Equal(101, dataset.Count);
        Assert.Equal("0016E5_07959", dataset.Names[0]);
        Assert.Equal("0016E5_08159", dataset.Names[^1]);
        Assert.Contains("101 pictures", dataset.Description);
        Assert.Equal("CamVid11", dataset.LabelMap.Name);
    }

    [CamSeqFact]
    public void Shares_of_the_real_frames_are_the_known_ones()
    {
        using var dataset = SegmentationDataset.Open(Shared.CamSeq, LabelMap.CamVid32);
        using var cache = new FrameCache(dataset);
        var counts = new long[256];
        for (var i = 0; i < cache.Count; i++)
        {
            foreach (var label in cache.Get(i).Labels)
            {
                counts[label]++;
            }
        }

        Assert.Equal(12, counts.Count(count => count > 0));
        (string, double)[] known =
        [
            ("Road", 29.0), ("Building", 26.0), ("Tree", 16.3), ("Sky", 9.2), ("Sidewalk", 8.7), ("Fence", 3.1), ("Bicyclist", 2.2), ("Car", 1.7), ("Void", 1.7), ("SignSymbol", 0.9),
            ("Pedestrian", 0.65), ("Column_Pole", 0.56),
        ];
        foreach (var (name, percent) in known)
        {
            var share = 100.0 * counts[dataset.LabelMap.Names.ToList().IndexOf(name)] / counts.Sum();
            Assert.InRange(share, percent - 0.06, percent + 0.06);
        }
    }

    [CamSeqFact]
    public void Void_of_the_real_frames_is_ignored_by_default()
    {
        using var dataset = SegmentationDataset.Open(Shared.CamSeq);

        var frame = dataset.Load(50);

        Assert.Equal((360, 480), (frame.Height, frame.Width));
        Assert.Contains(LabelMap.Ignore, frame.Labels);
        Assert.All(frame.Labels.Distinct().Where(label => label != LabelMap.Ignore), label => Assert.InRange(label, 0, 10));
    }
}
