namespace SegBook.Data;

/// <summary>Where each pixel of an augmented picture comes from: affine maps and distortions one after the other, from the result back to the source.</summary>
/// <remarks>Points are continuous: pixel (0, 0) has its centre at (0.5, 0.5), and a picture reaches from 0 to its width and height.</remarks>
internal sealed class Geometry
{
    // The last stage is the one nearest to the result. Between two distortions there is always one affine map.
    private readonly List<Affine> _maps = [Affine.Identity];
    private readonly List<Distortion> _distortions = [];

    public Geometry(int height, int width) => (Height, Width) = (height, width);

    /// <summary>Of the result so far.</summary>
    public int Height { get; private set; }

    /// <summary>Of the result so far.</summary>
    public int Width { get; private set; }

    public bool IsAffine => _distortions.Count == 0;

    /// <summary>The one map when <see cref="IsAffine"/>.</summary>
    public Affine Map => _maps[^1];

    /// <summary>One more step: the new result's point p comes from <paramref name="map"/>(p) of the result so far.</summary>
    public void Append(Affine map, int height, int width)
    {
        _maps[^1] = map.Then(_maps[^1]);
        (Height, Width) = (height, width);
    }

    public void Append(Affine map) => Append(map, Height, Width);

    public void Append(Distortion distortion)
    {
        _distortions.Add(distortion);
        _maps.Add(Affine.Identity);
    }

    /// <summary>Where a point of the result comes from.</summary>
    public (double X, double Y) Source(double x, double y)
    {
        for (var i = _maps.Count - 1; i > 0; i--)
        {
            (x, y) = _maps[i].Apply(x, y);
            (x, y) = _distortions[i - 1].Apply(x, y);
        }

        return _maps[0].Apply(x, y);
    }
}

/// <summary>x' = Xx x + Xy y + X0, y' = Yx x + Yy y + Y0.</summary>
internal readonly record struct Affine(double Xx, double Xy, double X0, double Yx, double Yy, double Y0)
{
    public static Affine Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Every point goes to a pixel centre when it comes from one: nothing has to be interpolated.</summary>
    public bool KeepsPixels => IsWhole(Xx) && IsWhole(Xy) && IsWhole(X0) && IsWhole(Yx) && IsWhole(Yy) && IsWhole(Y0) && Math.Abs((Xx * Yy) - (Xy * Yx)) == 1;

    public (double X, double Y) Apply(double x, double y) => ((Xx * x) + (Xy * y) + X0, (Yx * x) + (Yy * y) + Y0);

    /// <summary>First this map, then <paramref name="next"/>.</summary>
    public Affine Then(Affine next) => new(
        (next.Xx * Xx) + (next.Xy * Yx),
        (next.Xx * Xy) + (next.Xy * Yy),
        (next.Xx * X0) + (next.Xy * Y0) + next.X0,
        (next.Yx * Xx) + (next.Yy * Yx),
        (next.Yx * Xy) + (next.Yy * Yy),
        (next.Yx * X0) + (next.Yy * Y0) + next.Y0);

    private static bool IsWhole(double value) => Math.Abs(value) < 1e6 && value == Math.Round(value);
}

/// <summary>Moves columns and rows, each on their own: grid lines at even distances come from the given places.</summary>
/// <param name="Columns">Where the grid's vertical lines come from, first at 0.</param>
/// <param name="Rows">Where the grid's horizontal lines come from, first at 0.</param>
/// <param name="CellWidth">Distance of vertical lines in the result.</param>
/// <param name="CellHeight">Distance of horizontal lines in the result.</param>
internal sealed record Distortion(double[] Columns, double[] Rows, double CellWidth, double CellHeight)
{
    public (double X, double Y) Apply(double x, double y) => (At(Columns, x / CellWidth), At(Rows, y / CellHeight));

    private static double At(double[] lines, double position)
    {
        var cell = Math.Clamp((int)Math.Floor(position), 0, lines.Length - 2);
        return lines[cell] + ((position - cell) * (lines[cell + 1] - lines[cell]));
    }
}
