namespace SegBook.Charts;

/// <summary>A small font of straight strokes, drawn smoothly at any size: captions in pictures need no drawing package and look the same everywhere.</summary>
/// <remarks>A glyph is its strokes, separated by bars; a stroke is its points, each x then y as a digit. 0 is the top of capitals, 6 the line they stand on, 8 the lowest descender.</remarks>
internal static class StrokeFont
{
    private static readonly Dictionary<char, string> Drawn = new()
    {
        ['!'] = "00 04,06 06", ['"'] = "00 01,20 21", ['#'] = "10 16,30 36,02 42,04 44", ['$'] = "31 20 10 01 02 13 23 34 35 26 16 05,20 26",
        ['%'] = "00 10 11 01 00,35 45 46 36 35,40 06", ['&'] = "46 12 11 20 31 04 05 16 26 44", ['\''] = "00 01", ['('] = "10 02 05 17",
        [')'] = "00 12 15 07", ['*'] = "20 24,01 43,41 03", ['+'] = "22 26,04 44", [','] = "16 07", ['-'] = "04 24", ['.'] = "06 06",
        ['/'] = "30 07", ['0'] = "10 20 31 35 26 16 05 01 10", ['1'] = "01 20 26", ['2'] = "01 10 20 31 32 06 36",
        ['3'] = "01 10 20 31 32 23 13,23 34 35 26 16 05", ['4'] = "26 20 04 34", ['5'] = "30 00 02 22 33 35 26 16 05",
        ['6'] = "31 20 10 01 05 16 26 35 34 23 13 04", ['7'] = "00 30 16", ['8'] = "10 20 31 32 23 13 02 01 10,13 04 05 16 26 35 34 23",
        ['9'] = "05 16 26 35 31 20 10 01 02 13 23 32", [':'] = "03 03,06 06", [';'] = "13 13,16 07", ['<'] = "32 04 36", ['='] = "03 33,05 35",
        ['>'] = "02 34 06", ['?'] = "01 10 20 31 32 23 14,16 16", ['@'] = "33 22 12 03 04 15 25 34 32,34 44 43 41 30 10 01 05 16 36",
        ['A'] = "06 20 46,14 34", ['B'] = "00 06 36 45 44 33 03,33 42 41 30 00", ['C'] = "41 30 10 01 05 16 36 45", ['D'] = "00 06 26 44 42 20 00",
        ['E'] = "30 00 06 36,03 23", ['F'] = "30 00 06,03 23", ['G'] = "41 30 10 01 05 16 36 45 43 23", ['H'] = "00 06,40 46,03 43", ['I'] = "00 06",
        ['J'] = "30 35 26 16 05", ['K'] = "00 06,40 03,13 46", ['L'] = "00 06 36", ['M'] = "06 00 23 40 46", ['N'] = "06 00 46 40",
        ['O'] = "10 30 41 45 36 16 05 01 10", ['P'] = "06 00 30 41 42 33 03", ['Q'] = "10 30 41 45 36 16 05 01 10,24 46",
        ['R'] = "06 00 30 41 42 33 03,23 46", ['S'] = "41 30 10 01 02 13 33 44 45 36 16 05", ['T'] = "00 40,20 26", ['U'] = "00 05 16 36 45 40",
        ['V'] = "00 26 40", ['W'] = "00 16 31 56 60", ['X'] = "00 46,40 06", ['Y'] = "00 23 40,23 26", ['Z'] = "00 40 06 46", ['['] = "10 00 07 17",
        ['\\'] = "00 37", [']'] = "00 10 17 07", ['^'] = "02 10 22", ['_'] = "07 37", ['`'] = "00 11", ['a'] = "33 22 12 03 05 16 26 35,32 36",
        ['b'] = "00 06,03 12 22 33 35 26 16 05", ['c'] = "33 22 12 03 05 16 26 35", ['d'] = "30 36,33 22 12 03 05 16 26 35",
        ['e'] = "04 34 33 22 12 03 05 16 26 35", ['f'] = "30 20 11 16,02 22", ['g'] = "33 22 12 03 05 16 26 35,32 37 28 18 07",
        ['h'] = "00 06,03 12 22 33 36", ['i'] = "00 00,02 06", ['j'] = "10 10,12 17 08", ['k'] = "00 06,32 04 36", ['l'] = "00 05 16",
        ['m'] = "02 06,03 12 23 26,23 32 43 46", ['n'] = "02 06,03 12 22 33 36", ['o'] = "12 22 33 35 26 16 05 03 12",
        ['p'] = "02 08,03 12 22 33 35 26 16 05", ['q'] = "32 38,33 22 12 03 05 16 26 35", ['r'] = "02 06,03 12 22",
        ['s'] = "33 22 12 03 14 24 35 26 16 05", ['t'] = "10 15 26,02 22", ['u'] = "02 05 16 26 35,32 36", ['v'] = "02 26 42",
        ['w'] = "02 16 23 36 42", ['x'] = "02 36,32 06", ['y'] = "02 26,42 18", ['z'] = "02 32 06 36", ['{'] = "20 11 13 04 15 17 28",
        ['|'] = "00 07", ['}'] = "00 11 13 24 15 17 08", ['~'] = "04 13 24 33",
    };

