using SegBook.Data;
using SegBook.Display;
using SegBook.Models;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;
using TorchSharp;
using static SegBook.SegBookException;
using static TorchSharp.torch;

namespace SegBook.Charts;

/// <summary>A picture to be segmented: its name without extension, and the way to its pixels.</summary>
public sealed record PictureSource(string Name, Func<Picture> Load);

/// <summary>Turns pictures, resized to height x width, into segmented pictures with a trained network, which stays the caller's, and its classes.</summary>
public sealed class Segmenter(SegmentationModel model, LabelMap labelMap, int height, int width, PredictOptions? options = null)
{
    /// <summary>The frames of a sequence.</summary>
    public static IReadOnlyList<PictureSource> PicturesOf(SegmentationDataset dataset) =>
        [.. dataset.Names.Select((name, i) => new PictureSource(name, () => Picture.Of(dataset.Load(i))))];

    /// <summary>The PNG and JPEG files of a folder, in the order of their names.</summary>
    /// <exception cref="SegBookException">There is no such folder, or no picture in it.</exception>
    public static IReadOnlyList<PictureSource> PicturesIn(string folder)
    {
        Require(Directory.Exists(folder), $"There is no folder {folder} with pictures.");
        var files = Directory.GetFiles(folder).Where(PictureFile.IsPicture).Order(StringComparer.Ordinal).ToList();
        Require(files.Count > 0, $"The folder {folder} holds no PNG and no JPEG file.");
        return [.. files.Select(file => new PictureSource(Path.GetFileNameWithoutExtension(file), () => Read(file)))];
    }

    /// <summary>Segments one picture.</summary>
    public SegmentedPicture Segment(PictureSource source)
    {
        var picture = source.Load().Resize(width, height);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var input = Normalization.Apply(tensor(picture.Rgb.ToArray(), [height, width, 3]).permute(2, 0, 1).unsqueeze(0));
        var (confidence, labels) = model.Probabilities(input.to(model.parameters().First().device), options).max(1);
        var classes = labels.to(ScalarType.Byte).cpu().contiguous().data<byte>().ToArray();
        return new SegmentedPicture(source.Name, picture, classes, confidence.cpu().contiguous().data<float>().ToArray(), labelMap);
    }

    /// <summary>Segments several pictures, one after the other.</summary>
    public IReadOnlyList<SegmentedPicture> SegmentAll(IReadOnlyList<PictureSource> sources)
    {
        var answers = new List<SegmentedPicture>(sources.Count);
        using var line = new ProgressLine();
        foreach (var source in sources)
        {
            line.Report($"{ProgressLine.Bar((double)answers.Count / sources.Count)} {answers.Count}/{sources.Count} pictures");
            answers.Add(Segment(source));
        }

        line.Finish($"{sources.Count} pictures segmented");
        return answers;
    }

    private static Picture Read(string file)
    {
        var pixels = PictureFile.ReadColours(File.ReadAllBytes(file), file);
        return new Picture(pixels.Width, pixels.Height, pixels.Values);
    }
}

/// <summary>A class's part in a picture: its share of the pixels, and the mean of the network's largest probability over those, both 0 to 1.</summary>
public sealed record ClassShare(string Name, double Share, double Confidence);

/// <summary>What a network made of one picture as it saw it: the class of each pixel and the largest probability, 0 to 1, both H x W.</summary>
public sealed record SegmentedPicture(string Name, Picture Picture, byte[] Labels, float[] Confidence, LabelMap LabelMap)
{
    /// <summary>The answer laid over the picture.</summary>
    public Picture Overlay => Pictures.Overlay(Picture, Labels, LabelMap);

    /// <summary>How sure the network is of each pixel, from dark (not at all) to bright (certain).</summary>
    public Picture ConfidencePicture => Pictures.Heat(Confidence, Picture.Width, Picture.Height, 0, 1);

    /// <summary>The mean over all pixels of the largest probability.</summary>
    public double MeanConfidence => Confidence.Average();

    /// <summary>The classes that occur, with their shares.</summary>
    public IReadOnlyList<ClassShare> Shares() =>
    [
        .. Labels.Zip(Confidence).GroupBy(pixel => pixel.First).OrderBy(pixels => pixels.Key)
            .Select(pixels => new ClassShare(LabelMap.Names[pixels.Key], pixels.Count() / (double)Labels.Length, pixels.Average(pixel => pixel.Second))),
    ];

    /// <summary>Writes the labels in the label map's colours as <c>Name.png</c> and returns the file's path.</summary>
    public string SaveMask(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Name + ".png");
        File.WriteAllBytes(path, Pictures.Labels(Picture.Width, Picture.Height, Labels, LabelMap).ToPng());
        return path;
    }
}

/// <summary>Pictures one after another, as an animated GIF.</summary>
public static class Animation
{
    /// <summary>Writes a .gif file that repeats for ever; each picture has 256 colours of its own, and a time of whole hundredths of a second.</summary>
    public static void Save(string path, IReadOnlyList<Picture> pictures, int framesPerSecond = 10)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Count, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfLessThan(framesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(framesPerSecond, 50);
        var (width, height) = (pictures[0].Width, pictures[0].Height);
        var alike = pictures.All(picture => picture.Width == width && picture.Height == height);
        ChartStyle.Check(alike, $"All pictures of an animation must be {height} x {width} like the first.", nameof(pictures));
        using var animation = new Image<Rgb24>(width, height);
        animation.Metadata.GetGifMetadata().RepeatCount = 0;
        foreach (var picture in pictures)
        {
            using var image = picture.ToImage();
            animation.Frames.AddFrame(image.Frames.RootFrame).Metadata.GetGifMetadata().FrameDelay = 100 / framesPerSecond;
        }

        animation.Frames.RemoveFrame(0);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var colours = new OctreeQuantizer(new QuantizerOptions { Dither = null });
        animation.SaveAsGif(path, new GifEncoder { ColorTableMode = GifColorTableMode.Local, Quantizer = colours });
    }
}
