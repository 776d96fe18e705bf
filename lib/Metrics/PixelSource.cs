using System.Numerics;
using System.Runtime.CompilerServices;

namespace SegBook.Metrics;

/// <summary>Class indices of a batch in memory, read a stretch at a time. Holds a bare pointer: whoever makes one keeps the memory alive and in place.</summary>
internal abstract unsafe class PixelSource
{
    /// <summary>Pixels that are read at once: what a stretch needs stays in the first-level cache.</summary>
    public const int Stretch = 2048;

    /// <summary>Writes the class indices of <paramref name="into"/>.Length pixels of an image from <paramref name="start"/> on.</summary>
    /// <param name="image">Index in the batch.</param>
    /// <param name="start">First pixel, row by row.</param>
    /// <param name="into">At most <see cref="Stretch"/> indices.</param>
    public abstract void Read(int image, int start, Span<int> into);
}

/// <summary>Label maps [N, P] of bytes or of 4- or 8-byte integers.</summary>
internal sealed unsafe class LabelPixels<T>(T* labels, long pixels) : PixelSource
    where T : unmanaged, IBinaryInteger<T>
{
    public override void Read(int image, int start, Span<int> into)
    {
        var from = labels + image * pixels + start;
        for (var i = 0; i < into.Length; i++)
        {
            // A label beyond int.MaxValue must stay wrong, not wrap round to a class.
            into[i] = int.CreateSaturating(from[i]);
        }
    }
}

/// <summary>The best class of logits [N, C, P], one plane per class.</summary>
internal sealed unsafe class PlanarLogits(float* logits, int classes, long pixels) : PixelSource
{
    public override void Read(int image, int start, Span<int> into)
    {
        var plane = logits + image * classes * pixels + start;
        fixed (int* index = into)
        {
            var best = stackalloc float[Stretch];
            new ReadOnlySpan<float>(plane, into.Length).CopyTo(new Span<float>(best, into.Length));
            into.Clear();
            for (var c = 1; c < classes; c++)
            {
                plane += pixels;
                Challenge(plane, c, best, index, into.Length);
            }
        }
    }

    /// <summary>Puts class <paramref name="c"/> where its logit is greater than the best so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Challenge(float* plane, int c, float* best, int* index, int count)
    {
        var challenger = new Vector<int>(c);
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var value = Vector.Load(plane + i);
            var champion = Vector.Load(best + i);
            var wins = Vector.GreaterThan(value, champion);
            Vector.Store(Vector.ConditionalSelect(wins, value, champion), best + i);
            Vector.Store(Vector.ConditionalSelect(wins, challenger, Vector.Load(index + i)), index + i);
        }

        for (; i < count; i++)
        {
            if (plane[i] > best[i])
            {
                best[i] = plane[i];
                index[i] = c;
            }
        }
    }
}

/// <summary>The best class of logits [N, P, C]: the classes of a pixel side by side, as channels-last convolutions leave them.</summary>
internal sealed unsafe class InterleavedLogits(float* logits, int classes, long pixels) : PixelSource
{
    public override void Read(int image, int start, Span<int> into)
    {
        var pixel = logits + (image * pixels + start) * classes;
        for (var i = 0; i < into.Length; i++, pixel += classes)
        {
            var best = pixel[0];
            var index = 0;
            for (var c = 1; c < classes; c++)
            {
                if (pixel[c] > best)
                {
                    best = pixel[c];
                    index = c;
                }
            }

            into[i] = index;
        }
    }
}
