namespace SegBook.Data;

/// <summary>Left becomes right; by default for half of the samples.</summary>
public sealed record HorizontalFlip() : Transform(0.5)
{
    private protected override void Apply(Draw draw) => draw.Geometry.Append(new Affine(-1, 0, draw.Geometry.Width, 0, 1, 0));
}

/// <summary>Upside down; by default for half of the samples.</summary>
public sealed record VerticalFlip() : Transform(0.5)
{
    private protected override void Apply(Draw draw) => draw.Geometry.Append(new Affine(1, 0, 0, 0, -1, draw.Geometry.Height));
}

/// <summary>Rows become columns; by default for half of the samples.</summary>
public sealed record Transpose() : Transform(0.5)
{
    private protected override void Apply(Draw draw) => draw.Geometry.Append(new Affine(0, 1, 0, 1, 0, 0), draw.Geometry.Width, draw.Geometry.Height);
}

/// <summary>Turned by 0, 90, 180 or 270 degrees, each as often as the others.</summary>
public sealed record RandomRotate90 : Transform
{
    private protected override void Apply(Draw draw)
    {
        for (var turns = draw.Random.Below(4); turns > 0; turns--)
        {
            // A quarter turn to the left, as numpy.rot90.
            draw.Geometry.Append(new Affine(0, -1, draw.Geometry.Width, 1, 0, 0), draw.Geometry.Width, draw.Geometry.Height);
        }
    }
}

/// <summary>The middle of the picture, in pixels. Where the picture is smaller than that, the rest is ignored.</summary>
public sealed record CenterCrop(int Height = 256, int Width = 256) : Transform
{
    private protected override void Apply(Draw draw)
    {
        Require(Height > 0 && Width > 0, $"A crop of {Height} x {Width} pixels: both must be above 0.");
        var (left, top) = (Math.Floor((draw.Geometry.Width - Width) / 2.0), Math.Floor((draw.Geometry.Height - Height) / 2.0));
        draw.Geometry.Append(new Affine(1, 0, left, 0, 1, top), Height, Width);
    }
}

/// <summary>A piece of random height, in pixels of the frame, in the result's shape, enlarged (albumentations' RandomSizedCrop).</summary>
public sealed record RandomSizedCrop(int MinHeight = 50, int MaxHeight = 101, int Height = 256, int Width = 256) : Transform
{
    private protected override void Apply(Draw draw)
    {
        Require(MinHeight > 0 && MinHeight <= MaxHeight && Height > 0 && Width > 0,
            $"A piece of {MinHeight} to {MaxHeight} rows, enlarged to {Height} x {Width}: all must be above 0, and the first not above the second.");
        var height = Math.Min(MinHeight + draw.Random.Below(MaxHeight - MinHeight + 1), draw.Geometry.Height);
        var width = Math.Min((double)height * Width / Height, draw.Geometry.Width);
        var (left, top) = (Math.Floor(draw.Random.Between(0, draw.Geometry.Width - width)), Math.Floor(draw.Random.Between(0, draw.Geometry.Height - height)));
        draw.Geometry.Append(new Affine(width / Width, 0, left, 0, (double)height / Height, top), Height, Width);
    }
}

/// <summary>Enlarged or shrunk, then a random piece of the frame's size, or of that given in pixels. Shrunk below that, the rest is ignored.</summary>
public sealed record RandomScaleCrop(double MinScale = 0.75, double MaxScale = 1.5, int Height = 0, int Width = 0) : Transform
{
    private protected override void Apply(Draw draw)
    {
        Require(MinScale > 0 && MinScale <= MaxScale && Height >= 0 && Width >= 0,
            $"Scales of {MinScale} to {MaxScale} and a crop of {Height} x {Width}: scales are above 0, the first not above the second, sizes not negative.");
        var (height, width) = (Height == 0 ? draw.Geometry.Height : Height, Width == 0 ? draw.Geometry.Width : Width);

        // As likely half as twice: even on the logarithm.
        var scale = Math.Exp(draw.Random.Between(Math.Log(MinScale), Math.Log(MaxScale)));
        var left = draw.Random.Next() * ((draw.Geometry.Width * scale) - width);
        var top = draw.Random.Next() * ((draw.Geometry.Height * scale) - height);
        draw.Geometry.Append(new Affine(1 / scale, 0, left / scale, 0, 1 / scale, top / scale), height, width);
    }
}

