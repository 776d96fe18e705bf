using System.Security.Cryptography;
using SegBook.Data;
using SegBook.Models;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Png.Chunks;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace SegBook.Charts;

/// <summary>A picture to be segmented: its name, and the way to its pixels.</summary>
public sealed record PictureSource(string Name, Func<Picture> Load)
{
    /// <summary>The file that it lies in, if any: the same file is the same picture, whatever it holds by now.</summary>
    public string? File { get; init; }
}

/// <summary>Turns pictures, resized to height x width, into segmented pictures with a trained network, which stays the caller's.</summary>
/// <remarks>One channel stands for the second of two classes, or for the only one. Where it is not above 0.5, the pixel is the
/// first of the two, or none of the classes: <see cref="Data.LabelMap.Ignore"/>.</remarks>
public sealed class Segmenter : IDisposable
{
    private const int MostAtOnce = 1 << 22;   // pixels that are enlarged for all classes together

    private readonly SegmentationModel _model;
    private readonly int _height;
    private readonly int _width;
    private readonly PredictOptions? _options;

    /// <summary>Without a label map, the classes are those that the network's folder names.</summary>
    /// <exception cref="SegBookException">The network has other classes than the map, or there is neither; a side is not above 0.</exception>
    public Segmenter(SegmentationModel model, LabelMap? labelMap, int height, int width, PredictOptions? options = null, Precision precision = Precision.Auto)
    {
        LabelMap = labelMap ?? model.LabelMap
            ?? throw new SegBookException($"The model does not say what its {model.Config.Classes} classes are. Give the label map that it was trained with.");
        Require(height > 0 && width > 0, $"Pictures cannot be segmented at {height} x {width} (height x width): both have to be above 0.");
        model.RequireClasses(LabelMap);
        (_model, _height, _width, _options) = (model.Folded(precision), height, width, options);
    }

    /// <summary>The classes.</summary>
    public LabelMap LabelMap { get; }

    /// <summary>Whether answers have the picture's own size: probabilities are resized bilinearly before the largest is taken. Default false: height x width.</summary>
    public bool OwnSize { get; init; }

    /// <summary>Lets go of its copy of the network.</summary>
    public void Dispose() => _model.Dispose();

    /// <summary>The frames of a sequence.</summary>
    public static IReadOnlyList<PictureSource> PicturesOf(SegmentationDataset dataset) =>
        [.. dataset.Names.Select((name, i) => new PictureSource(name, () => Picture.Of(dataset.Load(i))) { File = Path.Combine(dataset.Path, name) })];

    /// <summary>The PNG and JPEG files of a folder, numbers in their names in order, named without extension unless two would then be called the same.</summary>
    /// <exception cref="SegBookException">There is no such folder, or no picture in it.</exception>
    public static IReadOnlyList<PictureSource> PicturesIn(string folder)
    {
        Require(Directory.Exists(folder), $"There is no folder {folder} with pictures.");
        var files = Directory.GetFiles(Path.GetFullPath(folder)).Where(file => PictureFile.IsPicture(file) && !Path.GetFileName(file).StartsWith("._", StringComparison.Ordinal))
            .OrderBy(FrameOrder.Sortable, StringComparer.Ordinal).ThenBy(file => file, StringComparer.Ordinal).ToList();
        Require(files.Count > 0, $"The folder {folder} holds no PNG and no JPEG file.");
        var alike = files.ToLookup(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase);
        return [.. files.Select(file => (File: file, Name: Path.GetFileNameWithoutExtension(file)))
            .Select(one => new PictureSource(alike[one.Name].Count() == 1 ? one.Name : Path.GetFileName(one.File), () => Read(one.File)) { File = one.File })];
    }

    /// <summary>Segments one picture.</summary>
    /// <exception cref="SegBookException">It cannot be read, or the network's answer is not a number.</exception>
    public SegmentedPicture Segment(PictureSource source)
    {
        var own = Load(source);
        var small = own.Resize(_width, _height);
        var shown = OwnSize ? own : small;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var input = Normalization.Apply(tensor(small.Rgb.ToArray(), [_height, _width, 3]).permute(2, 0, 1).unsqueeze(0));
        var probabilities = _model.Probabilities(input.to(_model.parameters().First().device), _options);
        Require(probabilities.isfinite().all().item<bool>(), $"The network's answer to {source.Name} is not a number everywhere: its weights are NaN or too large. Train or fetch it again.");
        var (labels, confidence) = (new byte[shown.Width * shown.Height], new float[shown.Width * shown.Height]);
        var rows = Math.Max(1, MostAtOnce / shown.Width);
        for (var top = 0; top < shown.Height; top += rows)
        {
            using var band = NewDisposeScope();
            var (sure, classes) = Answer(Rows(probabilities, shown, top, Math.Min(rows, shown.Height - top)));
            classes.to(ScalarType.Byte).cpu().contiguous().data<byte>().ToArray().CopyTo(labels, top * shown.Width);
            sure.cpu().contiguous().data<float>().ToArray().CopyTo(confidence, top * shown.Width);
        }

        var key = $"{Hash(Encoding.UTF8.GetBytes(source.File ?? ""))} {Hash(own.Rgb)}";
        return new SegmentedPicture(source.Name, shown, labels, confidence, LabelMap) { Key = source.File is null ? key[17..] : key };
    }

