using static TorchSharp.torch;

namespace SegBook.Charts;

/// <summary>Numbers as pictures.</summary>
public static partial class Pictures
{
    /// <summary>A map of numbers as colours, dark for low, bright for high.</summary>
    /// <param name="values">The numbers, row by row: height x width. NaN is grey.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="low">The darkest value; the smallest by default.</param>
    /// <param name="high">The brightest value; the largest by default.</param>
    /// <exception cref="ArgumentException">There are not height x width numbers.</exception>
    public static Picture Heat(ReadOnlySpan<float> values, int width, int height, double? low = null, double? high = null)
    {
        if (values.Length != width * height)
        {
            throw new ArgumentException($"A map of {height} x {width} (height x width) has {width * height} numbers, not {values.Length}.", nameof(values));
        }

        var (least, most) = Range(values);
        var (from, to) = (low ?? least, high ?? most);
        var rgb = new byte[values.Length * 3];
        for (var i = 0; i < values.Length; i++)
        {
            ColourMap.Write(to > from ? (values[i] - from) / (to - from) : float.IsNaN(values[i]) ? double.NaN : 0, rgb.AsSpan(3 * i, 3));
        }

        return new Picture(width, height, rgb);
    }

    /// <summary>A map of numbers as colours.</summary>
    /// <param name="map">A tensor [H, W] of any number type on any device.</param>
    /// <param name="low">The darkest value; the smallest by default.</param>
    /// <param name="high">The brightest value; the largest by default.</param>
    public static Picture Heat(Tensor map, double? low = null, double? high = null)
    {
        CheckDimensions(map, 2, "[H, W]");
        return Heat(Numbers(map), (int)map.shape[1], (int)map.shape[0], low, high);
    }

    /// <summary>What a layer makes of a picture: its channels as small maps, each from its own lowest to its own highest value, those that vary most first.</summary>
    /// <param name="activation">A tensor [C, H, W] or [1, C, H, W].</param>
    /// <param name="tiles">How many channels at most.</param>
    /// <param name="columns">How many tiles in a row.</param>
    /// <param name="tileWidth">The width of a tile in pixels; small maps are enlarged pixel by pixel, so that their grid is seen.</param>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static Picture FeatureMap(Tensor activation, int tiles = 16, int columns = 8, int tileWidth = 96)
    {
        ArgumentNullException.ThrowIfNull(activation);
        using var flat = activation.dim() == 4 && activation.shape[0] == 1 ? activation.squeeze(0) : activation.alias();
        CheckDimensions(flat, 3, "[C, H, W]");
        var (channels, height, width) = ((int)flat.shape[0], (int)flat.shape[1], (int)flat.shape[2]);
        var numbers = Numbers(flat);
        var area = height * width;
        var order = Enumerable.Range(0, channels).OrderByDescending(channel => Spread(numbers.AsSpan(channel * area, area))).Take(tiles);
        var tileHeight = Math.Max(1, (int)Math.Round((double)tileWidth * height / width));
        return Grid(columns, [.. order.Order().Select(channel =>
            ($"{channel}", Heat(numbers.AsSpan(channel * area, area), width, height).Resize(tileWidth, tileHeight, smooth: tileWidth < width)))]);
    }

    private static float[] Numbers(Tensor map)
    {
        using var scope = NewDisposeScope();
        return map.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    private static void CheckDimensions(Tensor map, int dimensions, string form)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.dim() != dimensions)
        {
            throw new ArgumentException($"The tensor has the shape [{string.Join(", ", map.shape)}]; {form} is needed.", nameof(map));
        }
    }

    private static (double Least, double Most) Range(ReadOnlySpan<float> values)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (!float.IsNaN(value))
            {
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
            }
        }

        return (least, most);
    }

    private static double Spread(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
            squares += (double)value * value;
        }

        return (squares / values.Length) - Math.Pow(sum / values.Length, 2);
    }
}
