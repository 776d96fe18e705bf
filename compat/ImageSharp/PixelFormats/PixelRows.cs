using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Whole rows from one kind of pixel to another.</summary>
internal static class PixelRows
{
    public static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> target)
        where TFrom : unmanaged, IPixel<TFrom>
        where TTo : unmanaged, IPixel<TTo>
    {
        if (typeof(TFrom) == typeof(TTo))
        {
            MemoryMarshal.Cast<TFrom, TTo>(source).CopyTo(target);
        }
        else if (typeof(TFrom) == typeof(L16))
        {
            // Not by way of 8 bits, which would lose half of them.
            var grey = MemoryMarshal.Cast<TFrom, L16>(source);
            for (var i = 0; i < grey.Length; i++)
            {
                target[i].FromL16(grey[i]);
            }
        }
        else
        {
            var colour = default(Rgba32);
            for (var i = 0; i < source.Length; i++)
            {
                source[i].ToRgba32(ref colour);
                target[i].FromRgba32(colour);
            }
        }
    }

    /// <summary>Grey stays what it is; going through colour and back would, too, but slower.</summary>
    public static void FromGrey<TTo>(ReadOnlySpan<byte> source, Span<TTo> target)
        where TTo : unmanaged, IPixel<TTo>
    {
        if (typeof(TTo) == typeof(L8))
        {
            source.CopyTo(MemoryMarshal.AsBytes(target));
            return;
        }

        for (var i = 0; i < source.Length; i++)
        {
            target[i].FromL8(new L8(source[i]));
        }
    }

    public static void FromRgb<TTo>(ReadOnlySpan<byte> source, Span<TTo> target)
        where TTo : unmanaged, IPixel<TTo>
    {
        var colours = MemoryMarshal.Cast<byte, Rgb24>(source);
        if (typeof(TTo) == typeof(Rgb24))
        {
            source.CopyTo(MemoryMarshal.AsBytes(target));
            return;
        }

        for (var i = 0; i < colours.Length; i++)
        {
            target[i].FromRgb24(colours[i]);
        }
    }
}
