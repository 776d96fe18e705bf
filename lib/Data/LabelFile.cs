using System.Globalization;

namespace SegBook.Data;

/// <summary>Reads lists of classes and colours: <c>label_colors.txt</c> of CamVid and CamSeq01, and the <c>class_dict.csv</c> that copies of CamVid come with.</summary>
internal static class LabelFile
{
    private const int MostBytes = 1 << 20;

    /// <summary>The names under which such lists are found beside frames, best first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["label_colors.txt", "class_dict.csv"];

    public static LabelMap Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new SegBookException($"There is no label file {path}. It should be a label_colors.txt (lines 'red green blue name') or a class_dict.csv (lines 'name,red,green,blue').");
        }

        return Parse(File.ReadAllText(path), path);
    }

    /// <exception cref="SegBookException">A line cannot be read.</exception>
    public static LabelMap Parse(string text, string path)
    {
        if (text.Length > MostBytes)
        {
            throw new SegBookException($"{path} has {text.Length} characters: that is no list of classes.");
        }

        var classes = new List<LabelClass>();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (!line.IsWhiteSpace() && !IsHead(line))
            {
                classes.Add(ParseLine(line.Trim().ToString(), path, number));
            }
        }

        return classes.Count == 0 ? throw new SegBookException($"{path} lists no classes.") : LabelMap.Of(Path.GetFileNameWithoutExtension(path), classes);
    }

    private static bool IsHead(ReadOnlySpan<char> line) => line.TrimStart().StartsWith("name,", StringComparison.OrdinalIgnoreCase);

    private static LabelClass ParseLine(string line, string path, int number)
    {
        var byComma = line.Contains(',');
        var parts = line.Split(byComma ? [','] : [' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length >= 4)
        {
            var colours = byComma ? parts[1..4] : parts[..3];
            var name = byComma ? parts[0] : string.Join('_', parts[3..]);
            if (colours.All(IsByte) && name.Length is > 0 and < 100)
            {
                return new LabelClass(name, Parse(colours[0]), Parse(colours[1]), Parse(colours[2]));
            }
        }

        var shown = line.Length > 60 ? line[..60] + "..." : line;
        throw new SegBookException($"{path}, line {number}: '{shown}' is neither 'red green blue name' nor 'name,red,green,blue' with colours from 0 to 255.");
    }

    private static bool IsByte(string text) => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static byte Parse(string text) => byte.Parse(text, CultureInfo.InvariantCulture);
}
