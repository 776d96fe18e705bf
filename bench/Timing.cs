using System.Diagnostics;

namespace SegBook.Bench;

/// <summary>What the timings have in common. Programs here are built with the invariant culture, so numbers are written with a point.</summary>
internal static class Timing
{
    public static double Milliseconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The middle one; of an even number the upper.</summary>
    public static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
