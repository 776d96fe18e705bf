using SegBook.Cli.Synthetic;
using SegBook.Data;

namespace SegBook.Tests.Tools;

/// <summary>The sequence that stands in for data.</summary>
public sealed class SyntheticSequenceTests
{
    [Fact]
    public void Synthetic_sequence_has_the_same_pixels_each_time()
    {
        using var first = new Folder();
        using var second = new Folder();
        SyntheticSequence.Write(first.Path, frames: 3, height: 60, width: 80, seed: 1);
        SyntheticSequence.Write(second.Path, frames: 3, height: 60, width: 80, seed: 1);
        using var dataset = SegmentationDataset.Open(first.Path);
        using var same = SegmentationDataset.Open(second.Path);

        Assert.Equal(dataset.Fingerprint(), same.Fingerprint());
    }

    [Fact]
    public void Synthetic_sequence_has_all_32_classes_and_of_the_eleven_some_come_and_go()
    {
        using var folder = new Folder();
        SyntheticSequence.Write(folder.Path, height: 180, width: 240);
        using var all = SegmentationDataset.Open(folder.Path, LabelMap.CamVid32);
        using var dataset = SegmentationDataset.Open(folder.Path, LabelMap.CamVid11);
        var frames = Enumerable.Range(0, dataset.Count).Select(i => dataset.Load(i).Labels.ToHashSet()).ToList();

        Assert.Equal(32, Enumerable.Range(0, all.Count).SelectMany(i => all.Load(i).Labels).Distinct().Count());
        foreach (var (label, name) in dataset.LabelMap.Names.Index())
        {
            var stays = name is "Sky" or "Building" or "Column_Pole" or "Road" or "Sidewalk" or "Tree";
            Assert.InRange(frames.Average(frame => frame.Contains((byte)label) ? 1.0 : 0), stays ? 1 : 0.4, stays ? 1 : 0.95);
            Assert.All(Splits.AllBlocks(frames.Count, folds: 5, gap: 2), split => Assert.Contains(split.Train, i => frames[i].Contains((byte)label)));
        }
    }

    [Fact]
    public void Synthetic_neighbours_are_near_copies_and_distant_frames_are_not()
    {
        using var folder = new Folder();
        SyntheticSequence.Write(folder.Path, frames: 40, height: 60, width: 80);
        using var dataset = SegmentationDataset.Open(folder.Path);
        var labels = new[] { 0, 1, 39 }.Select(i => dataset.Load(i).Labels).ToList();

        Assert.InRange(Agreement(labels[0], labels[1]), 0.93, 0.9999);
        Assert.True(Agreement(labels[0], labels[2]) < Agreement(labels[0], labels[1]) - 0.05);
    }

    [Fact]
    public void Synthetic_sequence_of_another_seed_is_another()
    {
        using var folder = new Folder();
        using var other = new Folder();
        SyntheticSequence.Write(folder.Path, frames: 1, height: 60, width: 80, seed: 1);
        SyntheticSequence.Write(other.Path, frames: 1, height: 60, width: 80, seed: 2);
        using var dataset = SegmentationDataset.Open(folder.Path);
        using var second = SegmentationDataset.Open(other.Path);

        Assert.True(Agreement(dataset.Load(0).Labels, second.Load(0).Labels) < 0.95);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(121, 60)]
    [InlineData(5, 31)]
    public void Synthetic_sequence_out_of_range_is_refused(int frames, int height)
    {
        using var folder = new Folder();

        Assert.Throws<SegBookException>(() => SyntheticSequence.Write(folder.Path, frames, height));
    }

    private static double Agreement(byte[] first, byte[] second) => first.Zip(second, (a, b) => a == b ? 1.0 : 0).Average();

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("segbook-synthetic").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
