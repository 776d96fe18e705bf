using System.Globalization;
using System.Text.Json.Serialization;
using static SegBook.SegBookException;

namespace SegBook.Data;

/// <summary>A class of things, named as in the dataset's own list, such as <c>Column_Pole</c>, and the colour that stands for it in a mask.</summary>
public sealed record LabelClass(string Name, byte Red, byte Green, byte Blue)
{
    /// <summary>The colour as it is written in messages, for example <c>(128, 64, 128)</c>.</summary>
    [JsonIgnore]
    public string Colour => $"({Red}, {Green}, {Blue})";
}

/// <summary>Which colour of a mask is which class. Several colours may mean one class; some mean that a pixel is ignored.</summary>
public sealed class LabelMap
{
    /// <summary>The label of a pixel that is not counted, in every array and tensor of labels.</summary>
    public const byte Ignore = 255;

    private const int MostCharacters = 1 << 20;

    private readonly Dictionary<(byte Red, byte Green, byte Blue), byte> _labels;
    private readonly IReadOnlyList<(LabelClass Colour, byte Label)> _sources;   // every colour that may be in a mask
    private readonly byte[] _palette = new byte[256 * 3];                       // red, green, blue of label 0, 1, ..., 255

    internal LabelMap(string name, IReadOnlyList<LabelClass> classes, IReadOnlyList<(LabelClass Colour, byte Label)> sources)
    {
        (Name, Classes, _sources) = (name, classes, sources);
        Require(classes.Count is > 0 and < Ignore, $"The label map {name} has {classes.Count} classes. It can have 1 to {Ignore - 1}.");
        var twice = sources.GroupBy(s => s.Colour.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);
        Require(twice is null, $"The label map {name} has the class '{twice?.Key}' more than once.");
        var shared = sources.GroupBy(s => s.Colour.Colour).FirstOrDefault(same => same.Count() > 1);
        Require(shared is null, $"The label map {name} gives the colour {shared?.Key} to {string.Join(" and ", shared?.Select(s => s.Colour.Name) ?? [])}.");
        Names = [.. classes.Select(c => c.Name)];
        _labels = sources.ToDictionary(s => (s.Colour.Red, s.Colour.Green, s.Colour.Blue), s => s.Label);
        foreach (var (i, c) in classes.Index())
        {
            (_palette[3 * i], _palette[(3 * i) + 1], _palette[(3 * i) + 2]) = (c.Red, c.Green, c.Blue);
        }
    }

    /// <summary>All 32 classes of <c>label_colors.txt</c>, in its order, Void an ordinary class among them, as in the reference notebook.</summary>
    public static LabelMap CamVid32 { get; } = Of("CamVid32", [.. CamVidClasses.Table.Select(row => row.Source)]);

    /// <summary>The eleven classes that CamVid results are reported for; Void and colours of no class become <see cref="Ignore"/>. The default everywhere.</summary>
    public static LabelMap CamVid11 { get; } = CamVid32.TryGroup()!;

    /// <summary>The maps that come with the library.</summary>
    public static IReadOnlyList<LabelMap> Known { get; } = [CamVid11, CamVid32];

    internal IReadOnlyList<(LabelClass Colour, byte Label)> Sources => _sources;

    /// <summary>What the map is called in records of runs.</summary>
    public string Name { get; }

    /// <summary>The classes; a class's label is its position here.</summary>
    public IReadOnlyList<LabelClass> Classes { get; }

    /// <summary>How many classes there are.</summary>
    public int Count => Classes.Count;

    /// <summary>The classes' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The map of that name, in upper or lower case, or the one in that file.</summary>
    /// <exception cref="SegBookException">There is neither, or the file cannot be read as a list of classes.</exception>
    public static LabelMap Named(string nameOrFile) =>
        Known.FirstOrDefault(map => map.Name.Equals(nameOrFile, StringComparison.OrdinalIgnoreCase)) ?? Load(nameOrFile);

