using SegBook.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Data;

/// <summary>Picture and mask stay together, whatever is done to them.</summary>
public sealed class TransformTests
{
    private const int Height = 24;
    private const int Width = 32;

    public static TheoryData<string> Geometric() => new(
        "horizontal-flip", "vertical-flip", "center-crop", "center-crop-larger", "random-sized-crop", "random-scale-crop", "rotate", "grid-distortion", "everything");

    [Theory]
    [MemberData(nameof(Geometric))]
    public void Mask_follows_the_picture(string name)
    {
        // Red says where along a row a pixel was, green in which row; the label follows from the two.
        var map = LabelMap.CamVid32;
        using var folder = new TestDataset(frames: 4, Height, Width);
        using var dataset = SegmentationDataset.Open(folder.Folder, map);
        using var cache = new FrameCache(dataset);
        var counted = 0;
        foreach (var (image, labels, frame) in Samples(cache, Build(name), epochs: 6))
        {
            var (rows, columns) = (labels.GetLength(0), labels.GetLength(1));
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                {
                    if (labels[y, x] == LabelMap.Ignore)
                    {
                        continue;
                    }

                    counted++;
                    var (fromX, fromY) = ((image[0, y, x] / 7) + 0.5f, (image[1, y, x] / 9) + 0.5f);
                    Assert.True(Near(fromX, fromY, frame).Contains((int)labels[y, x]), $"{name}: pixel {x}, {y} comes from {fromX}, {fromY} but has label {labels[y, x]}");
                }
            }
        }

        Assert.True(counted > 1000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Flip_equals_libtorchs_and_twice_is_nothing(bool vertical)
    {
        Transform flip = vertical ? new VerticalFlip { Probability = 1 } : new HorizontalFlip { Probability = 1 };
        using var folder = new TestDataset(frames: 1, Height, Width);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);
        using var plain = One(cache, Transform.None);
        using var once = One(cache, flip);
        using var twice = One(cache, new Compose(flip, flip));

        using var expected = plain.Images.flip(vertical ? 2 : 3);
        using var expectedLabels = plain.Labels.flip(vertical ? 1 : 2);
        Assert.True(once.Images.equal(expected).all().item<bool>());
        Assert.True(once.Labels.equal(expectedLabels).all().item<bool>());
        Assert.True(twice.Images.equal(plain.Images).all().item<bool>());
        Assert.True(twice.Labels.equal(plain.Labels).all().item<bool>());
    }

    [Fact]
    public void Transpose_twice_is_nothing_and_once_swaps_the_sides()
    {
        var transpose = new Transpose { Probability = 1 };
        using var folder = new TestDataset(frames: 1, Height, Width);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);
        using var plain = One(cache, Transform.None);
        using var once = One(cache, transpose);
        using var twice = One(cache, new Compose(transpose, transpose));

