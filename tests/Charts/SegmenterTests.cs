using SegBook.Charts;
using SegBook.Data;
using SegBook.Models;
using SegBook.Tests.Data;
using SegBook.Training;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Charts;

/// <summary>Which classes a segmenter answers with, at what size, and where its masks go.</summary>
public sealed class SegmenterTests : IDisposable
{
    private static readonly LabelMap Pair = LabelMap.Of("pair", [new("rest", 0, 0, 0), new("thing", 250, 10, 20)]);
    private static readonly LabelMap Three = LabelMap.Of("three", [new("ground", 1, 2, 3), new("wall", 40, 50, 60), new("sky", 7, 8, 9)]);
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-segmenter").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_channel_is_a_probability_and_a_threshold()
    {
        using var scope = NewDisposeScope();
        using var model = Network(1);
        var images = randn(2, 3, 40, 56);
        using var quiet = no_grad();
        var expected = model.call(images).sigmoid();

        var probabilities = model.Probabilities(images);
        var looks = model.Probabilities(images, new PredictOptions(Flip: true) { Scales = [1, 0.5] });
        var predicted = model.Predict(images);

        Assert.Equal([2, 1, 40, 56], probabilities.shape);
        Assert.True((probabilities - expected).abs().max().item<float>() < 1e-6);
        Assert.Equal([2, 40, 56], predicted.shape);
        Assert.Equal(int64, predicted.dtype);
        Assert.True(predicted.eq(expected.squeeze(1) > 0.5).all().item<bool>());
        Assert.Equal([0L, 1L], predicted.flatten().data<long>().ToArray().Distinct().Order());
        Assert.True(looks.min().item<float>() >= 0 && looks.max().item<float>() <= 1 && (looks - probabilities).abs().max().item<float>() > 1e-4);
        Assert.True(model.Predict(images, new PredictOptions(Flip: true) { Scales = [1, 0.5] }).eq(looks.squeeze(1) > 0.5).all().item<bool>());
    }

    [Fact]
    public void One_channel_marks_the_second_of_two_classes_or_the_only_one()
    {
        using var model = Network(1);
        var only = LabelMap.Of("only", [Pair.Classes[1]]);
        var source = new PictureSource("a", () => Noise(48, 40, 1));

        var pair = new Segmenter(model, Pair, 64, 64).Segment(source);
        var alone = new Segmenter(model, only, 64, 64).Segment(source);

        Assert.Equal([0, 1], pair.Labels.Distinct().Order().Select(label => (int)label));
        Assert.Equal(pair.Labels.Select(label => label == 1 ? (byte)0 : LabelMap.Ignore), alone.Labels);
        Assert.All(pair.Confidence, sure => Assert.InRange(sure, 0.5f, 1f));
        Assert.Equal(["thing", "none of the classes"], alone.Shares().Select(share => share.Name));
        Refuses("1 class from the rest", () => new Segmenter(model, Three, 64, 64));
        var upside = LabelMap.Of("upside", [Pair.Classes[1], new("Background", 0, 0, 0)]);
        Refuses("'Background'", () => new Segmenter(model, upside, 64, 64));
    }

    [Fact]
    public void Other_classes_than_the_networks_are_refused_and_its_own_are_used_where_none_are_given()
    {
        using var model = Network(3);
        ModelFolder.Save(_folder, model, ModelCard.Of(Three));
        using var opened = ModelFolder.Open(_folder);
        using var five = Network(5);
        LabelMap Other(params LabelClass[] classes) => LabelMap.Of("other", classes);

        Refuses("5 classes apart, the label map 'CamVid11' has 11", () => new Segmenter(five, LabelMap.CamVid11, 64, 64));
        Refuses("3 classes apart, the label map 'pair' has 2", () => new Segmenter(opened, Pair, 64, 64));
        Refuses("'wall'", () => new Segmenter(opened, Other(Three.Classes[0], new("fence", 40, 50, 60), Three.Classes[2]), 64, 64));
        Refuses("(40, 50, 60)", () => new Segmenter(opened, Other(Three.Classes[0], new("wall", 41, 50, 60), Three.Classes[2]), 64, 64));
        Refuses("'ground'", () => new Segmenter(opened, Other([.. Three.Classes.Reverse()]), 64, 64));
        Refuses("Give the label map", () => new Segmenter(five, null, 64, 64));
        Assert.Equal(Three.Names, new Segmenter(opened, null, 64, 64).LabelMap.Names);
        Assert.Equal(Three.Names, new Segmenter(opened, Other([.. Three.Classes]), 64, 64).LabelMap.Names);

        ModelFolder.Save(_folder, opened);
        Assert.Equal(Three.Classes, ModelFolder.ReadCard(_folder)!.Classes);
    }

