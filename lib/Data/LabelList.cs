using System.Text.RegularExpressions;

namespace SegBook.Data;

/// <summary>Reads lists of classes as people's programs write them, and makes the usual maps of them.</summary>
internal static class LabelList
{
    private const int MostBytes = 1 << 20;

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>The map of a list: all of CamVid's 32 classes grouped into eleven, else a class called Void ignored.</summary>
    public static LabelMap Usual(byte[] file, string path)
    {
        var (name, classes) = (Path.GetFileNameWithoutExtension(path), Parse(file, path));
        var gone = classes.Count == 1 ? -1 : classes.FindIndex(c => c.Name.Equals(CamVidClasses.Void, StringComparison.OrdinalIgnoreCase));
        var lines = classes.Select((c, i) => new LabelLine(c.Name, c.Red, c.Green, c.Blue, i == gone ? LabelMap.Ignore : (byte)(gone >= 0 && i > gone ? i - 1 : i))).ToList();
        return lines.Count == CamVidClasses.Table.Count && Group(lines) is { } grouped ? grouped : LabelMap.Make(name, [.. classes.Where((_, i) => i != gone)], lines);
    }

    /// <summary>Lines with CamVid's names as its eleven classes; null when there is another name.</summary>
    public static LabelMap? Group(IReadOnlyList<LabelLine> lines)
    {
        var known = CamVidClasses.Table.ToDictionary(row => row.Source.Name, StringComparer.OrdinalIgnoreCase);
        return lines.All(line => known.ContainsKey(line.Name))
            ? LabelMap.Make(
                "CamVid11",
                [.. CamVidClasses.Eleven.Select(group => known[group].Source)],
                [.. lines.Select(line => line with { Label = known[line.Name].Group is { } group ? (byte)Array.IndexOf(CamVidClasses.Eleven, group) : LabelMap.Ignore })])
            : null;
    }

    /// <summary>Lines with CamVid's names as its 32 classes; null when there is another name.</summary>
    public static LabelMap? All(IReadOnlyList<LabelLine> lines)
    {
        var names = LabelMap.CamVid32.Names.Select(name => name.ToUpperInvariant()).ToList();
        return lines.All(line => names.Contains(line.Name.ToUpperInvariant()))
            ? LabelMap.Make("CamVid32", LabelMap.CamVid32.Classes, [.. lines.Select(line => line with { Label = (byte)names.IndexOf(line.Name.ToUpperInvariant()) })])
            : null;
    }

    /// <summary>The classes of a list with lines <c>red green blue name</c> or <c>name,red,green,blue</c> (or with semicolons or quotes); blank lines and those that begin with # do not count.</summary>
    public static List<LabelClass> Parse(byte[] file, string path)
    {
        Require(file.Length <= MostBytes, $"{path} has {file.Length} bytes: that is no list of classes.");
        var lines = Text(file, path).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries).Index().Where(line => line.Item.Length > 0 && !IsComment(line.Item));
        var rows = lines.Select(line => (line.Index, line.Item, Fields: Fields(line.Item))).ToList();
        var heading = rows.Count > 0 && rows[0].Fields is [_, "r" or "R" or "red" or "Red", _, _, ..];
        var classes = rows.Skip(heading ? 1 : 0).Select(row => Class(row.Fields, row.Item.AsSpan().ContainsAny(',', ';')) ?? throw new SegBookException(
            $"{path}, line {row.Index + 1}: '{(row.Item.Length > 60 ? row.Item[..60] + "..." : row.Item)}' is neither 'red green blue name' nor 'name,red,green,blue' with colours from 0 to 255.")).ToList();
        Require(classes.Count > 0, $"{path} lists no classes.");
        return classes;
    }

    // A colour such as #804080 is none: such a line would drop out of the list and move all the others.
    private static bool IsComment(string line) => line.StartsWith('#') && !Regex.IsMatch(line, "^#[0-9a-fA-F]{6}\\b");

    private static string Text(byte[] file, string path)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(file), Utf8);
            var text = reader.ReadToEnd();
            Require(!text.Contains('\0'), $"{path} is not written as text that can be read (UTF-16 without its mark?). Save it as UTF-8.");
            return text;
        }
        catch (DecoderFallbackException e)
        {
            throw new SegBookException($"{path} is not written in UTF-8 (byte {e.Index} is none of it), so its names cannot be read. Save it as UTF-8.", e);
        }
    }

    // Separators between quotes are part of a name.
    private static string[] Fields(string line)
    {
        var bare = Regex.Replace(line, "\"[^\"]*\"", "");
        var separator = bare.Contains(';') ? ";" : bare.Contains(',') ? "," : "\\s+";
        var fields = Regex.Split(line, separator + "(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)").Select(field => field.Trim().Trim('"').Replace("\"\"", "\"").Trim());
        return separator.Length > 1 && fields.ToArray() is [_, _, _, _, ..] words ? [.. words[..3], string.Join('_', words[3..])] : [.. fields];
    }

    // With commas the name comes first, with blanks the colour; the other way round where that is the only way.
    private static LabelClass? Class(string[] fields, bool nameFirst)
    {
        var numbers = fields.Select(field => byte.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : (byte?)null).ToArray();
        if (fields.Length < 4)
        {
            return null;
        }

        var byName = (Name: fields[0], Colour: numbers[1..4]);
        var byColour = (Name: fields[3], Colour: numbers[..3]);
        var (name, colour) = (nameFirst ? byName : byColour).Colour.Contains(null) == nameFirst ? byColour : byName;
        return name.Length is > 0 and < 100 && colour is [{ } red, { } green, { } blue] ? new LabelClass(name, red, green, blue) : null;
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
