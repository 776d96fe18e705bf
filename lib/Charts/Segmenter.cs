using SegBook.Data;
using SegBook.Models;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Charts;

/// <summary>A picture to be segmented: a name, and the way to its pixels.</summary>
/// <param name="Name">Without extension.</param>
/// <param name="Load">Reads height, width and H x W x 3 bytes.</param>
public sealed record PictureSource(string Name, Func<(int Height, int Width, byte[] Rgb)> Load);

/// <summary>Turns pictures into segmented pictures with a trained network.</summary>
/// <param name="model">The network; stays the caller's.</param>
/// <param name="labelMap">Its classes.</param>
/// <param name="height">The height that pictures are resized to, in pixels.</param>
/// <param name="width">The width that pictures are resized to, in pixels.</param>
/// <param name="options">Flips, scales, windows.</param>
public sealed class Segmenter(SegmentationModel model, LabelMap labelMap, int height, int width, PredictOptions? options = null)
{
    /// <summary>The frames of a sequence.</summary>
    public static IReadOnlyList<PictureSource> PicturesOf(SegmentationDataset dataset) =>
    [
        .. dataset.Names.Select((name, i) => new PictureSource(name, () => dataset.Load(i) is var frame ? (frame.Height, frame.Width, frame.Rgb) : default)),
    ];

    /// <summary>The PNG and JPEG files of a folder, in the order of their names.</summary>
    /// <exception cref="SegBookException">There is no such folder, or no picture in it.</exception>
    public static IReadOnlyList<PictureSource> PicturesIn(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new SegBookException($"There is no folder {folder} with pictures.");
        }

        string[] endings = [".png", ".jpg", ".jpeg"];
        var files = Directory.GetFiles(folder).Where(file => endings.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? [.. files.Select(file => new PictureSource(Path.GetFileNameWithoutExtension(file), () => Read(file)))]
            : throw new SegBookException($"The folder {folder} holds no PNG and no JPEG file.");
    }

    /// <summary>Segments one picture.</summary>
    public SegmentedPicture Segment(PictureSource source)
    {
        var rgb = Resized(source);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var picture = tensor(rgb, [height, width, 3]).permute(2, 0, 1).unsqueeze(0);
        var device = model.parameters().First().device;
        var (confidence, labels) = model.Probabilities(Normalization.Apply(picture).to(device), options).max(1);
        return new SegmentedPicture(source.Name, height, width, rgb, Bytes(labels), confidence.cpu().contiguous().data<float>().ToArray(), labelMap);
    }

    /// <summary>Segments several pictures, one after the other.</summary>
    public IReadOnlyList<SegmentedPicture> SegmentAll(IReadOnlyList<PictureSource> sources)
    {
        var answers = new List<SegmentedPicture>(sources.Count);
        using var line = new Display.ProgressLine();
        foreach (var source in sources)
        {
            line.Report($"{Display.ProgressLine.Bar((double)answers.Count / sources.Count)} {answers.Count}/{sources.Count} pictures");
            answers.Add(Segment(source));
        }

        line.Finish($"{sources.Count} pictures segmented");
        return answers;
    }

    private byte[] Resized(PictureSource source)
    {
        var (rows, columns, rgb) = source.Load();
        if (rows == height && columns == width)
        {
            return rgb;
        }

        using var image = Image.LoadPixelData<Rgb24>(rgb, columns, rows);
        image.Mutate(context => context.Resize(width, height, KnownResamplers.Triangle));
        var resized = new byte[height * width * 3];
        image.CopyPixelDataTo(resized);
        return resized;
    }

    private static byte[] Bytes(Tensor labels)
    {
        using var bytes = labels.to(ScalarType.Byte).cpu().contiguous();
        return bytes.data<byte>().ToArray();
    }

    private static (int Height, int Width, byte[] Rgb) Read(string file) =>
        PictureFile.ReadColours(File.ReadAllBytes(file), file) is var picture ? (picture.Height, picture.Width, picture.Values) : default;
}