    /// <summary>Reads <c>label_colors.txt</c> (<c>red green blue name</c>) or <c>class_dict.csv</c> (<c>name,r,g,b</c>). Every row becomes a class, Void, too; see <see cref="Ignoring"/>.</summary>
    /// <exception cref="SegBookException">The file is missing, or a line of it cannot be read.</exception>
    public static LabelMap Load(string path) => File.Exists(path)
        ? Parse(File.ReadAllText(path), path)
        : throw new SegBookException($"There is no label map or file '{path}'. Use CamVid11, CamVid32, "
            + "a label_colors.txt (lines 'red green blue name') or a class_dict.csv (lines 'name,red,green,blue').");

    /// <summary>A map with one class per colour.</summary>
    /// <exception cref="SegBookException">No class, more than 254, or a colour or name that occurs twice.</exception>
    public static LabelMap Of(string name, IReadOnlyList<LabelClass> classes) => new(name, classes, [.. classes.Select((c, i) => (c, (byte)i))]);

    /// <summary>The same colours grouped into CamVid's eleven classes by their names. Null when a name is not one of CamVid's 32.</summary>
    public LabelMap? TryGroup()
    {
        var known = CamVidClasses.Table.ToDictionary(row => row.Source.Name, StringComparer.OrdinalIgnoreCase);
        return Names.All(known.ContainsKey)
            ? new LabelMap(
                "CamVid11",
                [.. CamVidClasses.Eleven.Select(group => known[group].Source)],
                [.. Classes.Select(c => (c, known[c.Name].Group is { } group ? (byte)Array.IndexOf(CamVidClasses.Eleven, group) : Ignore))])
            : null;
    }

    /// <summary>The same map with one class's pixels not counted; the labels of the classes behind it move up by one.</summary>
    /// <exception cref="SegBookException">There is no such class.</exception>
    public LabelMap Ignoring(string className)
    {
        var gone = Names.ToList().FindIndex(name => name.Equals(className, StringComparison.OrdinalIgnoreCase));
        Require(gone >= 0, $"The label map {Name} has no class '{className}'. It has {string.Join(", ", Names)}.");
        var sources = _sources.Select(s => (s.Colour, s.Label == gone ? Ignore : s.Label > gone && s.Label != Ignore ? (byte)(s.Label - 1) : s.Label));
        return new LabelMap(Name, [.. Classes.Where((_, i) => i != gone)], [.. sources]);
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
    /// <returns>The first pixel whose colour the map does not have, or -1.</returns>
    internal int Decode(ReadOnlySpan<byte> rgb, Span<byte> labels)
    {
        for (var i = 0; i < labels.Length;)
        {
            var rest = rgb[(3 * i)..];
            if (!_labels.TryGetValue((rest[0], rest[1], rest[2]), out var label))
            {
                return i;
            }

            // As far as the colours equal themselves moved on by a pixel, they are all the same.
            var run = 1 + (rest.CommonPrefixLength(rest[3..]) / 3);
            labels.Slice(i, run).Fill(label);
            i += run;
        }

        return -1;
    }

    /// <summary>The colour of the map that looks most like the one given.</summary>
    internal LabelClass Nearest(byte red, byte green, byte blue)
    {
        return _sources.Select(s => s.Colour).MinBy(c => Square(c.Red - red) + Square(c.Green - green) + Square(c.Blue - blue))!;

        static int Square(int value) => value * value;
    }

    /// <summary>A list of classes, lines <c>red green blue name</c> or <c>name,red,green,blue</c>, that messages call <paramref name="path"/>.</summary>
    internal static LabelMap Parse(string text, string path)
    {
        Require(text.Length <= MostCharacters, $"{path} has {text.Length} characters: that is no list of classes.");
        var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries).Index();
        var rows = lines.Where(line => line.Item.Length > 0 && !line.Item.StartsWith("name,", StringComparison.OrdinalIgnoreCase));
        var classes = rows.Select(row => ParseLine(row.Item, $"{path}, line {row.Index + 1}")).ToList();
        return classes.Count == 0 ? throw new SegBookException($"{path} lists no classes.") : Of(Path.GetFileNameWithoutExtension(path), classes);
    }

