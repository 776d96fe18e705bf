using System.Globalization;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

public readonly struct Color : IEquatable<Color>
{
    public static readonly Color Black = FromRgb(0, 0, 0);
    public static readonly Color White = FromRgb(255, 255, 255);
    public static readonly Color Red = FromRgb(255, 0, 0);
    public static readonly Color Transparent = FromRgba(0, 0, 0, 0);

    private readonly Rgba32 _value;

    private Color(Rgba32 value) => _value = value;

    public static bool operator ==(Color left, Color right) => left.Equals(right);

    public static bool operator !=(Color left, Color right) => !left.Equals(right);

    public static Color FromRgb(byte r, byte g, byte b) => new(new Rgba32(r, g, b));

    public static Color FromRgba(byte r, byte g, byte b, byte a) => new(new Rgba32(r, g, b, a));

    public static Color ParseHex(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        return TryParseHex(hex, out var result) ? result : throw new ArgumentException($"'{hex}' is not a colour: use RGB, RGBA, RRGGBB or RRGGBBAA in hexadecimal, with or without #.", nameof(hex));
    }

    public static bool TryParseHex(string hex, out Color result)
    {
        result = default;
        var digits = (hex ?? "").TrimStart('#');
        if (digits.Length is 3 or 4)
        {
            digits = string.Concat(digits.Select(digit => new string(digit, 2)));
        }

        if (digits.Length == 6)
        {
            digits += "FF";
        }

        if (digits.Length != 8 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var packed))
        {
            return false;
        }

        result = FromRgba((byte)(packed >> 24), (byte)(packed >> 16), (byte)(packed >> 8), (byte)packed);
        return true;
    }

    public TPixel ToPixel<TPixel>()
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var pixel = default(TPixel);
        pixel.FromRgba32(_value);
        return pixel;
    }

    public Color WithAlpha(float alpha) => FromRgba(_value.R, _value.G, _value.B, (byte)((Math.Clamp(alpha, 0, 1) * 255) + 0.5f));

    public string ToHex() => $"{_value.R:X2}{_value.G:X2}{_value.B:X2}{_value.A:X2}";

    public bool Equals(Color other) => _value == other._value;

    public override bool Equals(object? obj) => obj is Color other && Equals(other);

    public override int GetHashCode() => _value.GetHashCode();

    public override string ToString() => ToHex();
}
