namespace SegBook.Data;

/// <summary>A class of things, named as in the dataset's own list, such as <c>Column_Pole</c>, and the colour that stands for it in a mask.</summary>
public record LabelClass(string Name, byte Red, byte Green, byte Blue)
{
    /// <summary>The colour as it is written in messages, for example <c>(128, 64, 128)</c>.</summary>
    [JsonIgnore]
    public string Colour => $"({Red}, {Green}, {Blue})";
}

/// <summary>A line of a label list, and the label that its colour has in masks and its number, counted from 0, in index masks; <see cref="LabelMap.Ignore"/> for what is not counted.</summary>
public sealed record LabelLine(string Name, byte Red, byte Green, byte Blue, byte Label) : LabelClass(Name, Red, Green, Blue);

/// <summary>Which colour or number of a mask is which class. Several may mean one class; some mean that a pixel is ignored.</summary>
public sealed class LabelMap
{
    /// <summary>The label of a pixel that is not counted, in every array and tensor of labels.</summary>
    public const byte Ignore = 255;

    /// <summary>The name that stands for the list found beside the frames.</summary>
    public const string Auto = "auto";

    private readonly Dictionary<(byte Red, byte Green, byte Blue), byte> _labels;
    private readonly byte[] _palette = new byte[256 * 3];   // red, green, blue of label 0, 1, ..., 255

    [JsonConstructor]
    private LabelMap(string name, IReadOnlyList<LabelClass> classes, IReadOnlyList<LabelLine> lines, bool numbersAreLabels = false)
    {
        Require(classes is not null && lines is not null, $"The label map {name} has no classes or no lines.");
        (Name, Classes, Lines, NumbersAreLabels) = (name, classes!, lines!, numbersAreLabels);
        Require(classes!.Count is > 0 and <= Ignore, $"The label map {name} has {classes.Count} classes. It can have 1 to {Ignore}.");
        Require(lines!.Count <= 256, $"The label map {name} has {lines.Count} lines. It can have up to 256.");
        var twice = lines.GroupBy(line => line.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);
        Require(twice is null, $"The label map {name} has the class '{twice?.Key}' more than once.");
        var shared = lines.GroupBy(line => line.Colour).FirstOrDefault(same => same.Count() > 1);
        Require(shared is null, $"The label map {name} gives the colour {shared?.Key} to {string.Join(" and ", shared?.Select(line => line.Name) ?? [])}.");
        Require(lines.All(line => line.Label < classes.Count || line.Label == Ignore), $"A line of the label map {name} goes to no class that it has.");
        Names = [.. classes.Select(c => c.Name)];
        _labels = lines.ToDictionary(line => (line.Red, line.Green, line.Blue), line => line.Label);
        foreach (var (i, c) in classes.Index())
        {
            (_palette[3 * i], _palette[(3 * i) + 1], _palette[(3 * i) + 2]) = (c.Red, c.Green, c.Blue);
        }
    }

    /// <summary>All 32 classes of <c>label_colors.txt</c>, in its order, Void an ordinary class among them, as in the reference notebook.</summary>
    public static LabelMap CamVid32 { get; } = Of("CamVid32", [.. CamVidClasses.Table.Select(row => row.Source)]);

    /// <summary>The eleven classes that CamVid results are reported for; Void and colours of no class become <see cref="Ignore"/>.
    /// Numbers are SegNet's: 0 to 10 are the classes, 11 is not counted.</summary>
    public static LabelMap CamVid11 { get; } = LabelList.Group(CamVid32.Lines) is { } grouped ? new LabelMap(grouped.Name, grouped.Classes, grouped.Lines, numbersAreLabels: true) : null!;

    /// <summary>The maps that come with the library.</summary>
    public static IReadOnlyList<LabelMap> Known { get; } = [CamVid11, CamVid32];

    /// <summary>What the map is called in records of runs.</summary>
    [JsonInclude]
    public string Name { get; private init; }

    /// <summary>The classes; a class's label is its position here.</summary>
    [JsonInclude]
    public IReadOnlyList<LabelClass> Classes { get; private init; }

    /// <summary>The lines of the list that the map was made of; a number in an index mask is a line, counted from 0.</summary>
    [JsonInclude]
    public IReadOnlyList<LabelLine> Lines { get; private init; }

    /// <summary>Whether a number in an index mask is a label instead, and the number after the last is ignored, as in SegNet's masks.</summary>
    [JsonInclude]
    public bool NumbersAreLabels { get; private init; }

    /// <summary>How many classes there are.</summary>
    [JsonIgnore]
    public int Count => Classes.Count;

    /// <summary>The classes' names.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names { get; }

    /// <summary>The map of that name, in upper or lower case, or the one in that file as it would be read if it lay beside the frames:
    /// CamVid's 32 classes grouped into eleven, else Void ignored.</summary>
    /// <exception cref="SegBookException">There is neither, or the file cannot be read as a list of classes.</exception>
    public static LabelMap Named(string nameOrFile) =>
        Known.FirstOrDefault(map => map.Name.Equals(nameOrFile, StringComparison.OrdinalIgnoreCase)) ?? LabelList.Usual(ReadFile(nameOrFile), nameOrFile);

