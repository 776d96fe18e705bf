using System.Numerics;
using System.Runtime.InteropServices;

namespace SegBook.Data;

/// <summary>How alike two label maps are.</summary>
internal static class LabelAgreement
{
    private const int Most = 255;   // a lane of bytes holds that many counts

    /// <summary>The share of pixels with the same label, of those that are not void in <paramref name="truth"/>; 1 when all are void.</summary>
    public static double Of(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> copy)
    {
        var wideTruth = MemoryMarshal.Cast<byte, Vector<byte>>(truth);
        var wideCopy = MemoryMarshal.Cast<byte, Vector<byte>>(copy);
        var ignore = new Vector<byte>(LabelMap.Ignore);
        long counted = 0, same = 0;
        for (var start = 0; start < wideTruth.Length; start += Most)
        {
            var (lanesCounted, lanesSame) = (Vector<byte>.Zero, Vector<byte>.Zero);
            for (var i = start; i < Math.Min(start + Most, wideTruth.Length); i++)
            {
                // A comparison gives 255, which is -1: subtracting counts it.
                var known = Vector.OnesComplement(Vector.Equals(wideTruth[i], ignore));
                lanesCounted -= known;
                lanesSame -= known & Vector.Equals(wideTruth[i], wideCopy[i]);
            }

            counted += Add(lanesCounted);
            same += Add(lanesSame);
        }

        for (var i = wideTruth.Length * Vector<byte>.Count; i < truth.Length; i++)
        {
            counted += truth[i] == LabelMap.Ignore ? 0 : 1;
            same += truth[i] != LabelMap.Ignore && truth[i] == copy[i] ? 1 : 0;
        }

        return counted == 0 ? 1 : same / (double)counted;
    }

    private static long Add(Vector<byte> lanes)
    {
        Vector.Widen(lanes, out var low, out var high);
        return Vector.Sum(low + high);
    }
}