    [Fact]
    public void Network_with_one_channel_is_scored_against_two_classes()
    {
        using var frames = new TestDataset(frames: 2);
        File.WriteAllLines(frames["list.txt"], LabelMap.CamVid32.Classes.Select((c, i) => $"{c.Red} {c.Green} {c.Blue} c{i}"));
        using var model = Network(1);
        using var wide = SegmentationDataset.Open(frames.Folder);
        using var cache = new FrameCache(wide);
        Refuses("1 class from the rest", () => Evaluation.Of(model, cache, [0], CPU));

        using var binary = Binary(frames, LabelMap.Of("pair", [Pair.Classes[0], Pair.Classes[1]]));
        using var pairs = new FrameCache(binary);
        var total = Evaluation.Of(model, pairs, [0, 1], CPU).Total;
        var expected = 0L;
        foreach (var i in new[] { 0, 1 })
        {
            using var scope = NewDisposeScope();
            expected += model.Predict(Normalization.Apply(pairs.Image(i).unsqueeze(0))).squeeze(0).eq(pairs.Labels(i)).sum().item<long>();
        }

        Assert.Equal(2 * 24 * 32, total.Total);
        Assert.Equal(expected, total[0, 0] + total[1, 1]);
        Assert.True(total[0, 1] + total[1, 1] > 0 && total[0, 0] + total[1, 0] > 0);
    }

    [Fact]
    public void Weights_that_are_not_numbers_give_no_mask()
    {
        using var model = Network(3);
        using (no_grad())
        {
            model.parameters().Last().fill_(float.NaN);
        }

        Refuses("not a number", () => new Segmenter(model, Three, 32, 32).SegmentAll([new PictureSource("a", () => Noise(32, 32, 3))]));
    }

    [Theory]
    [InlineData(50, 90)]
    [InlineData(20, 13)]
    [InlineData(1, 1)]
    public void Own_size_is_the_probabilities_resized_bilinearly(int height, int width)
    {
        using var model = Network(3);
        var picture = Noise(width, height, 4);
        using var scope = NewDisposeScope();
        var input = Normalization.Apply(tensor(picture.Resize(48, 32).Rgb.ToArray(), [32, 48, 3]).permute(2, 0, 1).unsqueeze(0));
        var expected = nn.functional.interpolate(model.Probabilities(input), [height, width], mode: InterpolationMode.Bilinear, align_corners: false);

        var answer = new Segmenter(model, Three, 32, 48, precision: Precision.Float32) { OwnSize = true }.Segment(new PictureSource("a", () => picture));

        var (most, places) = expected.max(1);
        Assert.Equal((width, height), (answer.Picture.Width, answer.Picture.Height));
        Assert.True((tensor(answer.Confidence) - most.flatten()).abs().max().item<float>() < 1e-5);
        var alike = tensor(answer.Labels).eq(places.flatten()).sum().item<long>();
        Assert.True(alike >= answer.Labels.Length * 0.99, $"{alike} of {answer.Labels.Length}");
        var mask = Picture.FromPng(File.ReadAllBytes(answer.SaveMask(_folder)));
        Assert.Equal((width, height), (mask.Width, mask.Height));
    }

