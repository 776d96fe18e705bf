using SegBook.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Data;

/// <summary>The same augmentations done with tensors, as on a GPU.</summary>
public sealed class TensorTransformsTests
{
    private const int Height = 24;
    private const int Width = 32;

    [Theory]
    [InlineData("standard")]
    [InlineData("distorted")]
    [InlineData("blur-and-holes")]
    public void Batches_made_with_tensors_are_those_made_in_loops(string name)
    {
        var augmentation = name switch
        {
            "standard" => Transform.Standard,
            "distorted" => new Compose(new HorizontalFlip(), new GridDistortion(), new Rotate { Probability = 1 }),
            _ => new Compose(new GaussianBlur { Probability = 1 }, new Cutout { Probability = 1 }, new ColorJitter { Probability = 1 }),
        };
        using var folder = new TestDataset(frames: 4, Height, Width);
        using var dataset = SegmentationDataset.Open(folder.Folder, LabelMap.CamVid32);
        using var cache = new FrameCache(dataset);
        var options = new DataLoaderOptions { Augmentation = augmentation };
        using var loops = new DataLoader(cache, [2, 0, 1, 3], options);
        using var tensors = new DataLoader(cache, [2, 0, 1, 3], options with { AugmentOnDevice = true });
        for (var epoch = 0; epoch < 5; epoch++)
        {
            using var expected = loops.Epoch(epoch).Single();
            using var batch = tensors.Epoch(epoch).Single();

            // A label on the border of two pixels, and the rim of the picture with it, may fall to either side.
            using var same = batch.Labels.eq(expected.Labels);
            using var difference = (batch.Images - expected.Images).abs();
            Assert.True(same.to(float32).mean().item<float>() > 0.999f);
            Assert.True(difference.mean().item<float>() < 2e-3f);
        }
    }

    [Fact]
    public void Noise_made_with_tensors_is_as_strong_as_that_made_in_loops()
    {
        using var folder = new TestDataset(frames: 1, Height, Width);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);
        var options = new DataLoaderOptions { Augmentation = new GaussianNoise { Probability = 1 } };
        using var loops = new DataLoader(cache, [0], options);
        using var tensors = new DataLoader(cache, [0], options with { AugmentOnDevice = true });
        using var unchanged = new DataLoader(cache, [0], new DataLoaderOptions());
        using var plain = unchanged.Epoch(3).Single();
        using var first = loops.Epoch(3).Single();
        using var second = tensors.Epoch(3).Single();
        using var again = tensors.Epoch(3).Single();

        var ratio = (second.Images - plain.Images).std().item<float>() / (first.Images - plain.Images).std().item<float>();

        Assert.InRange(ratio, 0.9f, 1.1f);
        Assert.True(again.Images.equal(second.Images).all().item<bool>());
    }

    [Fact]
    public void What_all_frames_take_on_a_device_is_what_their_tensors_take()
    {
        using var folder = new TestDataset(frames: 3, Height, Width);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);

        var (images, labels) = cache.OnDevice(CPU);

        Assert.Equal(cache.DeviceBytes, images.numel() + labels.numel());
        Assert.Equal((ScalarType.Byte, ScalarType.Byte), (images.dtype, labels.dtype));
    }
}
