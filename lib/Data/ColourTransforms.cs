namespace SegBook.Data;

/// <summary>Other light and colours.</summary>
public sealed record ColorJitter : Transform
{
    /// <summary>Eight of ten samples.</summary>
    public ColorJitter() => Probability = 0.8;

    /// <summary>Factor 1 - this to 1 + this. Default 0.25.</summary>
    public double Brightness { get; init; } = 0.25;

    /// <summary>Factor 1 - this to 1 + this, about the picture's mean grey. Default 0.25.</summary>
    public double Contrast { get; init; } = 0.25;

    /// <summary>Factor 1 - this to 1 + this. Default 0.25.</summary>
    public double Saturation { get; init; } = 0.25;

    /// <summary>Degrees to either side on the colour circle. Default 7.</summary>
    public double Hue { get; init; } = 7;

    private protected override void Apply(Draw draw)
    {
        Require(Brightness is >= 0 and <= 1 && Contrast is >= 0 and <= 1 && Saturation is >= 0 and <= 1 && Hue is >= 0 and <= 180,
            $"Brightness {Brightness}, contrast {Contrast}, saturation {Saturation}, hue {Hue}: the first three from 0 to 1, the hue from 0 to 180.");
        draw.Colour = new ColourChange(
            draw.Colour.Brightness * draw.Random.Between(1 - Brightness, 1 + Brightness),
            draw.Colour.Contrast * draw.Random.Between(1 - Contrast, 1 + Contrast),
            draw.Colour.Saturation * draw.Random.Between(1 - Saturation, 1 + Saturation),
            draw.Colour.Hue + draw.Random.Between(-Hue, Hue));
    }
}

/// <summary>Out of focus.</summary>
public sealed record GaussianBlur : Transform
{
    /// <summary>A fifth of the samples.</summary>
    public GaussianBlur() => Probability = 0.2;

    /// <summary>The largest deviation, in pixels. Default 1.5.</summary>
    public double MaxSigma { get; init; } = 1.5;

    private protected override void Apply(Draw draw)
    {
        Require(MaxSigma is > 0 and <= 20, $"A blur of {MaxSigma} pixels: use more than 0, at most 20.");
        draw.Blur = draw.Random.Between(0.1, Math.Max(0.1, MaxSigma));
    }
}

/// <summary>A grainy sensor.</summary>
public sealed record GaussianNoise : Transform
{
    /// <summary>A fifth of the samples.</summary>
    public GaussianNoise() => Probability = 0.2;

    /// <summary>The largest deviation, in grey levels of 255. Default 10.</summary>
    public double MaxSigma { get; init; } = 10;

    private protected override void Apply(Draw draw)
    {
        Require(MaxSigma is > 0 and <= 128, $"Noise of {MaxSigma} grey levels: use more than 0, at most 128.");
        draw.Noise = draw.Random.Between(0, MaxSigma);
    }
}

/// <summary>Rectangles are hidden (DeVries and Taylor 2017); what is under them is void.</summary>
public sealed record Cutout : Transform
{
    /// <summary>A third of the samples.</summary>
    public Cutout() => Probability = 1 / 3.0;

    /// <summary>How many at most. Default 3.</summary>
    public int MaxHoles { get; init; } = 3;

    /// <summary>The longest side, as a share of the picture's. Default 0.2.</summary>
    public double MaxSize { get; init; } = 0.2;

    private protected override void Apply(Draw draw)
    {
        Require(MaxHoles is > 0 and <= 100 && MaxSize is > 0 and <= 1, $"{MaxHoles} holes of up to {MaxSize} of the picture: use 1 to 100, and more than 0, at most 1.");
        for (var holes = 1 + draw.Random.Below(MaxHoles); holes > 0; holes--)
        {
            var (width, height) = (draw.Random.Between(0.2, 1) * MaxSize, draw.Random.Between(0.2, 1) * MaxSize);
            var (left, top) = (draw.Random.Between(-width / 2, 1 - (width / 2)), draw.Random.Between(-height / 2, 1 - (height / 2)));
            draw.Holes.Add((left, top, left + width, top + height));
        }
    }
}
