namespace SixLabors.ImageSharp.PixelFormats;

public struct L16(ushort luminance) : IPixel<L16>
{
    public ushort PackedValue { readonly get; set; } = luminance;

    public static bool operator ==(L16 left, L16 right) => left.Equals(right);

    public static bool operator !=(L16 left, L16 right) => !left.Equals(right);

    public void FromL8(L8 source) => PackedValue = Luminance.To16(source.PackedValue);

    public void FromL16(L16 source) => this = source;

    public void FromRgb24(Rgb24 source) => PackedValue = Luminance.Of(Luminance.To16(source.R), Luminance.To16(source.G), Luminance.To16(source.B));

    public void FromRgba32(Rgba32 source) => FromRgb24(new Rgb24(source.R, source.G, source.B));

    public readonly void ToRgba32(ref Rgba32 dest)
    {
        var grey = Luminance.To8(PackedValue);
        dest = new Rgba32(grey, grey, grey);
    }

    public readonly bool Equals(L16 other) => PackedValue == other.PackedValue;

    public override readonly bool Equals(object? obj) => obj is L16 other && Equals(other);

    public override readonly int GetHashCode() => PackedValue.GetHashCode();

    public override readonly string ToString() => $"L16({PackedValue})";
}