    [Fact]
    public void Own_size_of_a_picture_with_more_pixels_than_are_enlarged_at_once_has_no_seam()
    {
        using var model = Network(2);
        var picture = Noise(3000, 1500, 5);
        var answer = new Segmenter(model, Pair, 32, 64, precision: Precision.Float32) { OwnSize = true }.Segment(new PictureSource("a", () => picture));
        using var scope = NewDisposeScope();
        var input = Normalization.Apply(tensor(picture.Resize(64, 32).Rgb.ToArray(), [32, 64, 3]).permute(2, 0, 1).unsqueeze(0));
        var expected = nn.functional.interpolate(model.Probabilities(input), [1500, 3000], mode: InterpolationMode.Bilinear, align_corners: false).max(1).values;

        Assert.True((tensor(answer.Confidence) - expected.flatten()).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Masks_of_different_pictures_never_overwrite_each_other()
    {
        using var model = Network(2);
        var segmenter = new Segmenter(model, Pair, 32, 32);
        var (one, two) = (Directory.CreateDirectory(Path.Combine(_folder, "one")).FullName, Directory.CreateDirectory(Path.Combine(_folder, "two")).FullName);
        Save(Path.Combine(one, "a.jpg"), 1);
        Save(Path.Combine(one, "a.png"), 2);
        Save(Path.Combine(one, "B.png"), 3);
        Save(Path.Combine(one, "b.png"), 4);
        Save(Path.Combine(two, "a.png"), 5);
        Save(Path.Combine(two, "B.png.png"), 6);
        var masks = Path.Combine(_folder, "masks");
        List<PictureSource> sources =
        [
            .. Segmenter.PicturesIn(one), .. Segmenter.PicturesIn(two),
            new("seq/a", () => Noise(9, 9, 7)), new("seq_a", () => Noise(9, 9, 8)), new("..", () => Noise(9, 9, 9)), new("a", () => Noise(9, 9, 10)),
        ];

        List<string> Write() => [.. segmenter.SegmentAll(sources).Select(answer => answer.SaveMask(masks))];
        var first = Write();
        var again = Write();

        Assert.Equal(10, first.Count);
        Assert.Equal(10, first.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(first, file => Assert.Equal(masks, Path.GetDirectoryName(file)));
        Assert.Equal(first, again);
        Assert.Equal(10, Directory.GetFiles(masks).Length);
        Assert.Equal(["B.png", "a.jpg", "a.png", "b.png"], Segmenter.PicturesIn(one).Select(source => source.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Mask_replaces_neither_the_picture_nor_a_strangers_file_but_its_own_when_picture_or_size_changed()
    {
        using var model = Network(2);
        Save(Path.Combine(_folder, "x.png"), 1);
        var before = File.ReadAllBytes(Path.Combine(_folder, "x.png"));
        string Mask(int size) => new Segmenter(model, Pair, size, size).Segment(Segmenter.PicturesIn(_folder).Single(source => source.Name == "x")).SaveMask(_folder);

        var first = Mask(32);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_folder, "x.png")));
        Assert.Equal("x-2.png", Path.GetFileName(first));

        Assert.Equal(first, Mask(64));
        File.Delete(first);
        Save(Path.Combine(_folder, "x.png"), 2);
        Assert.Equal(first, Mask(64));
        Save(Path.Combine(_folder, "x.png"), 3);
        Assert.Equal(first, Mask(32));
    }

    [Fact]
    public void Bad_picture_does_not_lose_the_others()
    {
        using var model = Network(2);
        Save(Path.Combine(_folder, "p2.png"), 1);
        Save(Path.Combine(_folder, "p10.jpg"), 2);
        File.WriteAllText(Path.Combine(_folder, "p1.png"), "RIFF....WEBPVP8 ");
        File.WriteAllBytes(Path.Combine(_folder, "p3.jpg"), []);
        File.WriteAllBytes(Path.Combine(_folder, "._p2.png"), [0, 5, 22, 7]);
        var segmenter = new Segmenter(model, Pair, 32, 32);
        var sources = Segmenter.PicturesIn(_folder);

        var answers = segmenter.SegmentAll(sources);

        Assert.Equal(["p1", "p2", "p3", "p10"], sources.Select(source => source.Name));
        Assert.Equal(["p2", "p10"], answers.Select(answer => answer.Name));
        Refuses("p1.png", () => segmenter.SegmentAll([sources[0], sources[2]]));
        Refuses("p3.jpg", () => segmenter.Segment(sources[2]));
        File.Delete(Path.Combine(_folder, "p2.png"));
        Refuses("p2.png", () => segmenter.Segment(sources[1]));
    }

    [Fact]
    public void Portrait_photo_is_segmented_as_viewers_show_it()
    {
        using var model = Network(2);
        using (var image = Noise(60, 40, 1).ToImage())
        {
            image.Metadata.ExifProfile = new ExifProfile();
            image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)6);
            image.SaveAsJpeg(Path.Combine(_folder, "phone.jpg"));
        }

        var answer = new Segmenter(model, Pair, 32, 32) { OwnSize = true }.Segment(Segmenter.PicturesIn(_folder)[0]);

        Assert.Equal((40, 60), (answer.Picture.Width, answer.Picture.Height));
        Assert.Equal(2400, answer.Labels.Length);
    }

    private static SegmentationDataset Binary(TestDataset frames, LabelMap map)
    {
        foreach (var mask in Directory.GetFiles(frames.Folder, "*_L.png"))
        {
            using var image = new Image<Rgb24>(32, 24);
            for (var i = 0; i < 32 * 24; i++)
            {
                image[i % 32, i / 32] = i % 3 == 0 ? new Rgb24(250, 10, 20) : new Rgb24(0, 0, 0);
            }

            image.SaveAsPng(mask);
        }

        return SegmentationDataset.Open(frames.Folder, map);
    }

    // A first layer of the head without bias has answers on both sides of any threshold.
    private static SegmentationModel Network(int classes)
    {
        torch.random.manual_seed(3);
        var model = SegmentationModel.Create(new ModelConfig { Classes = classes });
        model.eval();
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var head = model.parameters().TakeLast(2).ToArray();
        head[0].mul_(4);
        return model;
    }

    private static Picture Noise(int width, int height, int seed)
    {
        var rgb = new byte[width * height * 3];
        new Random(seed).NextBytes(rgb);
        return new Picture(width, height, rgb);
    }

    private static void Save(string path, int seed)
    {
        using var image = Noise(40, 30, seed).ToImage();
        image.Save(path);
    }

    private static void Refuses(string named, Action act)
    {
        var message = Assert.ThrowsAny<SegBookException>(act).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