    private const double Heavy = 0.55;
    private const int Space = 2;
    private static readonly Dictionary<char, (double X, double Y)[][]> Glyphs = Drawn.ToDictionary(glyph => glyph.Key, glyph => Strokes(glyph.Value));

    /// <summary>How wide a text is, in pixels.</summary>
    /// <param name="text">The text; what is not ASCII becomes the nearest sign or a question mark.</param>
    /// <param name="size">The height of a capital letter in pixels.</param>
    public static int Width(string text, double size) => (int)Math.Ceiling(text.Sum(letter => Advance(Plain(letter))) * size / 6);

    /// <summary>The height of a line of text with room for descenders, in pixels.</summary>
    public static int LineHeight(double size) => (int)Math.Ceiling(size * 1.75);

    /// <summary>The text, or as much of it as fits in <paramref name="width"/> pixels, with two dots where it was cut.</summary>
    public static string Fit(string text, double size, int width)
    {
        var cut = text;
        while (cut.Length > 0 && Width(cut, size) > width)
        {
            cut = cut.TrimEnd('.')[..^1] is { Length: > 0 } shorter ? shorter.TrimEnd() + ".." : "";
        }

        return cut;
    }

    /// <summary>Draws a text into a raster.</summary>
    /// <param name="rgb">The raster, height x width x 3.</param>
    /// <param name="width">Its width.</param>
    /// <param name="left">Where the text begins.</param>
    /// <param name="top">The top of its capital letters.</param>
    /// <param name="text">The text.</param>
    /// <param name="size">The height of a capital letter in pixels.</param>
    /// <param name="ink">The colour, three bytes.</param>
    public static void Draw(Span<byte> rgb, int width, double left, double top, string text, double size, ReadOnlySpan<byte> ink)
    {
        var unit = size / 6;
        foreach (var letter in text)
        {
            var plain = Plain(letter);
            foreach (var stroke in Glyphs.GetValueOrDefault(plain, []))
            {
                for (var i = 1; i < stroke.Length; i++)
                {
                    Segment(rgb, width, Place(stroke[i - 1]), Place(stroke[i]), unit * Heavy, ink);
                }
            }

            left += Advance(plain) * unit;
        }

        (double X, double Y) Place((double X, double Y) point) => (left + ((point.X + Heavy) * unit), top + (point.Y * unit));
    }

    // A round pen drawn from a to b; the rim is as wide as a pixel, which makes it smooth.
    private static void Segment(Span<byte> rgb, int width, (double X, double Y) a, (double X, double Y) b, double radius, ReadOnlySpan<byte> ink)
    {
        var height = rgb.Length / 3 / width;
        var reach = radius + 1;
        for (var y = Math.Max(0, (int)(Math.Min(a.Y, b.Y) - reach)); y <= Math.Min(height - 1, (int)(Math.Max(a.Y, b.Y) + reach)); y++)
        {
            for (var x = Math.Max(0, (int)(Math.Min(a.X, b.X) - reach)); x <= Math.Min(width - 1, (int)(Math.Max(a.X, b.X) + reach)); x++)
            {
                var cover = Math.Clamp(radius + 0.5 - Distance(x + 0.5, y + 0.5, a, b), 0, 1);
                var pixel = rgb.Slice(3 * ((y * width) + x), 3);
                for (var channel = 0; channel < 3 && cover > 0; channel++)
                {
                    pixel[channel] = (byte)Math.Round((pixel[channel] * (1 - cover)) + (ink[channel] * cover));
                }
            }
        }
    }

    private static double Distance(double x, double y, (double X, double Y) a, (double X, double Y) b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var length = (dx * dx) + (dy * dy);
        var along = length == 0 ? 0 : Math.Clamp((((x - a.X) * dx) + ((y - a.Y) * dy)) / length, 0, 1);
        return Math.Sqrt(Math.Pow(x - a.X - (along * dx), 2) + Math.Pow(y - a.Y - (along * dy), 2));
    }

    private static double Advance(char letter) =>
        Glyphs.TryGetValue(letter, out var glyph) ? glyph.Max(stroke => stroke.Max(point => point.X)) + 1.9 : Space + 0.6;

    private static char Plain(char letter) => letter switch
    {
        '\u2013' or '\u2014' or '\u2212' => '-',
        '\u00d7' => 'x',
        '\u00b5' or '\u03bc' => 'u',
        '\u2018' or '\u2019' => '\'',
        '\u00a0' or '\u2009' => ' ',
        '\u00b7' => '.',
        ' ' => ' ',
        _ => Drawn.ContainsKey(letter) ? letter : '?',
    };

    private static (double X, double Y)[][] Strokes(string glyph) =>
        [.. glyph.Split(',').Select(stroke => stroke.Split(' ').Select(point => ((double)(point[0] - '0'), (double)(point[1] - '0'))).ToArray())];
}