/// <summary>Turned by up to so many degrees to either side about the middle, by default half of the samples; the corners are ignored.</summary>
public sealed record Rotate(double Degrees = 5) : Transform(0.5)
{
    private protected override void Apply(Draw draw)
    {
        Require(Degrees is >= 0 and <= 180, $"A turn of {Degrees} degrees: use 0 to 180.");
        var (sin, cos) = Math.SinCos(draw.Random.Between(-Degrees, Degrees) * Math.PI / 180);
        var (x, y) = (draw.Geometry.Width / 2.0, draw.Geometry.Height / 2.0);
        draw.Geometry.Append(new Affine(cos, -sin, x - (cos * x) + (sin * y), sin, cos, y - (sin * x) - (cos * y)));
    }
}

/// <summary>A grid's columns and rows are stretched and squeezed by up to a share of their size, each on their own (albumentations' GridDistortion).</summary>
public sealed record GridDistortion(int Steps = 5, double Limit = 0.3) : Transform
{
    private protected override void Apply(Draw draw)
    {
        Require(Steps > 0 && Limit is >= 0 and < 1, $"A grid of {Steps} cells changed by up to {Limit}: at least one cell, and 0 to 1.");
        var (width, height) = ((double)draw.Geometry.Width / Steps, (double)draw.Geometry.Height / Steps);
        draw.Geometry.Append(new Distortion(Lines(draw, width), Lines(draw, height), width, height));
    }

    private double[] Lines(Draw draw, double cell)
    {
        var lines = new double[Steps + 1];
        for (var i = 1; i <= Steps; i++)
        {
            lines[i] = lines[i - 1] + (cell * draw.Random.Between(1 - Limit, 1 + Limit));
        }

        return lines;
    }
}

/// <summary>Where each pixel of an augmented picture comes from: affine maps and distortions one after the other, from the result back to the source.</summary>
/// <remarks>Points are continuous: pixel (0, 0) has its centre at (0.5, 0.5), and a picture reaches from 0 to its width and height.</remarks>
internal sealed class Geometry(int height, int width)
{
    // The last one is nearest to the result. Between two distortions there is always one affine map.
    private readonly List<Affine> _maps = [new(1, 0, 0, 0, 1, 0)];
    private readonly List<Distortion> _distortions = [];

    public int Height { get; private set; } = height;

    public int Width { get; private set; } = width;

    public bool IsAffine => _distortions.Count == 0;

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
        _maps.Add(new(1, 0, 0, 0, 1, 0));
    }

    public (double X, double Y) Source(double x, double y)
    {
        for (var i = _distortions.Count; i > 0; i--)
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
    public (double X, double Y) Apply(double x, double y) => ((Xx * x) + (Xy * y) + X0, (Yx * x) + (Yy * y) + Y0);

    /// <summary>First this map, then <paramref name="next"/>.</summary>
    public Affine Then(Affine next) => new(
        (next.Xx * Xx) + (next.Xy * Yx), (next.Xx * Xy) + (next.Xy * Yy), (next.Xx * X0) + (next.Xy * Y0) + next.X0,
        (next.Yx * Xx) + (next.Yy * Yx), (next.Yx * Xy) + (next.Yy * Yy), (next.Yx * X0) + (next.Yy * Y0) + next.Y0);
}

/// <summary>Moves columns and rows, each on their own: grid lines at even distances come from the given places, the first of them 0.</summary>
internal sealed record Distortion(double[] Columns, double[] Rows, double CellWidth, double CellHeight)
{
    public (double X, double Y) Apply(double x, double y) => (At(Columns, x / CellWidth), At(Rows, y / CellHeight));

    private static double At(double[] lines, double position)
    {
        var cell = Math.Clamp((int)Math.Floor(position), 0, lines.Length - 2);
        return lines[cell] + ((position - cell) * (lines[cell + 1] - lines[cell]));
    }
}
