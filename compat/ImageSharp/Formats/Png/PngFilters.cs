using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Undoes the filters of PNG rows, in place.</summary>
internal static class PngFilters
{
    /// <param name="filter">The filter byte in front of the row.</param>
    /// <param name="row">The row as it was stored; becomes what it was before.</param>
    /// <param name="above">The row above, undone; zeros for the first.</param>
    /// <param name="step">Bytes of a pixel, at least 1.</param>
    public static void Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        switch ((PngFilterMethod)filter)
        {
            case PngFilterMethod.None:
                break;
            case PngFilterMethod.Sub:
                Sub(row, step);
                break;
            case PngFilterMethod.Up:
                Up(row, above);
                break;
            case PngFilterMethod.Average:
                Average(row, above, step);
                break;
            case PngFilterMethod.Paeth when step is 3 or 4:
                PaethPixels(row, above, step);
                break;
            case PngFilterMethod.Paeth:
                Paeth(row, above, step, 0);
                break;
            default:
                throw new InvalidImageContentException($"A PNG row has the filter {filter}; there are 0 to 4.");
        }
    }

    /// <summary>The one of left, above and above left that is nearest to left + above - above left.</summary>
    public static byte Predict(byte left, byte above, byte corner)
    {
        var toLeft = Math.Abs(above - corner);
        var toAbove = Math.Abs(left - corner);
        var toCorner = Math.Abs(left + above - (2 * corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static void Sub(Span<byte> row, int step)
    {
        if (step == 3)
        {
            byte r = 0, g = 0, b = 0;
            for (var i = 0; i + 2 < row.Length; i += 3)
            {
                row[i] = r += row[i];
                row[i + 1] = g += row[i + 1];
                row[i + 2] = b += row[i + 2];
            }

            return;
        }

        for (var i = step; i < row.Length; i++)
        {
            row[i] += row[i - step];
        }
    }

    private static void Up(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var wide = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        var wideAbove = MemoryMarshal.Cast<byte, Vector<byte>>(above);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] += wideAbove[i];
        }

        for (var i = wide.Length * Vector<byte>.Count; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    private static void Average(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (var i = 0; i < Math.Min(step, row.Length); i++)
        {
            row[i] += (byte)(above[i] >> 1);
        }

        for (var i = step; i < row.Length; i++)
        {
            row[i] += (byte)((row[i - step] + above[i]) >> 1);
        }
    }

    private static void Paeth(Span<byte> row, ReadOnlySpan<byte> above, int step, int from)
    {
        for (var i = from; i < row.Length; i++)
        {
            row[i] += i < step ? above[i] : Predict(row[i - step], above[i], above[i - step]);
        }
    }

    // Each pixel needs the one before it, so the channels of one pixel are all that can be done at once.
    private static void PaethPixels(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        var left = Vector128<short>.Zero;
        var corner = Vector128<short>.Zero;
        var low = Vector128.Create((short)0xFF);
        ref var first = ref MemoryMarshal.GetReference(row);
        ref var firstAbove = ref MemoryMarshal.GetReference(above);
        var i = 0;
        for (; i + 4 <= row.Length; i += step)
        {
            var up = Load(ref firstAbove, i);
            var toLeft = up - corner;
            var toAbove = left - corner;
            var toCorner = Vector128.Abs(toLeft + toAbove);
            toLeft = Vector128.Abs(toLeft);
            toAbove = Vector128.Abs(toAbove);
            var nearest = Vector128.Min(toCorner, Vector128.Min(toLeft, toAbove));
            var predicted = Vector128.ConditionalSelect(
                Vector128.Equals(nearest, toLeft), left, Vector128.ConditionalSelect(Vector128.Equals(nearest, toAbove), up, corner));
            left = (Load(ref first, i) + predicted) & low;
            corner = up;
            Store(ref first, i, Vector128.Narrow(left.AsUInt16(), Vector128<ushort>.Zero).AsUInt32().ToScalar(), step);
        }

        Paeth(row, above, step, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Load(ref byte start, int at) =>
        Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at))).AsByte()).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref byte start, int at, uint pixel, int step)
    {
        if (step == 4)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at), pixel);
            return;
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at), (ushort)pixel);
        Unsafe.Add(ref start, at + 2) = (byte)(pixel >> 16);
    }
}
