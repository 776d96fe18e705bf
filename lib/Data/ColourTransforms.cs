namespace SegBook.Data;

/// <summary>Other light and colours: factors of 1 - x to 1 + x, the hue turned by degrees to either side; by default eight of ten samples.</summary>
public sealed record ColorJitter(double Brightness = 0.25, double Contrast = 0.25, double Saturation = 0.25, double Hue = 7) : Transform(0.8)
{
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

/// <summary>Out of focus by up to so many pixels' deviation; by default a fifth of the samples.</summary>
public sealed record GaussianBlur(double MaxSigma = 1.5) : Transform(0.2)
{
    private protected override void Apply(Draw draw)
    {
        Require(MaxSigma is > 0 and <= 20, $"A blur of {MaxSigma} pixels: use more than 0, at most 20.");
        draw.Blur = draw.Random.Between(0.1, Math.Max(0.1, MaxSigma));
    }
}

/// <summary>A grainy sensor: noise of up to so many grey levels of 255; by default for a fifth of the samples.</summary>
public sealed record GaussianNoise(double MaxSigma = 10) : Transform(0.2)
{
    private protected override void Apply(Draw draw)
    {
        Require(MaxSigma is > 0 and <= 128, $"Noise of {MaxSigma} grey levels: use more than 0, at most 128.");
        draw.Noise = draw.Random.Between(0, MaxSigma);
    }
}

/// <summary>Rectangles with sides up to a share of the picture's are hidden, and ignored (DeVries and Taylor 2017); by default in a third.</summary>
public sealed record Cutout(int MaxHoles = 3, double MaxSize = 0.2) : Transform(1 / 3.0)
{
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

/// <summary>Colours, blur, noise, holes and normalisation of one sample, in place: from grey levels of 255 to what a network is fed.</summary>
internal static class ColourStage
{
    public static void Apply(Draw draw, Sample sample)
    {
        if (draw.Colour != ColourChange.None)
        {
            ChangeColours(draw.Colour, sample);
        }

        if (draw.Blur > 0)
        {
            Blur(draw.Blur, sample);
        }

        if (draw.Noise > 0)
        {
            foreach (ref var value in sample.Image)
            {
                value = Math.Clamp(value + (float)(draw.Noise * draw.Random.Bell()), 0, 255);
            }
        }

        foreach (var (left, top, right, bottom) in draw.Holes)
        {
            for (var y = Edge(top, sample.Height); y < Edge(bottom, sample.Height); y++)
            {
                for (var x = Edge(left, sample.Width); x < Edge(right, sample.Width); x++)
                {
                    sample.Hide((y * sample.Width) + x);
                }
            }
        }

        for (var c = 0; c < 3; c++)
        {
            var (scale, shift) = (1 / (255 * Normalization.Deviation[c]), -Normalization.Mean[c] / Normalization.Deviation[c]);
            foreach (ref var value in sample.Image.Slice(c * sample.Plane, sample.Plane))
            {
                value = (value * scale) + shift;
            }
        }
    }

    /// <summary>Brightness, contrast, saturation and hue are all affine in red, green, blue, so one 3 x 4 matrix does them together.</summary>
    /// <remarks>Contrast is about the mean grey of the brightened picture; hue turns about the grey axis (YIQ), which is close to HSV for small angles and linear.</remarks>
    internal static float[] Matrix(ColourChange change, double meanGrey)
    {
        var (sin, cos) = Math.SinCos(change.Hue * Math.PI / 180);
        double[] grey = [0.299, 0.587, 0.114];

        // Rows of the rotation about the grey axis, in YIQ written out for red, green, blue.
        double[,] turn =
        {
            { 0.299 + (0.701 * cos) + (0.168 * sin), 0.587 - (0.587 * cos) + (0.330 * sin), 0.114 - (0.114 * cos) - (0.497 * sin) },
            { 0.299 - (0.299 * cos) - (0.328 * sin), 0.587 + (0.413 * cos) + (0.035 * sin), 0.114 - (0.114 * cos) + (0.292 * sin) },
            { 0.299 - (0.300 * cos) + (1.250 * sin), 0.587 - (0.588 * cos) - (1.050 * sin), 0.114 + (0.886 * cos) - (0.203 * sin) },
        };
        var matrix = new float[12];
        var gain = change.Brightness * change.Contrast;
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                matrix[(4 * i) + j] = (float)(gain * ((change.Saturation * turn[i, j]) + ((1 - change.Saturation) * grey[j])));
            }

            matrix[(4 * i) + 3] = (float)((1 - change.Contrast) * change.Brightness * meanGrey);
        }

        return matrix;
    }

    private static void ChangeColours(ColourChange change, Sample sample)
    {
        var reds = sample.Image[..sample.Plane];
        var greens = sample.Image.Slice(sample.Plane, sample.Plane);
        var blues = sample.Image[(2 * sample.Plane)..];
        var sum = 0.0;
        for (var i = 0; i < reds.Length; i++)
        {
            sum += (reds[i] * 0.299f) + (greens[i] * 0.587f) + (blues[i] * 0.114f);
        }

        var m = Matrix(change, sum / sample.Plane);
        for (var i = 0; i < reds.Length; i++)
        {
            var (r, g, b) = (reds[i], greens[i], blues[i]);
            reds[i] = Math.Clamp((r * m[0]) + (g * m[1]) + (b * m[2]) + m[3], 0, 255);
            greens[i] = Math.Clamp((r * m[4]) + (g * m[5]) + (b * m[6]) + m[7], 0, 255);
            blues[i] = Math.Clamp((r * m[8]) + (g * m[9]) + (b * m[10]) + m[11], 0, 255);
        }
    }

    // Along the rows, then along the columns; beyond the border the outermost pixels are repeated.
    private static void Blur(double sigma, Sample sample)
    {
        var radius = (int)Math.Ceiling(3 * sigma);
        var weights = Enumerable.Range(-radius, (2 * radius) + 1).Select(k => Math.Exp(-k * k / (2 * sigma * sigma))).ToArray();
        float[] kernel = [.. weights.Select(weight => (float)(weight / weights.Sum()))];
        for (var c = 0; c < 3; c++)
        {
            var plane = sample.Image.Slice(c * sample.Plane, sample.Plane);
            Convolve(kernel, plane, sample.Height, sample.Width, stride: sample.Width, step: 1);
            Convolve(kernel, plane, sample.Width, sample.Height, stride: 1, step: sample.Width);
        }
    }

    private static void Convolve(float[] kernel, Span<float> plane, int lines, int length, int stride, int step)
    {
        var radius = kernel.Length / 2;
        Span<float> padded = new float[length + (2 * radius)];
        for (var line = 0; line < lines; line++)
        {
            var start = line * stride;
            for (var i = 0; i < padded.Length; i++)
            {
                padded[i] = plane[start + (Math.Clamp(i - radius, 0, length - 1) * step)];
            }

            for (var i = 0; i < length; i++)
            {
                var sum = 0f;
                for (var k = 0; k < kernel.Length; k++)
                {
                    sum += kernel[k] * padded[i + k];
                }

                plane[start + (i * step)] = sum;
            }
        }
    }

    private static int Edge(double share, int size) => Math.Clamp((int)(share * size), 0, size);
}
