namespace SegBook.Charts;

/// <summary>Numbers as colours, dark to bright, evenly to the eye and to the colour-blind eye: a fit of the map "viridis".</summary>
internal static class ColourMap
{
    // Nine stops at equal steps; in between the colours are mixed.
    private static readonly byte[] Stops =
    [
        68, 1, 84, 71, 44, 122, 59, 81, 139, 44, 113, 142, 33, 144, 141, 39, 173, 129, 92, 200, 99, 170, 220, 50, 253, 231, 37,
    ];

    /// <summary>Writes the colour of <paramref name="value"/> (0 to 1; beyond that the ends; NaN is grey).</summary>
    public static void Write(double value, Span<byte> pixel)
    {
        if (double.IsNaN(value))
        {
            pixel[..3].Fill(200);
            return;
        }

        var place = Math.Clamp(value, 0, 1) * ((Stops.Length / 3) - 1);
        var stop = Math.Min((int)place, (Stops.Length / 3) - 2);
        for (var channel = 0; channel < 3; channel++)
        {
            var (from, to) = (Stops[(3 * stop) + channel], Stops[(3 * stop) + 3 + channel]);
            pixel[channel] = (byte)Math.Round(from + ((to - from) * (place - stop)));
        }
    }
}
