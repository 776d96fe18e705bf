namespace SegBook.Data;

/// <summary>Which colour of a mask is which class. Several colours may mean one class; some mean that a pixel is not counted.</summary>
public sealed class LabelMap
{
    /// <summary>The label of a pixel that is not counted, in every array and tensor of labels.</summary>
    public const byte Ignore = 255;

    private readonly ColourTable _table;
    private readonly byte[] _palette;   // red, green, blue of label 0, 1, ..., 255

    private LabelMap(string name, IReadOnlyList<LabelClass> classes, IReadOnlyList<(LabelClass Colour, byte Label)> sources)
    {
        (Name, Classes, Sources) = (name, classes, sources);
        Names = [.. classes.Select(c => c.Name)];
        _table = new ColourTable(sources);
        _palette = new byte[256 * 3];
        for (var i = 0; i < classes.Count; i++)
        {
            (_palette[3 * i], _palette[(3 * i) + 1], _palette[(3 * i) + 2]) = (classes[i].Red, classes[i].Green, classes[i].Blue);
        }
    }

    /// <summary>The eleven classes that CamVid results are reported for; Void and colours of no class become <see cref="Ignore"/>. The default everywhere.</summary>
    public static LabelMap CamVid11 { get; } = Grouped("CamVid11", CamVidClasses.Table);

    /// <summary>All 32 classes of <c>label_colors.txt</c>, in its order, Void an ordinary class among them, as in the reference notebook.</summary>
    public static LabelMap CamVid32 { get; } = Of("CamVid32", [.. CamVidClasses.Table.Select(row => row.Source)]);

    /// <summary>What the map is called in records of runs.</summary>
    public string Name { get; }

    /// <summary>The classes; a class's label is its position here.</summary>
    public IReadOnlyList<LabelClass> Classes { get; }

    /// <summary>How many classes there are.</summary>
    public int Count => Classes.Count;

    /// <summary>The classes' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Every colour that may be in a mask, with its name there and the label it gets.</summary>
    internal IReadOnlyList<(LabelClass Colour, byte Label)> Sources { get; }

    /// <summary>The names of the maps that come with the library.</summary>
    public static IReadOnlyList<string> Known { get; } = [CamVid11.Name, CamVid32.Name];

    /// <summary>The map of that name.</summary>
    /// <exception cref="SegBookException">There is none.</exception>
    public static LabelMap Named(string name) =>
        name == CamVid11.Name ? CamVid11
        : name == CamVid32.Name ? CamVid32
        : throw new SegBookException($"There is no label map '{name}'. Use {string.Join(" or ", Known)}, or LabelMap.Load for one in a file.");

    /// <summary>Reads <c>label_colors.txt</c> (<c>red green blue name</c>) or <c>class_dict.csv</c> (<c>name,r,g,b</c>). Every row becomes a class, Void, too; see <see cref="Ignoring"/>.</summary>
    /// <exception cref="SegBookException">The file is missing, or a line of it cannot be read.</exception>
    public static LabelMap Load(string path) => LabelFile.Load(path);

    /// <summary>A map with one class per colour.</summary>
    /// <exception cref="SegBookException">No class, more than 254, or a colour or name that occurs twice.</exception>
    public static LabelMap Of(string name, IReadOnlyList<LabelClass> classes)
    {
        Check(name, classes);
        return new LabelMap(name, classes, [.. classes.Select((c, i) => (c, (byte)i))]);
    }

    /// <summary>The same colours grouped into CamVid's eleven classes by their names. Null when a name is not one of CamVid's 32.</summary>
    public LabelMap? TryGroup()
    {
        var groups = CamVidClasses.Table.ToDictionary(row => row.Source.Name, row => row.Group, StringComparer.OrdinalIgnoreCase);
        return Names.All(groups.ContainsKey) ? Grouped(CamVid11.Name, [.. Classes.Select(c => (c, groups[c.Name]))]) : null;
    }

    /// <summary>The same map with one class's pixels not counted; the labels of the classes behind it move up by one.</summary>
    /// <exception cref="SegBookException">There is no such class.</exception>
    public LabelMap Ignoring(string className)
    {
        var gone = Names.ToList().FindIndex(name => name.Equals(className, StringComparison.OrdinalIgnoreCase));
        return gone < 0
            ? throw new SegBookException($"The label map {Name} has no class '{className}'. It has {string.Join(", ", Names)}.")
            : new LabelMap(Name, [.. Classes.Where((_, i) => i != gone)], [.. Sources.Select(s => (s.Colour, s.Label == gone ? Ignore : s.Label > gone && s.Label != Ignore ? (byte)(s.Label - 1) : s.Label))]);
    }

    /// <summary>Colours of labels: interleaved red, green, blue. <see cref="Ignore"/> and labels of no class are black.</summary>
    /// <param name="labels">Labels, 0 to <see cref="Count"/> - 1 or <see cref="Ignore"/>.</param>
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

    /// <summary>Labels of interleaved colours.</summary>
    /// <returns>Where the first colour is that the map does not have, or -1.</returns>
    internal int Decode(ReadOnlySpan<byte> rgb, Span<byte> labels) => _table.Decode(rgb, labels);

    /// <summary>The colour of the map that looks most like the one given.</summary>
    internal LabelClass Nearest(byte red, byte green, byte blue) =>
        Sources.Select(s => s.Colour).MinBy(c => Square(c.Red - red) + Square(c.Green - green) + Square(c.Blue - blue))!;

    private static int Square(int value) => value * value;

    private static LabelMap Grouped(string name, IReadOnlyList<(LabelClass Source, string? Group)> table)
    {
        var colours = CamVidClasses.Table.ToDictionary(row => row.Source.Name, row => row.Source);
        Check(name, [.. table.Select(row => row.Source)]);
        return new LabelMap(
            name,
            [.. CamVidClasses.Eleven.Select(group => colours[group])],
            [.. table.Select(row => (row.Source, row.Group is { } group ? (byte)CamVidClasses.Eleven.ToList().IndexOf(group) : Ignore))]);
    }

    private static void Check(string name, IReadOnlyList<LabelClass> classes)
    {
        if (classes.Count is 0 or >= Ignore)
        {
            throw new SegBookException($"The label map {name} has {classes.Count} classes. It can have 1 to {Ignore - 1}.");
        }

        if (classes.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new SegBookException($"The label map {name} has the class '{twice.Key}' more than once.");
        }

        if (classes.GroupBy(c => c.Colour).FirstOrDefault(same => same.Count() > 1) is { } shared)
        {
            throw new SegBookException($"The label map {name} gives the colour {shared.Key} to {string.Join(" and ", shared.Select(c => c.Name))}.");
        }
    }
}
