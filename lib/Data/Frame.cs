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

    /// <summary>The same in another size: the picture smoothly, each label from the pixel whose centre is nearest.</summary>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    public Frame Resize(int height, int width)
    {
        if (height == Height && width == Width)
        {
            return this;
        }

        var labels = new byte[height * width];
        for (var y = 0; y < height; y++)
        {
            var row = (int)(((2L * y) + 1) * Height / (2L * height)) * Width;
            for (var x = 0; x < width; x++)
            {
                labels[(y * width) + x] = Labels[row + (int)(((2L * x) + 1) * Width / (2L * width))];
            }
        }

        return new Frame(Name, Number, height, width, PictureFile.Resize(Rgb, Height, Width, height, width), labels, LabelMap);
    }

    /// <summary>Name, size, and the classes that cover most of it.</summary>
    public string ToText()
    {
        var largest = Labels.Where(label => label != LabelMap.Ignore).CountBy(label => label).OrderByDescending(count => count.Value).Take(5);
        return FormattableString.Invariant($"{Name}: {Height} x {Width}, {string.Join(", ", largest.Select(count => FormattableString.Invariant($"{LabelMap.Names[count.Key]} {100.0 * count.Value / Labels.Length:0.#} %")))}");
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    /// <summary>Picture, labels in their colours, and both mixed, side by side; smaller where the file would be large, since notebooks are stored with their pictures.</summary>
    byte[] IShowsPicture.ToPng()
    {
        using var seen = Image.LoadPixelData<Rgb24>(Rgb, Width, Height);
        using var meant = Image.LoadPixelData<Rgb24>(LabelMap.Colorize(Labels), Width, Height);
        using var image = new Image<Rgb24>(3 * Width, Height);
        image.Mutate(context => context
            .DrawImage(seen, new Point(0, 0), 1)
            .DrawImage(meant, new Point(Width, 0), 1)
            .DrawImage(seen, new Point(2 * Width, 0), 1)
            .DrawImage(meant, new Point(2 * Width, 0), 0.5f));
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
