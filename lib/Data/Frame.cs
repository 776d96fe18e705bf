using SegBook.Charts;
using SegBook.Display;

namespace SegBook.Data;

/// <summary>A picture of a sequence and the label of each of its pixels. In a notebook it shows itself: picture, labels, and one over the other.</summary>
/// <param name="Name">The file's name without extension, for example <c>0016E5_07959</c>.</param>
/// <param name="Number">The frame's number in the film it was taken from: the digits that its name ends in.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Rgb">Red, green, blue of each pixel, top row first.</param>
/// <param name="Labels">A class or <see cref="LabelMap.Ignore"/> for each pixel, top row first.</param>
/// <param name="LabelMap">What the labels mean.</param>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = ["image/png", "text/plain"])]
public sealed record Frame(string Name, int Number, int Height, int Width, byte[] Rgb, byte[] Labels, LabelMap LabelMap) : IShowsPicture
{
    /// <summary>A class or <see cref="LabelMap.Ignore"/> for each pixel, top row first.</summary>
    public byte[] Labels { get; init; } = Labels.Length == Height * Width && Rgb.Length == 3 * Labels.Length
        ? Labels
        : throw new ArgumentException($"A frame of {Height} x {Width} has {Height * Width} labels and three times as many colours, not {Labels.Length} and {Rgb.Length}.");

    /// <summary>The same in another size: the picture smoothly, each label from the pixel whose centre is nearest.</summary>
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

        return this with { Height = height, Width = width, Rgb = PictureFile.Resize(Rgb, Height, Width, height, width), Labels = labels };
    }

    /// <summary>Name, size, and the classes that cover most of it.</summary>
    public override string ToString()
    {
        var largest = Labels.Where(label => label != LabelMap.Ignore).CountBy(label => label).OrderByDescending(count => count.Value).Take(5);
        var shares = largest.Select(count => FormattableString.Invariant($"{LabelMap.Names[count.Key]} {100.0 * count.Value / Labels.Length:0.#} %"));
        return $"{Name}: {Height} x {Width}, {string.Join(", ", shares)}";
    }

    /// <summary>Picture, labels in their colours, and these over the picture, side by side; small enough to be stored in a notebook.</summary>
    byte[] IShowsPicture.ToPng()
    {
        var picture = Picture.Of(this);
        var (labels, both) = (Pictures.Labels(Width, Height, Labels, LabelMap), Pictures.Overlay(picture, Labels, LabelMap));
        return ((IShowsPicture)Pictures.Grid(3, ("", picture), ("", labels), ("", both))).ToPng();
    }
}
