using SegBook.Display;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace SegBook.Data;

/// <summary>A picture of a sequence and the label of each of its pixels. In a notebook it shows itself: picture, labels, and one over the other.</summary>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = ["image/png", "text/plain"])]
public sealed class Frame : IShowsPicture
{
    private const int LargestFile = 140_000;

    /// <param name="name">The file's name without extension.</param>
    /// <param name="number">The frame's number in the film it was taken from.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="rgb">Red, green, blue of each pixel, top row first.</param>
    /// <param name="labels">A class or <see cref="LabelMap.Ignore"/> for each pixel, top row first.</param>
    /// <param name="labelMap">What the labels mean.</param>
    /// <exception cref="ArgumentException">An array has not the length that the size asks for.</exception>
    public Frame(string name, int number, int height, int width, byte[] rgb, byte[] labels, LabelMap labelMap)
    {
        if (rgb.Length != 3 * height * width || labels.Length != height * width)
        {
            throw new ArgumentException($"A frame of {height} x {width} has {height * width} labels and three times as many colours, not {labels.Length} and {rgb.Length}.");
        }

        (Name, Number, Height, Width, Rgb, Labels, LabelMap) = (name, number, height, width, rgb, labels, labelMap);
    }

    /// <summary>The file's name without extension, for example <c>0016E5_07959</c>.</summary>
    public string Name { get; }

    /// <summary>The frame's number in the film it was taken from: the digits that its name ends in.</summary>
    public int Number { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>Red, green, blue of each pixel, top row first.</summary>
    public byte[] Rgb { get; }

    /// <summary>A class or <see cref="LabelMap.Ignore"/> for each pixel, top row first.</summary>
    public byte[] Labels { get; }

    /// <summary>What the labels mean.</summary>
    public LabelMap LabelMap { get; }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    /// <summary>Name, size, and the classes that cover most of it.</summary>
    public string ToText()
    {
        var shares = Enumerable.Range(0, LabelMap.Count)
            .Select(label => (Name: LabelMap.Names[label], Share: Labels.Count(l => l == label) / (double)Labels.Length))
            .Where(c => c.Share > 0)
            .OrderByDescending(c => c.Share)
            .Take(5);
        return $"{Name}: {Height} x {Width}, {string.Join(", ", shares.Select(c => $"{c.Name} {100 * c.Share:0.#} %"))}";
    }

    /// <summary>Picture, labels in their colours, and both mixed, side by side.</summary>
    byte[] IShowsPicture.ToPng()
    {
        var colours = LabelMap.Colorize(Labels);
        using var image = new Image<Rgb24>(3 * Width, Height);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < Height; y++)
            {
                var row = rows.GetRowSpan(y);
                for (var x = 0; x < Width; x++)
                {
                    var at = 3 * ((y * Width) + x);
                    var (seen, meant) = (new Rgb24(Rgb[at], Rgb[at + 1], Rgb[at + 2]), new Rgb24(colours[at], colours[at + 1], colours[at + 2]));
                    row[x] = seen;
                    row[Width + x] = meant;
                    row[(2 * Width) + x] = new Rgb24((byte)((seen.R + meant.R) / 2), (byte)((seen.G + meant.G) / 2), (byte)((seen.B + meant.B) / 2));
                }
            }
        });
        return Small(image);
    }

    // Notebooks are stored with their pictures in them, so a picture of a frame has a limit; three quarters of the size is half the file.
    private static byte[] Small(Image<Rgb24> image)
    {
        while (true)
        {
            using var file = new MemoryStream();
            image.SaveAsPng(file);
            if (file.Length <= LargestFile || image.Width < 64)
            {
                return file.ToArray();
            }

            image.Mutate(context => context.Resize(image.Width * 3 / 4, 0));
        }
    }
}
