using System.Globalization;

namespace Plotly.NET;

public class Color
{
    private Color(object value) => Value = value;

    public object Value { get; }

    public static Color fromString(string c) => new(c);

    public static Color fromRGB(int r, int g, int b) => fromARGB(255, r, g, b);

    // Alpha comes out with one decimal, as in the real library: 64 of 255 is 0.3.
    public static Color fromARGB(int a, int r, int g, int b) =>
        new(string.Create(CultureInfo.InvariantCulture, $"rgba({r}, {g}, {b}, {Math.Round(a / 255.0, 1):0.0})"));

    public static Color fromHex(string s)
    {
        var digits = s.TrimStart('#');
        if (digits.Length != 6 || !int.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var rgb))
        {
            // The real library throws a plain exception; callers may look for exactly that.
#pragma warning disable CA2201
            throw new Exception($"'{s}' is not a colour of the form #RRGGBB.");
#pragma warning restore CA2201
        }

        return fromRGB(rgb >> 16, (rgb >> 8) & 255, rgb & 255);
    }

    public static Color fromKeyword(ColorKeyword c) => c.Color;

    public static Color fromColors(IEnumerable<Color> c) => new(c.Select(color => color.Value).ToArray());

    public static Color fromColorScaleValues<a>(IEnumerable<a> c)
        where a : IConvertible => new(c.ToArray());

    public override bool Equals(object other) => other is Color color && Equals(color.Value, Value);

    public override int GetHashCode() => Value.GetHashCode();
}

public sealed class ColorKeyword
{
    private ColorKeyword(int red, int green, int blue) => Color = Color.fromRGB(red, green, blue);

    public static ColorKeyword Black { get; } = new(0, 0, 0);

    public static ColorKeyword White { get; } = new(255, 255, 255);

    public static ColorKeyword Gray { get; } = new(128, 128, 128);

    public static ColorKeyword LightGray { get; } = new(211, 211, 211);

    public static ColorKeyword Red { get; } = new(255, 0, 0);

    public static ColorKeyword Green { get; } = new(0, 128, 0);

    public static ColorKeyword Blue { get; } = new(0, 0, 255);

    public static ColorKeyword Orange { get; } = new(255, 165, 0);

    public static ColorKeyword SteelBlue { get; } = new(70, 130, 180);

    internal Color Color { get; }
}
