namespace SegBook.Data;

/// <summary>Left becomes right.</summary>
public sealed record HorizontalFlip : Transform
{
    /// <summary>Half of the samples.</summary>
    public HorizontalFlip() => Probability = 0.5;

    private protected override void Apply(Draw draw) => draw.Geometry.Append(new Affine(-1, 0, draw.Geometry.Width, 0, 1, 0));
}

/// <summary>Upside down.</summary>
public sealed record VerticalFlip : Transform
{
    /// <summary>Half of the samples.</summary>
    public VerticalFlip() => Probability = 0.5;

    private protected override void Apply(Draw draw) => draw.Geometry.Append(new Affine(1, 0, 0, 0, -1, draw.Geometry.Height));
}

/// <summary>Rows become columns.</summary>
public sealed record Transpose : Transform
{
    /// <summary>Half of the samples.</summary>
    public Transpose() => Probability = 0.5;

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

/// <summary>The middle of the picture. Where the picture is smaller than that, the rest is void.</summary>
public sealed record CenterCrop : Transform
{
    /// <summary>Of the crop, in pixels. Default 256.</summary>
    public int Height { get; init; } = 256;

    /// <summary>Of the crop, in pixels. Default 256.</summary>
    public int Width { get; init; } = 256;

    private protected override void Apply(Draw draw)
    {
        Require(Height > 0 && Width > 0, $"A crop of {Height} x {Width} pixels: both must be above 0.");
        var (left, top) = (Math.Floor((draw.Geometry.Width - Width) / 2.0), Math.Floor((draw.Geometry.Height - Height) / 2.0));
        draw.Geometry.Append(new Affine(1, 0, left, 0, 1, top), Height, Width);
    }
}

/// <summary>A small piece of the picture, enlarged (albumentations' RandomSizedCrop): its height is random, its shape that of the result.</summary>
public sealed record RandomSizedCrop : Transform
{
    /// <summary>The lowest piece, in pixels of the frame. Default 50.</summary>
    public int MinHeight { get; init; } = 50;

    /// <summary>The highest piece, in pixels of the frame. Default 101.</summary>
    public int MaxHeight { get; init; } = 101;

    /// <summary>Of the result, in pixels. Default 256.</summary>
    public int Height { get; init; } = 256;

    /// <summary>Of the result, in pixels. Default 256.</summary>
    public int Width { get; init; } = 256;

    private protected override void Apply(Draw draw)
    {
        Require(MinHeight > 0 && MinHeight <= MaxHeight && Height > 0 && Width > 0, $"A piece of {MinHeight} to {MaxHeight} rows, enlarged to {Height} x {Width}: all must be above 0, and the first not above the second.");
        var height = Math.Min(MinHeight + draw.Random.Below(MaxHeight - MinHeight + 1), draw.Geometry.Height);
        var width = Math.Min((double)height * Width / Height, draw.Geometry.Width);
        var (left, top) = (Math.Floor(draw.Random.Between(0, draw.Geometry.Width - width)), Math.Floor(draw.Random.Between(0, draw.Geometry.Height - height)));
        draw.Geometry.Append(new Affine(width / Width, 0, left, 0, (double)height / Height, top), Height, Width);
    }
}

/// <summary>Enlarged or shrunk, then a piece of the wanted size from a random place. Shrunk below that size, the rest is void.</summary>
public sealed record RandomScaleCrop : Transform
{
    /// <summary>The smallest scale. Default 0.75.</summary>
    public double MinScale { get; init; } = 0.75;

    /// <summary>The largest scale. Default 1.5.</summary>
    public double MaxScale { get; init; } = 1.5;

    /// <summary>Of the result, in pixels. Default 0: as high as the frame.</summary>
    public int Height { get; init; }

    /// <summary>Of the result, in pixels. Default 0: as wide as the frame.</summary>
    public int Width { get; init; }

    private protected override void Apply(Draw draw)
    {
        Require(MinScale > 0 && MinScale <= MaxScale && Height >= 0 && Width >= 0, $"Scales of {MinScale} to {MaxScale} and a crop of {Height} x {Width}: scales are above 0, the first not above the second, sizes not negative.");
        var (height, width) = (Height == 0 ? draw.Geometry.Height : Height, Width == 0 ? draw.Geometry.Width : Width);

        // As likely half as twice: even on the logarithm.
        var scale = Math.Exp(draw.Random.Between(Math.Log(MinScale), Math.Log(MaxScale)));
        var left = draw.Random.Next() * ((draw.Geometry.Width * scale) - width);
        var top = draw.Random.Next() * ((draw.Geometry.Height * scale) - height);
        draw.Geometry.Append(new Affine(1 / scale, 0, left / scale, 0, 1 / scale, top / scale), height, width);
    }
}

/// <summary>Turned a little about the middle; the corners become void.</summary>
public sealed record Rotate : Transform
{
    /// <summary>Half of the samples.</summary>
    public Rotate() => Probability = 0.5;

    /// <summary>The largest angle to either side. Default 5.</summary>
    public double Degrees { get; init; } = 5;

    private protected override void Apply(Draw draw)
    {
        Require(Degrees is >= 0 and <= 180, $"A turn of {Degrees} degrees: use 0 to 180.");
        var (sin, cos) = Math.SinCos(draw.Random.Between(-Degrees, Degrees) * Math.PI / 180);
        var (x, y) = (draw.Geometry.Width / 2.0, draw.Geometry.Height / 2.0);
        draw.Geometry.Append(new Affine(cos, -sin, x - (cos * x) + (sin * y), sin, cos, y - (sin * x) - (cos * y)));
    }
}

/// <summary>Columns and rows of a grid are stretched and squeezed, each on their own (albumentations' GridDistortion).</summary>
public sealed record GridDistortion : Transform
{
    /// <summary>Cells along each side. Default 5.</summary>
    public int Steps { get; init; } = 5;

    /// <summary>The largest change of a cell's size, as a share of it. Default 0.3.</summary>
    public double Limit { get; init; } = 0.3;

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
