using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SegBook.Data;

/// <summary>Makes one augmented sample, ready to be fed to a network, on one thread.</summary>
/// <remarks>Plain loops on bytes and floats: a loader in the background must not take libtorch's threads away from the training.</remarks>
internal sealed class Sampler(int height, int width)
{
    /// <param name="draw">What chance decided; its geometry starts from the size of <paramref name="frame"/>.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="images">Gets the normalised picture: planes of red, green, blue, each <paramref name="outHeight"/> x <paramref name="outWidth"/>.</param>
    /// <param name="labels">Gets the labels.</param>
    /// <param name="outHeight">At least the draw's height; what is beyond it is padding.</param>
    /// <param name="outWidth">At least the draw's width.</param>
    public void Fill(Draw draw, FrameCache.Pixels frame, Span<float> images, Span<long> labels, int outHeight, int outWidth)
    {
        var (drawnHeight, drawnWidth) = (draw.Geometry.Height, draw.Geometry.Width);
        var canvas = new Canvas(images, labels, outHeight, outWidth);
        if (outHeight != drawnHeight || outWidth != drawnWidth)
        {
            canvas.Clear();
        }

        if (draw.Geometry.IsAffine && draw.Geometry.Map.KeepsPixels)
        {
            CopyPixels(draw.Geometry.Map, frame, canvas, drawnHeight, drawnWidth);
        }
        else
        {
            Interpolate(draw.Geometry, frame, canvas, drawnHeight, drawnWidth);
        }

        ColourStage.Apply(draw, canvas, drawnHeight, drawnWidth);
    }

    private void CopyPixels(Affine map, FrameCache.Pixels frame, Canvas canvas, int rows, int columns)
    {
        ReadOnlySpan<byte> rgb = frame.Rgb;
        for (var y = 0; y < rows; y++)
        {
            var (startX, startY) = map.Apply(0.5, y + 0.5);
            var (sourceX, sourceY) = ((int)Math.Floor(startX), (int)Math.Floor(startY));
            var (stepX, stepY) = ((int)map.Xx, (int)map.Yx);
            var at = y * canvas.Width;
            for (var x = 0; x < columns; x++, at++, sourceX += stepX, sourceY += stepY)
            {
                if ((uint)sourceX >= (uint)width || (uint)sourceY >= (uint)height)
                {
                    canvas.Void(at);
                    continue;
                }

                var from = (sourceY * width) + sourceX;
                canvas.Set(at, rgb[3 * from], rgb[(3 * from) + 1], rgb[(3 * from) + 2], frame.Labels[from]);
            }
        }
    }

    private void Interpolate(Geometry geometry, FrameCache.Pixels frame, Canvas canvas, int rows, int columns)
    {
        for (var y = 0; y < rows; y++)
        {
            if (geometry.IsAffine)
            {
                InterpolateRow(geometry.Map, frame, canvas, y, columns);
                continue;
            }

            for (var x = 0; x < columns; x++)
            {
                var (sourceX, sourceY) = geometry.Source(x + 0.5, y + 0.5);
                Blend(frame, canvas, (y * canvas.Width) + x, (float)sourceX, (float)sourceY);
            }
        }
    }

    private void InterpolateRow(Affine map, FrameCache.Pixels frame, Canvas canvas, int y, int columns)
    {
        var (startX, startY) = map.Apply(0.5, y + 0.5);
        for (var x = 0; x < columns; x++)
        {
            Blend(frame, canvas, (y * canvas.Width) + x, (float)(startX + (map.Xx * x)), (float)(startY + (map.Yx * x)));
        }
    }

    // Bilinear from the four pixel centres around the point; at the border the outermost centres count on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Blend(FrameCache.Pixels frame, Canvas canvas, int at, float x, float y)
    {
        if (!(x >= 0 && y >= 0 && x < width && y < height))
        {
            canvas.Void(at);
            return;
        }

        var (fromX, fromY) = (Math.Clamp(x - 0.5f, 0, width - 1), Math.Clamp(y - 0.5f, 0, height - 1));
        var (left, top) = ((int)fromX, (int)fromY);
        var (shareX, shareY) = (fromX - left, fromY - top);
        var right = left + 1 < width ? 3 : 0;
        var below = top + 1 < height ? 3 * width : 0;
        ref var corner = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(frame.Rgb), 3 * ((top * width) + left));
        canvas.Set(
            at,
            Mix(ref corner, right, below, shareX, shareY),
            Mix(ref Unsafe.Add(ref corner, 1), right, below, shareX, shareY),
            Mix(ref Unsafe.Add(ref corner, 2), right, below, shareX, shareY),
            frame.Labels[((int)y * width) + (int)x]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Mix(ref byte corner, int right, int below, float shareX, float shareY)
    {
        float first = corner;
        var upper = first + (shareX * (Unsafe.Add(ref corner, right) - first));
        float third = Unsafe.Add(ref corner, below);
        var lower = third + (shareX * (Unsafe.Add(ref corner, below + right) - third));
        return upper + (shareY * (lower - upper));
    }
}

/// <summary>The planes of one sample in a batch.</summary>
internal readonly ref struct Canvas(Span<float> images, Span<long> labels, int height, int width)
{
    /// <summary>Normalises to 0: what is hidden or outside should say nothing.</summary>
    public static ReadOnlySpan<float> Neutral => [0.485f * 255, 0.456f * 255, 0.406f * 255];

    public Span<float> Images { get; } = images;

    public Span<long> Labels { get; } = labels;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public int Plane => Height * Width;

    public void Clear()
    {
        for (var c = 0; c < 3; c++)
        {
            Images.Slice(c * Plane, Plane).Fill(Neutral[c]);
        }

        Labels.Fill(LabelMap.Ignore);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int at, float red, float green, float blue, byte label)
    {
        Images[at] = red;
        Images[Plane + at] = green;
        Images[(2 * Plane) + at] = blue;
        Labels[at] = label;
    }

    public void Void(int at) => Set(at, Neutral[0], Neutral[1], Neutral[2], LabelMap.Ignore);
}