    private static LabelClass ParseLine(string line, string place)
    {
        var byComma = line.Contains(',');
        var parts = line.Split(byComma ? [','] : [' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length >= 4)
        {
            var name = byComma ? parts[0] : string.Join('_', parts[3..]);
            var colours = (byComma ? parts[1..4] : parts[..3]).Select(Colour).ToList();
            if (name.Length < 100 && colours is [{ } red, { } green, { } blue])
            {
                return new LabelClass(name, red, green, blue);
            }
        }

        throw new SegBookException($"{place}: '{(line.Length > 60 ? line[..60] + "..." : line)}' is neither 'red green blue name' nor 'name,red,green,blue' with colours from 0 to 255.");

        static byte? Colour(string text) => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}

/// <summary>The 32 classes of CamVid and CamSeq01, and which of the usual eleven each belongs to.</summary>
/// <remarks>Names and colours: <c>label_colors.txt</c> of the dataset (Fauqueur, Brostow, Cipolla 2007; Brostow, Fauqueur, Cipolla 2009), in its order.
/// The eleven: Sturgess, Alahari, Ladicky, Torr, "Combining appearance and structure from motion features for road scene understanding", BMVC 2009,
/// in the order of SegNet (Badrinarayanan, Kendall, Cipolla 2017), whose index masks they number. Void belongs to none and is not counted.</remarks>
internal static class CamVidClasses
{
    /// <summary>The name of what was not labelled.</summary>
    public const string Void = "Void";

    public static string[] Eleven { get; } =
        ["Sky", "Building", "Column_Pole", "Road", "Sidewalk", "Tree", "SignSymbol", "Fence", "Car", "Pedestrian", "Bicyclist"];

    /// <summary>Source class, its colour, and the class of the eleven that it goes to (null: not counted).</summary>
    public static IReadOnlyList<(LabelClass Source, string? Group)> Table { get; } =
    [
        (new("Animal", 64, 128, 64), "Pedestrian"), (new("Archway", 192, 0, 128), "Building"),
        (new("Bicyclist", 0, 128, 192), "Bicyclist"), (new("Bridge", 0, 128, 64), "Building"),
        (new("Building", 128, 0, 0), "Building"), (new("Car", 64, 0, 128), "Car"),
        (new("CartLuggagePram", 64, 0, 192), "Pedestrian"), (new("Child", 192, 128, 64), "Pedestrian"),
        (new("Column_Pole", 192, 192, 128), "Column_Pole"), (new("Fence", 64, 64, 128), "Fence"),
        (new("LaneMkgsDriv", 128, 0, 192), "Road"), (new("LaneMkgsNonDriv", 192, 0, 64), "Road"),
        (new("Misc_Text", 128, 128, 64), "SignSymbol"), (new("MotorcycleScooter", 192, 0, 192), "Bicyclist"),
        (new("OtherMoving", 128, 64, 64), "Car"), (new("ParkingBlock", 64, 192, 128), "Sidewalk"),
        (new("Pedestrian", 64, 64, 0), "Pedestrian"), (new("Road", 128, 64, 128), "Road"),
        (new("RoadShoulder", 128, 128, 192), "Sidewalk"), (new("Sidewalk", 0, 0, 192), "Sidewalk"),
        (new("SignSymbol", 192, 128, 128), "SignSymbol"), (new("Sky", 128, 128, 128), "Sky"),
        (new("SUVPickupTruck", 64, 128, 192), "Car"), (new("TrafficCone", 0, 0, 64), "Column_Pole"),
        (new("TrafficLight", 0, 64, 64), "SignSymbol"), (new("Train", 192, 64, 128), "Car"),
        (new("Tree", 128, 128, 0), "Tree"), (new("Truck_Bus", 192, 128, 192), "Car"),
        (new("Tunnel", 64, 0, 64), "Building"), (new("VegetationMisc", 192, 192, 0), "Tree"),
        (new(Void, 0, 0, 0), null), (new("Wall", 64, 192, 0), "Building"),
    ];
}