    /// <summary>A map with one class per colour.</summary>
    /// <exception cref="SegBookException">No class, more than 255, or a colour or name that occurs twice.</exception>
    public static LabelMap Of(string name, IReadOnlyList<LabelClass> classes) =>
        new(name, [.. classes], [.. classes.Select((c, i) => new LabelLine(c.Name, c.Red, c.Green, c.Blue, (byte)i))]);

    /// <summary>What is not the same in another map, whatever the two are called, in words; null when the same masks mean the same.</summary>
    /// <param name="now">The map that is to take the place of this one.</param>
    /// <param name="byNumber">Whether the masks are index masks, so that the order of the lines counts.</param>
    public string? DifferenceFrom(LabelMap now, bool byNumber = false)
    {
        for (var i = 0; i < Math.Max(Count, now.Count); i++)
        {
            if (Classes.ElementAtOrDefault(i) is var was && was != now.Classes.ElementAtOrDefault(i))
            {
                return $"class {i} was {Class(was)}, the list now has {Class(now.Classes.ElementAtOrDefault(i))} there";
            }
        }

        var line = now.Lines.FirstOrDefault(line => LabelOf(line.Red, line.Green, line.Blue) is { } label && label != line.Label);
        var number = byNumber ? Enumerable.Range(0, 256).FirstOrDefault(n => LabelOf(n) != now.LabelOf(n), -1) : -1;
        return line is not null ? $"the colour {line.Colour} was {Told(LabelOf(line.Red, line.Green, line.Blue))}, in the list it now is {Told(line.Label)}"
            : number >= 0 ? $"the number {number} was {Told(LabelOf(number))}, by the list it now is {Told(now.LabelOf(number))}"
            : null;

        static string Class(LabelClass? c) => c is null ? "none" : $"'{c.Name}' {c.Colour}";
        string Told(byte? label) => label is not { } known ? "nothing" : known == Ignore ? "ignored" : Names[known];
    }

    /// <summary>Colours of labels: interleaved red, green, blue. <see cref="Ignore"/> and labels of no class are black.</summary>
    public byte[] Colorize(ReadOnlySpan<byte> labels)
    {
        var rgb = new byte[labels.Length * 3];
        for (var i = 0; i < labels.Length; i++)
        {
            _palette.AsSpan(3 * labels[i], 3).CopyTo(rgb.AsSpan(3 * i));
        }

        return rgb;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Count} classes ({string.Join(", ", Names)})";

    /// <summary>Labels of a mask's interleaved colours, a stretch of one colour at a time.</summary>
    /// <param name="rgb">Red, green, blue of each pixel.</param>
    /// <param name="labels">Where the labels go.</param>
    /// <param name="unknownIsIgnored">Go on after a colour that the map does not have: its pixels become <see cref="Ignore"/>.</param>
    /// <returns>The first pixel whose colour the map does not have, or -1; and how many there are, as far as it went.</returns>
    internal (int First, int Count) Decode(ReadOnlySpan<byte> rgb, Span<byte> labels, bool unknownIsIgnored = false)
    {
        var (first, count) = (-1, 0);
        for (var i = 0; i < labels.Length;)
        {
            // As far as the colours equal themselves moved on by a pixel, they are all the same.
            var rest = rgb[(3 * i)..];
            var run = 1 + (rest.CommonPrefixLength(rest[3..]) / 3);
            if (!_labels.TryGetValue((rest[0], rest[1], rest[2]), out var label))
            {
                (first, count, label) = (first < 0 ? i : first, count + run, Ignore);
                if (!unknownIsIgnored)
                {
                    break;
                }
            }

            labels.Slice(i, run).Fill(label);
            i += run;
        }

        return (first, count);
    }

    /// <summary>What a number in an index mask means; null when the list has no such line. 255 is <see cref="Ignore"/> unless the list has a line for it.</summary>
    internal byte? LabelOf(int number) =>
        NumbersAreLabels && number <= Count ? (number < Count ? (byte)number : Ignore)
        : !NumbersAreLabels && number < Lines.Count ? Lines[number].Label
        : number == Ignore ? Ignore : null;

    /// <summary>What a colour means; null when the map does not have it.</summary>
    internal byte? LabelOf(byte red, byte green, byte blue) => _labels.TryGetValue((red, green, blue), out var label) ? label : null;

    /// <summary>The line whose colour looks most like the one given.</summary>
    internal LabelClass Nearest(byte red, byte green, byte blue)
    {
        return Lines.MinBy(line => Square(line.Red - red) + Square(line.Green - green) + Square(line.Blue - blue))!;

        static int Square(int value) => value * value;
    }

    internal static LabelMap Make(string name, IReadOnlyList<LabelClass> classes, IReadOnlyList<LabelLine> lines) => new(name, classes, lines);

    private static byte[] ReadFile(string path) => File.Exists(path) ? File.ReadAllBytes(path) : throw new SegBookException(
        $"There is no label map or file '{path}'. Use auto, CamVid11, CamVid32, a label_colors.txt (lines 'red green blue name') or a class_dict.csv (lines 'name,red,green,blue').");
}
