using System.Text.RegularExpressions;

namespace SegBook.Data;

/// <summary>A picture of a sequence, its number in the film, and red, green, blue and the label of each pixel, top row first.</summary>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = ["image/jpeg", "text/plain"])]
public sealed record Frame(string Name, int Number, int Height, int Width, byte[] Rgb, byte[] Labels, LabelMap LabelMap)
{
    /// <summary>A class or <see cref="LabelMap.Ignore"/> for each pixel, top row first.</summary>
    public byte[] Labels { get; init; } = Labels.Length == Height * Width && Rgb.Length == 3 * Labels.Length
        ? Labels
        : throw new ArgumentException($"A frame of {Height} x {Width} has {Height * Width} labels and three times as many colours, not {Labels.Length} and {Rgb.Length}.");

    /// <summary>Whether the picture was turned or mirrored as its EXIF orientation says.</summary>
    public bool IsTurned { get; init; }

    /// <summary>How many pixels the mask has whose colour or number the label map does not have; they are ignored.</summary>
    public int UnknownPixels { get; init; }

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
}

/// <summary>A picture and its mask, as paths in a <see cref="FileStore"/>, and the part (train, val, test) that its folder says.</summary>
internal sealed record FramePair(string Name, int Number, string Image, string Mask, string? Part);

/// <summary>The order of frames: by name, numbers as numbers.</summary>
internal static partial class FrameOrder
{
    /// <summary>A number sorts by how many digits it has, then by them: frame 9 before frame 10, wherever they stand.</summary>
    public static string Sortable(string name) =>
        Digits().Replace(name, run => run.Value.TrimStart('0') is var digits ? $"{digits.Length:D8}{digits}" : "");

    /// <summary>The frames in order, each with a name of its own and its number in the film.</summary>
    public static IReadOnlyList<FramePair> Of(IReadOnlyList<FramePair> pairs)
    {
        if (pairs.DistinctBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase).Count() < pairs.Count)
        {
            pairs = [.. pairs.Select(pair => pair with { Name = pair.Image })];
        }

        var ordered = pairs.OrderBy(pair => Sortable(pair.Name), StringComparer.Ordinal).ThenBy(pair => pair.Image, StringComparer.Ordinal).ToList();
        var unique = ordered.DistinctBy(pair => pair.Name.Replace('/', '_'), StringComparer.OrdinalIgnoreCase).Count() == ordered.Count;
        var runs = ordered.ConvertAll(pair => Digits().Matches(Path.GetFileNameWithoutExtension(pair.Image)).Select(run => run.Value).Reverse().ToList());

        // The last number that differs between frames: of frame_12_cam2 the 12.
        var place = Enumerable.Range(0, runs.Max(run => run.Count) + 1).FirstOrDefault(at => runs.DistinctBy(run => run.ElementAtOrDefault(at)).Count() > 1);
        return [.. ordered.Select((pair, i) => pair with
        {
            Name = unique ? pair.Name.Replace('/', '_') : $"{i}_{pair.Name.Replace('/', '_')}",
            Number = runs[i].ElementAtOrDefault(place) is { } digits ? int.Parse(digits[^Math.Min(9, digits.Length)..], CultureInfo.InvariantCulture) : 0,
        })];
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
