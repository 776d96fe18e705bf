namespace SixLabors.ImageSharp.PixelFormats;

public interface IPixel
{
    void FromL8(L8 source);

    void FromL16(L16 source);

    void FromRgb24(Rgb24 source);

    void FromRgba32(Rgba32 source);

    void ToRgba32(ref Rgba32 dest);
}

public interface IPixel<TSelf> : IPixel, IEquatable<TSelf>
    where TSelf : unmanaged, IPixel<TSelf>
{
}

/// <summary>How one kind of pixel becomes another.</summary>
internal static class Luminance
{
    /// <summary>BT.709, rounded half up, in single precision as the original computes it.</summary>
    public static byte Of(byte red, byte green, byte blue) => (byte)((0.2126f * red) + (0.7152f * green) + (0.0722f * blue) + 0.5f);

    /// <summary>The same for 16 bits.</summary>
    public static ushort Of(ushort red, ushort green, ushort blue) => (ushort)((0.2126f * red) + (0.7152f * green) + (0.0722f * blue) + 0.5f);

    /// <summary>16 bits to 8: <c>round(v / 257)</c>.</summary>
    public static byte To8(ushort value) => (byte)(((value * 255u) + 32895u) >> 16);

    /// <summary>8 bits to 16: white stays white.</summary>
    public static ushort To16(byte value) => (ushort)(value * 257);
}
