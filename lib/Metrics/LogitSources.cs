using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SegBook.Metrics;

/// <summary>The best class of logits [N, C, P], one plane per class. Of equal logits the first class wins.</summary>
internal sealed unsafe class PlanarLogits(float* logits, int classes, long pixels) : PixelSource
{
    [SkipLocalsInit]
    public override void Read(int image, int start, Span<int> into)
    {
        var planes = logits + (image * classes * pixels) + start;
        var best = stackalloc float[Stretch];
        fixed (int* index = into)
        {
            new Span<float>(best, into.Length).Fill(float.NegativeInfinity);
            into.Clear();
            var first = 0;
            for (; first + 4 <= classes; first += 4)
            {
                Four(planes + (first * pixels), first, best, index, into.Length);
            }

            for (; first < classes; first++)
            {
                One(planes + (first * pixels), first, 0, best, index, into.Length);
            }
        }
    }

    /// <summary>Puts the best of four classes where it beats the best so far. Four planes at once: the memory reads ahead on each, and the best so far is loaded a quarter as often.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Four(float* plane, int c, float* best, int* index, int count)
    {
        float* second = plane + pixels, third = second + pixels, fourth = third + pixels;
        Vector<int> c0 = new(c), c1 = new(c + 1), c2 = new(c + 2), c3 = new(c + 3);
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var (left, leftClass) = Better(Vector.Load(plane + i), c0, Vector.Load(second + i), c1);
            var (right, rightClass) = Better(Vector.Load(third + i), c2, Vector.Load(fourth + i), c3);
            (left, leftClass) = Better(left, leftClass, right, rightClass);
            (left, leftClass) = Better(Vector.Load(best + i), Vector.Load(index + i), left, leftClass);
            Vector.Store(left, best + i);
            Vector.Store(leftClass, index + i);
        }

        for (var k = 0; k < 4; k++)
        {
            One(plane + (k * pixels), c + k, i, best, index, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<float> Value, Vector<int> Class) Better(Vector<float> champion, Vector<int> its, Vector<float> challenger, Vector<int> other)
    {
        var wins = Vector.GreaterThan(challenger, champion);
        return (Vector.ConditionalSelect(wins, challenger, champion), Vector.ConditionalSelect(wins, other, its));
    }

    /// <summary>The same for one class, from pixel <paramref name="i"/> on.</summary>
    private static void One(float* plane, int c, int i, float* best, int* index, int count)
    {
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
        var pixel = logits + (((image * pixels) + start) * classes);
        for (var i = 0; i < into.Length; i++, pixel += classes)
        {
            into[i] = classes >= Vector256<float>.Count ? Wide(pixel) : Narrow(pixel);
        }
    }

    /// <summary>The greatest of all, eight at a time, then where it stands first. The last eight may overlap those before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Wide(float* pixel)
    {
        var last = classes - Vector256<float>.Count;
        var greatest = Vector256.Load(pixel + last);
        for (var c = 0; c < last; c += Vector256<float>.Count)
        {
            greatest = Vector256.Max(greatest, Vector256.Load(pixel + c));
        }

        var half = Vector128.Max(greatest.GetLower(), greatest.GetUpper());
        half = Vector128.Max(half, Vector128.Shuffle(half, Vector128.Create(2, 3, 0, 1)));
        half = Vector128.Max(half, Vector128.Shuffle(half, Vector128.Create(1, 0, 3, 2)));
        var wanted = Vector256.Create(half.ToScalar());
        for (var c = 0; c < last; c += Vector256<float>.Count)
        {
            if (Vector256.Equals(Vector256.Load(pixel + c), wanted).ExtractMostSignificantBits() is not 0 and var hits)
            {
                return c + BitOperations.TrailingZeroCount(hits);
            }
        }

        // No hit at all means that a logit is not a number; then any class is as good, as long as it is one.
        var bits = Vector256.Equals(Vector256.Load(pixel + last), wanted).ExtractMostSignificantBits();
        return bits == 0 ? 0 : last + BitOperations.TrailingZeroCount(bits);
    }

    private int Narrow(float* pixel)
    {
        var index = 0;
        for (var c = 1; c < classes; c++)
        {
            index = pixel[c] > pixel[index] ? c : index;
        }

        return index;
    }
}
