using SegBook.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Data;

/// <summary>Batches depend on seed and epoch, and on nothing else.</summary>
public sealed class DataLoaderTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("standard")]
    [InlineData("strong")]
    public void Batches_are_the_same_with_no_one_and_four_workers(string augmentation)
    {
        using var folder = new TestDataset(frames: 9);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);

        var runs = new[] { 0, 1, 4 }.Select(workers => Collect(cache, new DataLoaderOptions { BatchSize = 2, Shuffle = true, Workers = workers, Augmentation = Transform.Named(augmentation) })).ToList();

        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
    }

    [Fact]
    public void Batches_of_another_epoch_or_seed_are_others()
    {
        using var folder = new TestDataset(frames: 9);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);
        var options = new DataLoaderOptions { BatchSize = 2, Shuffle = true };

        Assert.NotEqual(Collect(cache, options, epoch: 1), Collect(cache, options, epoch: 2));
        Assert.NotEqual(Collect(cache, options), Collect(cache, options with { Seed = 2 }));
    }

    [Fact]
    public void Batch_without_augmentation_is_the_normalised_frame()
    {
        using var folder = new TestDataset();
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);
        using var loader = new DataLoader(cache, [3, 1], new DataLoaderOptions { BatchSize = 2 });

        using var batch = loader.Epoch(0).Single();

        using var image = cache.Image(1);
        using var expected = Normalization.Apply(image);
        using var labels = cache.Labels(1);
        Assert.Equal([2L, 3, 24, 32], batch.Images.shape);
        Assert.Equal([3, 1], batch.Frames);
        Assert.True(batch.Images[1].allclose(expected, atol: 1e-5));
        Assert.Equal(labels.to(ScalarType.Int64).data<long>().ToArray(), batch.Labels[1].contiguous().data<long>().ToArray());
    }

    [Fact]
    public void Batch_of_frames_that_a_device_keeps_is_that_of_the_loader()
    {
        using var folder = new TestDataset();
        using var dataset = SegmentationDataset.Open(folder.Folder);
        var cache = new FrameCache(dataset);
        using var loader = new DataLoader(cache, [3, 1], new DataLoaderOptions { BatchSize = 2 });
        using var expected = loader.Epoch(0).Single();

        using var batch = DataLoader.AsTheyAre(cache, [3, 1], CPU);

        Assert.NotNull(batch);
        Assert.True(batch.Images.allclose(expected.Images, atol: 1e-5));
        Assert.True(batch.Labels.eq(expected.Labels).all().ToBoolean());
        Assert.Equal((ScalarType.Int64, ScalarType.Byte), (batch.Labels.dtype, cache.On(CPU)!.Value.Images.dtype));
        Assert.Same(cache.On(new Device(DeviceType.CPU))!.Value.Images, cache.On(new Device(DeviceType.CPU))!.Value.Images);
        Assert.Null(cache.On(CPU, budget: (4 * 24 * 32 * cache.Count) - 1));

        var kept = cache.On(CPU)!.Value;
        cache.Dispose();
        Assert.True(kept.Images.IsInvalid && kept.Labels.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => cache.On(CPU));
    }

    [Fact]
    public void Last_batch_is_smaller_or_left_out()
    {
        using var folder = new TestDataset(frames: 5);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);
        using var kept = new DataLoader(cache, [0, 1, 2, 3, 4], new DataLoaderOptions { BatchSize = 2 });
        using var dropped = new DataLoader(cache, [0, 1, 2, 3, 4], new DataLoaderOptions { BatchSize = 2, DropLast = true });

        Assert.Equal([2, 2, 1], Sizes(kept));
        Assert.Equal([2, 2], Sizes(dropped));
        Assert.Equal((3, 2), (kept.Count, dropped.Count));
    }

    [Fact]
    public void Loader_that_is_left_early_frees_what_it_made_ahead()
    {
        using var folder = new TestDataset(frames: 9);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);
        var before = Tensor.TotalCount;
        using (var loader = new DataLoader(cache, [.. Enumerable.Range(0, 9)], new DataLoaderOptions { BatchSize = 1, Workers = 4 }))
        {
            foreach (var batch in loader.Epoch(0))
            {
                batch.Dispose();
                break;
            }
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Frame_that_is_not_there_is_refused()
    {
        using var folder = new TestDataset(frames: 2);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);

        var error = Assert.Throws<SegBookException>(() => new DataLoader(cache, [0, 2], new DataLoaderOptions()));

        Assert.Contains("frame 2", error.Message);
    }

    private static List<int> Sizes(DataLoader loader)
    {
        var sizes = new List<int>();
        foreach (var batch in loader.Epoch(0))
        {
            using (batch)
            {
                sizes.Add(batch.Frames.Count);
            }
        }

        return sizes;
    }

    private static List<string> Collect(FrameCache cache, DataLoaderOptions options, int epoch = 1)
    {
        using var loader = new DataLoader(cache, [.. Enumerable.Range(0, cache.Count)], options);
        var seen = new List<string>();
        foreach (var batch in loader.Epoch(epoch))
        {
            using (batch)
            {
                var bytes = (byte[])[.. batch.Images.bytes, .. batch.Labels.bytes];
                seen.Add($"{string.Join(' ', batch.Frames)}: {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))}");
            }
        }

        return seen;
    }
}