    /// <summary>Segments several pictures, one after the other. Those that cannot be read are left out, and named when the others are done.</summary>
    /// <exception cref="SegBookException">None can be read, or the network's answer is not a number.</exception>
    public IReadOnlyList<SegmentedPicture> SegmentAll(IReadOnlyList<PictureSource> sources)
    {
        var (answers, failed) = (new List<SegmentedPicture>(sources.Count), new List<string>());
        using var line = new ProgressLine();
        foreach (var (i, source) in sources.Index())
        {
            line.Report($"{ProgressLine.Bar((double)i / sources.Count)} {i}/{sources.Count} pictures");
            try
            {
                answers.Add(Segment(source));
            }
            catch (UnreadablePictureException e)
            {
                failed.Add(e.Message);
            }
        }

        line.Finish($"{answers.Count} pictures segmented" + (failed.Count > 0 ? $", {failed.Count} left out:" : ""));
        failed.ForEach(Console.WriteLine);
        Require(answers.Count > 0 || failed.Count == 0, $"None of the {failed.Count} pictures could be read. The first: {failed.FirstOrDefault()}");
        return answers;
    }

    /// <summary>Some rows of probabilities (1, C, h, w) at a picture's size, bilinear as in <c>interpolate(align_corners: false)</c>: (1, C, rows, W).</summary>
    private static Tensor Rows(Tensor probabilities, Picture shown, int top, int rows)
    {
        var (height, width) = (probabilities.shape[2], probabilities.shape[3]);
        if (height == shown.Height && width == shown.Width)
        {
            return probabilities.narrow(2, top, rows);
        }

        var place = ((arange(top, top + rows, device: probabilities.device).to(ScalarType.Float64) + 0.5) * ((double)height / shown.Height) - 0.5).clamp(0, height - 1);
        var above = place.floor();
        var part = (place - above).to(ScalarType.Float32).view(-1, 1);
        var (first, second) = (above.to(ScalarType.Int64), (above + 1).clamp(0, height - 1).to(ScalarType.Int64));
        var tall = probabilities.index_select(2, first) * (1 - part) + probabilities.index_select(2, second) * part;
        return nn.functional.interpolate(tall, [rows, shown.Width], mode: InterpolationMode.Bilinear, align_corners: false);
    }

    private (Tensor Sure, Tensor Classes) Answer(Tensor probabilities)
    {
        var (most, places) = probabilities.max(1);
        var isClass = most > 0.5;
        return _model.Config.Classes > 1 ? (most, places)
            : (where(isClass, most, 1 - most), LabelMap.Count == 2 ? isClass : where(isClass, places, full_like(places, LabelMap.Ignore)));
    }

    private static Picture Read(string file) => Picture.Of(PictureFile.ReadColours(File.ReadAllBytes(file), file));

    private static Picture Load(PictureSource source)
    {
        try
        {
            return source.Load();
        }
        catch (Exception e) when (e is SegBookException or IOException or UnauthorizedAccessException)
        {
            throw new UnreadablePictureException(e is SegBookException ? e.Message : $"{source.File ?? source.Name} cannot be read: {e.Message}", e);
        }
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    private sealed class UnreadablePictureException(string message, Exception inner) : SegBookException(message, inner);
}

/// <summary>A class's part in a picture: its share of the pixels, and the mean of the network's largest probability over those, both 0 to 1.</summary>
public sealed record ClassShare(string Name, double Share, double Confidence);

/// <summary>What a network made of one picture: the class of each pixel (<see cref="Data.LabelMap.Ignore"/>: none) and how probable that is, 0 to 1, both H x W.</summary>
public sealed record SegmentedPicture(string Name, Picture Picture, byte[] Labels, float[] Confidence, LabelMap LabelMap)
{
    private static readonly HashSet<char> Unfit = [.. "/\\:*?\"<>|"];

    /// <summary>What tells its picture from others of the same name: hashes of its file's path, if any, and of its pixels.</summary>
    internal string Key { get; init; } = Convert.ToHexStringLower(SHA256.HashData(Picture.Rgb))[..16];

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
            .Select(pixels => new ClassShare(pixels.Key < LabelMap.Count ? LabelMap.Names[pixels.Key] : "none of the classes", pixels.Count() / (double)Labels.Length, pixels.Average(pixel => pixel.Second))),
    ];

    /// <summary>Writes the labels in the label map's colours as <c>Name.png</c>, or <c>Name-2.png</c> where that is another picture's, and returns the file's path.</summary>
    /// <remarks>Only a mask of the same picture is replaced. What cannot stand in a file's name, such as a slash, becomes a low line.</remarks>
    /// <exception cref="SegBookException">The file cannot be written.</exception>
    public string SaveMask(string folder)
    {
        var name = string.Concat(Name.Select(c => Unfit.Contains(c) || char.IsControl(c) ? '_' : c));
        var there = Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder).ToLookup(Path.GetFileName, StringComparer.OrdinalIgnoreCase) : null;
        var number = Enumerable.Range(1, int.MaxValue).First(n => there?[Called(n)].All(IsMine) ?? true);
        var path = Path.Combine(folder, Called(number));
        using var image = Pictures.Labels(Picture.Width, Picture.Height, Labels, LabelMap).ToImage();
        image.Metadata.GetPngMetadata().TextData.Add(new PngTextData("Source", $"picture {Key}", "", ""));
        AtomicFile.Write(path, file => image.SaveAsPng(file, new PngEncoder { ColorType = PngColorType.Rgb, CompressionLevel = PngCompressionLevel.BestCompression }));
        return path;

        string Called(int n) => n == 1 ? $"{name}.png" : $"{name}-{n}.png";
        bool IsMine(string file) => File.Exists(file)
            && File.ReadAllBytes(file) is var bytes && Key.Split(' ').Any(part => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(part)) >= 0);
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
