using System.Numerics;

namespace SegBook.Metrics;

/// <summary>Class indices of a batch in memory, read a stretch at a time. Holds a bare pointer: whoever makes one keeps the memory alive and in place.</summary>
internal abstract unsafe class PixelSource
{
    /// <summary>Pixels that are read at once: long enough for the memory to run ahead on every class's plane, short enough to stay in the second-level cache.</summary>
    public const int Stretch = 8192;

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
        var from = labels + (image * pixels) + start;
        if (sizeof(T) < sizeof(int))
        {
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = int.CreateTruncating(from[i]);
            }

            return;
        }

        for (var i = 0; i < into.Length; i++)
        {
            // A label beyond 32 bits must stay wrong, not wrap round to a class.
            var label = int.CreateTruncating(from[i]);
            into[i] = T.CreateTruncating(label) == from[i] ? label : int.MaxValue;
        }
    }
}
