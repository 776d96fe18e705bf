using System.Numerics;
using System.Runtime.InteropServices;

namespace SegBook.Data;

/// <summary>Colours, blur, noise, holes and normalisation of one sample, in place.</summary>
internal static class ColourStage
{
    private const int NoiseTable = 1 << 14;
    private static readonly float[] Normals = MakeNormals();

    /// <summary>From grey levels of 255 to what a network is fed.</summary>
    public static void Apply(Draw draw, Canvas canvas, int height, int width)
    {
        if (draw.Colour != ColourChange.None)
        {
            ChangeColours(draw.Colour, canvas);
        }

        if (draw.Blur > 0)
        {
            Blur(draw.Blur, canvas, height, width);
        }

        if (draw.Noise > 0)
        {
            AddNoise(draw, canvas);
        }

        foreach (var hole in draw.Holes)
        {
            Hide(hole, canvas, height, width);
        }

        Normalise(canvas);
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

    private static void ChangeColours(ColourChange change, Canvas canvas)
    {
        Planes(canvas, out var reds, out var greens, out var blues);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < reds.Length; i++)
        {
            sum += (reds[i] * 0.299f) + (greens[i] * 0.587f) + (blues[i] * 0.114f);
        }

        var counted = Math.Max(1, reds.Length * Vector<float>.Count);
        var m = Matrix(change, Vector.Sum(sum) / counted);
        var (zero, full) = (Vector<float>.Zero, new Vector<float>(255));
        for (var i = 0; i < reds.Length; i++)
        {
            var (r, g, b) = (reds[i], greens[i], blues[i]);
            reds[i] = Vector.Min(full, Vector.Max(zero, (r * m[0]) + (g * m[1]) + (b * m[2]) + new Vector<float>(m[3])));
            greens[i] = Vector.Min(full, Vector.Max(zero, (r * m[4]) + (g * m[5]) + (b * m[6]) + new Vector<float>(m[7])));
            blues[i] = Vector.Min(full, Vector.Max(zero, (r * m[8]) + (g * m[9]) + (b * m[10]) + new Vector<float>(m[11])));
        }

        for (var i = counted; i < canvas.Plane; i++)
        {
            var (r, g, b) = (canvas.Images[i], canvas.Images[canvas.Plane + i], canvas.Images[(2 * canvas.Plane) + i]);
            for (var c = 0; c < 3; c++)
            {
                canvas.Images[(c * canvas.Plane) + i] = Math.Clamp((r * m[4 * c]) + (g * m[(4 * c) + 1]) + (b * m[(4 * c) + 2]) + m[(4 * c) + 3], 0, 255);
            }
        }
    }

    private static void Blur(double sigma, Canvas canvas, int height, int width)
    {
        var kernel = Kernel(sigma);
        var buffer = new float[Math.Max(height, width)];
        for (var c = 0; c < 3; c++)
        {
            var plane = canvas.Images.Slice(c * canvas.Plane, canvas.Plane);
            for (var y = 0; y < height; y++)
            {
                var row = plane.Slice(y * canvas.Width, width);
                row.CopyTo(buffer);
                for (var x = 0; x < width; x++)
                {
                    row[x] = Weighted(kernel, buffer, x, width);
                }
            }

            BlurColumns(kernel, plane, height, width, canvas.Width);
        }
    }

    // Whole rows at a time, so that memory is read in its order.
    private static void BlurColumns(float[] kernel, Span<float> plane, int height, int width, int stride)
    {
        var source = plane.ToArray();
        var radius = kernel.Length / 2;
        for (var y = 0; y < height; y++)
        {
            var row = plane.Slice(y * stride, width);
            row.Clear();
            for (var k = -radius; k <= radius; k++)
            {
                var from = source.AsSpan(Math.Clamp(y + k, 0, height - 1) * stride, width);
                var weight = kernel[k + radius];
                for (var x = 0; x < width; x++)
                {
                    row[x] += weight * from[x];
                }
            }
        }
    }

    private static float Weighted(float[] kernel, float[] values, int at, int count)
    {
        var radius = kernel.Length / 2;
        var sum = 0f;
        for (var k = -radius; k <= radius; k++)
        {
            sum += kernel[k + radius] * values[Math.Clamp(at + k, 0, count - 1)];
        }

        return sum;
    }

    internal static float[] Kernel(double sigma)
    {
        var radius = Math.Max(1, (int)Math.Ceiling(3 * sigma));
        var kernel = Enumerable.Range(-radius, (2 * radius) + 1).Select(k => Math.Exp(-k * k / (2 * sigma * sigma))).ToArray();
        var sum = kernel.Sum();
        return [.. kernel.Select(weight => (float)(weight / sum))];
    }

    // A table of normal numbers, entered at a random place for each stretch, is as good to the eye as fresh ones and much cheaper.
    private static void AddNoise(Draw draw, Canvas canvas)
    {
        const int stretch = 256;
        var sigma = (float)draw.Noise;
        var images = canvas.Images;
        for (var at = 0; at < images.Length; at += stretch)
        {
            var part = images.Slice(at, Math.Min(stretch, images.Length - at));
            var normals = Normals.AsSpan(draw.Random.Below(NoiseTable - stretch));
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = Math.Clamp(part[i] + (sigma * normals[i]), 0, 255);
            }
        }
    }

    private static void Hide((double Left, double Top, double Right, double Bottom) hole, Canvas canvas, int height, int width)
    {
        var (left, right) = (Math.Clamp((int)(hole.Left * width), 0, width), Math.Clamp((int)(hole.Right * width), 0, width));
        var (top, bottom) = (Math.Clamp((int)(hole.Top * height), 0, height), Math.Clamp((int)(hole.Bottom * height), 0, height));
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                canvas.Void((y * canvas.Width) + x);
            }
        }
    }

    private static void Normalise(Canvas canvas)
    {
        for (var c = 0; c < 3; c++)
        {
            var plane = canvas.Images.Slice(c * canvas.Plane, canvas.Plane);
            var scale = 1 / (255 * Normalization.Deviation[c]);
            var shift = -Normalization.Mean[c] / Normalization.Deviation[c];
            var wide = MemoryMarshal.Cast<float, Vector<float>>(plane);
            for (var i = 0; i < wide.Length; i++)
            {
                wide[i] = (wide[i] * scale) + new Vector<float>(shift);
            }

            for (var i = wide.Length * Vector<float>.Count; i < plane.Length; i++)
            {
                plane[i] = (plane[i] * scale) + shift;
            }
        }
    }

    private static void Planes(Canvas canvas, out Span<Vector<float>> reds, out Span<Vector<float>> greens, out Span<Vector<float>> blues)
    {
        reds = MemoryMarshal.Cast<float, Vector<float>>(canvas.Images[..canvas.Plane]);
        greens = MemoryMarshal.Cast<float, Vector<float>>(canvas.Images.Slice(canvas.Plane, canvas.Plane));
        blues = MemoryMarshal.Cast<float, Vector<float>>(canvas.Images.Slice(2 * canvas.Plane, canvas.Plane));
    }

    private static float[] MakeNormals()
    {
        var random = new RandomStream(0x4015E);
        return [.. Enumerable.Range(0, NoiseTable).Select(_ => (float)random.Normal())];
    }
}
