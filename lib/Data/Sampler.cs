using System.Runtime.CompilerServices;

namespace SegBook.Data;

/// <summary>Makes one augmented sample, ready to be fed to a network, on one thread.</summary>
/// <remarks>Plain loops on bytes and floats: a loader in the background must not take libtorch's threads away from the training.</remarks>
internal static class Sampler
{
    /// <summary>Fills a normalised picture, planes of red, green, blue in the height x width of the draw, which began with those of the frame, and its labels.</summary>
    public static void Fill(Draw draw, Frame frame, Span<float> image, Span<long> labels)
    {
        var (geometry, height, width, rgb) = (draw.Geometry, frame.Height, frame.Width, frame.Rgb);
        var sample = new Sample(image, labels, geometry.Height, geometry.Width);
        for (var (row, at) = (0, 0); row < sample.Height; row++)
        {
            // Along a row, an affine map goes on in even steps.
            var (startX, startY) = geometry.Source(0.5, row + 0.5);
            var (nextX, nextY) = geometry.Source(1.5, row + 0.5);
            for (var column = 0; column < sample.Width; column++, at++)
            {
                var (sourceX, sourceY) = geometry.IsAffine
                    ? (startX + (column * (nextX - startX)), startY + (column * (nextY - startY)))
                    : geometry.Source(column + 0.5, row + 0.5);
                var (x, y) = ((float)sourceX, (float)sourceY);
                if (!(x >= 0 && y >= 0 && x < width && y < height))
                {
                    sample.Hide(at);
                    continue;
                }

                // Bilinear from the four pixel centres around the point; at the border the outermost centres count on.
                var (fromX, fromY) = (Math.Clamp(x - 0.5f, 0, width - 1), Math.Clamp(y - 0.5f, 0, height - 1));
                var (left, top) = ((int)fromX, (int)fromY);
                var upper = 3 * ((top * width) + left);
                var lower = top + 1 < height ? upper + (3 * width) : upper;
                var right = left + 1 < width ? 3 : 0;
                image[at] = Blend(rgb, upper, lower, right, fromX - left, fromY - top);
                image[sample.Plane + at] = Blend(rgb, upper + 1, lower + 1, right, fromX - left, fromY - top);
                image[(2 * sample.Plane) + at] = Blend(rgb, upper + 2, lower + 2, right, fromX - left, fromY - top);
                labels[at] = frame.Labels[((int)y * width) + (int)x];
            }
        }

        ColourStage.Apply(draw, sample);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Blend(byte[] rgb, int upper, int lower, int right, float shareX, float shareY)
    {
        var above = rgb[upper] + (shareX * (rgb[upper + right] - rgb[upper]));
        var below = rgb[lower] + (shareX * (rgb[lower + right] - rgb[lower]));
        return above + (shareY * (below - above));
    }
}

/// <summary>One sample in a batch: planes of red, green, blue, and labels.</summary>
internal readonly ref struct Sample(Span<float> image, Span<long> labels, int height, int width)
{
    public readonly Span<float> Image = image;
    public readonly int Height = height, Width = width, Plane = height * width;
    private readonly Span<long> _labels = labels;

    /// <summary>Makes a pixel say nothing: its colours normalise to 0, its label is ignored.</summary>
    public void Hide(int at)
    {
        for (var c = 0; c < 3; c++)
        {
            Image[(c * Plane) + at] = 255 * Normalization.Mean[c];
        }

        _labels[at] = LabelMap.Ignore;
    }
}

/// <summary>ImageNet's mean and deviation, which encoders pretrained there expect.</summary>
public static class Normalization
{
    /// <summary>Mean of red, green, blue, of values from 0 to 1.</summary>
    public static IReadOnlyList<float> Mean { get; } = [0.485f, 0.456f, 0.406f];

    /// <summary>Standard deviation of red, green, blue.</summary>
    public static IReadOnlyList<float> Deviation { get; } = [0.229f, 0.224f, 0.225f];

    /// <summary>From bytes, [3, H, W] or [N, 3, H, W], to what a network is fed, float32 of the same shape and device: (value / 255 - mean) / deviation.</summary>
    public static Tensor Apply(Tensor images)
    {
        using var scope = NewDisposeScope();
        return images.to(ScalarType.Float32).div_(255f).sub_(Constant(Mean, images)).div_(Constant(Deviation, images)).MoveToOuterDisposeScope();
    }

    /// <summary>Back from what a network is fed to bytes of the same shape and device, to be shown.</summary>
    public static Tensor Undo(Tensor images)
    {
        using var scope = NewDisposeScope();
        var values = images.mul(Constant(Deviation, images)).add_(Constant(Mean, images)).mul_(255f);
        return values.add_(0.5f).clamp_(0, 255).to(ScalarType.Byte).MoveToOuterDisposeScope();
    }

    private static Tensor Constant(IReadOnlyList<float> values, Tensor like) => tensor([.. values], device: like.device).view(3, 1, 1);
}
