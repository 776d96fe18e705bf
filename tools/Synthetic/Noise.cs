using System.Runtime.CompilerServices;

namespace SegBook.Cli.Synthetic;

/// <summary>Texture that belongs to a place: the same point always gets the same value.</summary>
internal static class Noise
{
    /// <summary>0 to 1, unrelated from one whole number to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float At(int x, int y, int salt = 0)
    {
        var h = (uint)(x * 374761393) + (uint)(y * 668265263) + (uint)(salt * 974711);
        h = (h ^ (h >> 13)) * 1274126177;
        return ((h ^ (h >> 16)) & 0xFFFF) / 65535f;
    }

    /// <summary>0 to 1, smooth between whole numbers.</summary>
    public static float Smooth(float x, float y, int salt = 0)
    {
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (u, v) = (x - left, y - top);
        u *= u * (3 - (2 * u));
        v *= v * (3 - (2 * v));
        var upper = Mix(At(left, top, salt), At(left + 1, top, salt), u);
        return Mix(upper, Mix(At(left, top + 1, salt), At(left + 1, top + 1, salt), u), v);
    }

    /// <summary>0 to 1, with detail at several scales.</summary>
    public static float Rough(float x, float y, int salt = 0) =>
        (0.55f * Smooth(x, y, salt)) + (0.3f * Smooth(2.1f * x, 2.1f * y, salt + 1)) + (0.15f * Smooth(4.3f * x, 4.3f * y, salt + 2));

    private static float Mix(float a, float b, float share) => a + (share * (b - a));
}
