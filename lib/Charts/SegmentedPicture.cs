using SegBook.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Charts;

/// <summary>A class's part in a picture.</summary>
/// <param name="Name">The class.</param>
/// <param name="Share">Its share of the pixels, 0 to 1.</param>
/// <param name="Confidence">The mean of the network's largest probability over those pixels, 0 to 1.</param>
public sealed record ClassShare(string Name, double Share, double Confidence);

/// <summary>What a network made of one picture.</summary>
/// <param name="Name">The picture's name, without extension.</param>
/// <param name="Height">In pixels, as of the network's input.</param>
/// <param name="Width">In pixels, as of the network's input.</param>
/// <param name="Rgb">The picture at that size, H x W x 3.</param>
/// <param name="Labels">The class of each pixel, H x W.</param>
/// <param name="Confidence">The largest probability of each pixel, 0 to 1, H x W.</param>
/// <param name="LabelMap">What the labels mean.</param>
public sealed record SegmentedPicture(string Name, int Height, int Width, byte[] Rgb, byte[] Labels, float[] Confidence, LabelMap LabelMap)
{
    /// <summary>The picture as the network saw it.</summary>
    public Picture Picture => new(Width, Height, Rgb);

    /// <summary>The answer laid over the picture.</summary>
    public Picture Overlay => Pictures.Overlay(Picture, Labels, LabelMap);

    /// <summary>How sure the network is of each pixel, from dark (not at all) to bright (certain).</summary>
    public Picture ConfidencePicture => Pictures.Heat(Confidence, Width, Height, 0, 1);

    /// <summary>The mean over all pixels of the largest probability.</summary>
    public double MeanConfidence => Confidence.Average();

    /// <summary>The classes that occur, with their shares.</summary>
    public IReadOnlyList<ClassShare> Shares() =>
    [
        .. Labels.Index().GroupBy(pixel => pixel.Item).OrderBy(pixels => pixels.Key)
            .Select(pixels => new ClassShare(LabelMap.Names[pixels.Key], pixels.Count() / (double)Labels.Length, pixels.Average(pixel => Confidence[pixel.Index]))),
    ];

    /// <summary>Writes the labels in the label map's colours as <c>Name.png</c> and returns the file's path.</summary>
    public string SaveMask(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Name + ".png");
        using var image = Image.LoadPixelData<Rgb24>(LabelMap.Colorize(Labels), Width, Height);
        image.SaveAsPng(path);
        return path;
    }
}