        Assert.Equal([1L, 3, Width, Height], once.Images.shape);
        Assert.True(once.Images.equal(plain.Images.transpose(2, 3)).all().item<bool>());
        Assert.True(twice.Images.equal(plain.Images).all().item<bool>());
    }

    [Fact]
    public void Quarter_turns_are_libtorchs_and_every_one_of_the_four_comes()
    {
        using var folder = new TestDataset(frames: 1, 24, 24);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);
        using var plain = One(cache, Transform.None);
        var seen = new HashSet<int>();
        for (var epoch = 0; epoch < 40; epoch++)
        {
            using var turned = One(cache, new RandomRotate90(), epoch);
            var turns = Enumerable.Range(0, 4).Single(k => turned.Images.equal(plain.Images.rot90(k, (2, 3))).all().item<bool>());
            Assert.True(turned.Labels.equal(plain.Labels.rot90(turns, (1, 2))).all().item<bool>());
            seen.Add(turns);
        }

        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void Outside_of_the_picture_is_void_and_neutral()
    {
        using var folder = new TestDataset(frames: 1, Height, Width);
        using var dataset = SegmentationDataset.Open(folder.Folder, LabelMap.CamVid32);
        using var cache = new FrameCache(dataset);

        using var crop = One(cache, new CenterCrop { Height = 40, Width = 50 });

        using var outside = crop.Labels.eq(LabelMap.Ignore);
        Assert.Equal((40 * 50) - (Height * Width), outside.sum().item<long>());
        using var values = crop.Images.permute(0, 2, 3, 1)[outside];
        Assert.True(values.abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Colours_change_as_brightness_contrast_and_saturation_say()
    {
        // Worked by hand: grey of (200, 100, 50) is 124.2; half saturated 162.1, 112.1, 87.1; bright x 1.2; contrast x 0.5 about the mean grey 100 x 1.2.
        var m = ColourStage.Matrix(new ColourChange(1.2, 0.5, 0.5, 0), meanGrey: 100);

        var red = (m[0] * 200) + (m[1] * 100) + (m[2] * 50) + m[3];

        Assert.Equal((0.5 * 1.2 * 162.1) + (0.5 * 120), red, 2);
    }

    [Fact]
    public void Turned_hue_leaves_grey_alone_and_a_full_turn_changes_nothing()
    {
        var half = ColourStage.Matrix(new ColourChange(1, 1, 1, 90), 0);
        var full = ColourStage.Matrix(new ColourChange(1, 1, 1, 360), 0);

        Assert.Equal(100, (half[4] + half[5] + half[6]) * 100, 0);
        Assert.Equal(1, full[0], 4);
        Assert.Equal(0, full[1], 4);
    }

    [Fact]
    public void Strong_augmentation_stays_finite_and_hides_parts()
    {
        using var folder = new TestDataset(frames: 4, Height, Width);
        using var dataset = SegmentationDataset.Open(folder.Folder, LabelMap.CamVid32);
        using var cache = new FrameCache(dataset);
        using var loader = new DataLoader(cache, [0, 1, 2, 3], new DataLoaderOptions { Augmentation = Transform.Strong });
        for (var epoch = 0; epoch < 20; epoch++)
        {
            using var batch = loader.Epoch(epoch).Single();

            Assert.True(batch.Images.isfinite().all().item<bool>());
            Assert.InRange(batch.Images.max().item<float>(), 0, 2.7f);
            Assert.InRange(batch.Images.min().item<float>(), -2.2f, 0);
        }
    }

    [Fact]
    public void Sizes_that_differ_within_a_batch_are_refused_with_the_reason()
    {
        using var folder = new TestDataset(frames: 4, Height, Width);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var cache = new FrameCache(dataset);
        using var loader = new DataLoader(cache, [0, 1, 2, 3], new DataLoaderOptions { Augmentation = new Transpose() });

        var error = Assert.Throws<SegBookException>(() => Enumerable.Range(0, 30).SelectMany(loader.Epoch).Select(Disposed).ToList());

        Assert.Contains("square frames", error.Message);
    }

    private static int Disposed(Batch batch)
    {
        using (batch)
        {
            return batch.Frames.Count;
        }
    }

    private static Transform Build(string name) => name switch
    {
        "horizontal-flip" => new HorizontalFlip { Probability = 1 },
        "vertical-flip" => new VerticalFlip(),
        "center-crop" => new CenterCrop { Height = 13, Width = 17 },
        "center-crop-larger" => new CenterCrop { Height = 41, Width = 39 },
        "random-sized-crop" => new RandomSizedCrop { MinHeight = 8, MaxHeight = 15, Height = 20, Width = 30 },
        "random-scale-crop" => new RandomScaleCrop { MinScale = 0.6, MaxScale = 2 },
        "rotate" => new Rotate { Degrees = 30, Probability = 1 },
        "grid-distortion" => new GridDistortion(),
        _ => new Compose(new HorizontalFlip(), new GridDistortion(), new RandomScaleCrop(), new Rotate { Probability = 1 }, new VerticalFlip()),
    };

    private static Batch One(FrameCache cache, Transform augmentation, int epoch = 0)
    {
        using var loader = new DataLoader(cache, [0], new DataLoaderOptions { Augmentation = augmentation });
        return loader.Epoch(epoch).Single();
    }

    private static IEnumerable<(float[,,] Image, long[,] Labels, int Frame)> Samples(FrameCache cache, Transform augmentation, int epochs)
    {
        using var loader = new DataLoader(cache, [.. Enumerable.Range(0, cache.Count)], new DataLoaderOptions { BatchSize = 1, Augmentation = augmentation });
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var batch in loader.Epoch(epoch))
            {
                using (batch)
                {
                    yield return (Grey(batch.Images[0]), (long[,])batch.Labels[0].data<long>().ToNDArray(), batch.Frames[0]);
                }
            }
        }
    }

    // Back to 0 to 255, without rounding.
    private static float[,,] Grey(Tensor image)
    {
        using var scope = NewDisposeScope();
        var values = image.cpu().contiguous();
        var (height, width) = ((int)values.shape[1], (int)values.shape[2]);
        var flat = values.data<float>().ToArray();
        var grey = new float[3, height, width];
        for (var i = 0; i < flat.Length; i++)
        {
            var c = i / (height * width);
            grey[c, i / width % height, i % width] = ((flat[i] * Normalization.Deviation[c]) + Normalization.Mean[c]) * 255;
        }

        return grey;
    }

    // At the border of two squares of the pattern, rounding decides. Half a pixel at the rim is repeated.
    private static HashSet<int> Near(float x, float y, int frame)
    {
        var labels = new HashSet<int>();
        foreach (var dx in new[] { -0.55f, 0, 0.55f })
        {
            foreach (var dy in new[] { -0.55f, 0, 0.55f })
            {
                var (column, row) = (Math.Clamp((int)MathF.Floor(x + dx), 0, Width - 1), Math.Clamp((int)MathF.Floor(y + dy), 0, Height - 1));
                labels.Add(((column / 4) + (row / 4) + frame) % 32);
            }
        }

        return labels;
    }
}
