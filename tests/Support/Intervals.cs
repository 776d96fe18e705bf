using SegBook.Metrics;

namespace SegBook.Tests;

internal static class Intervals
{
    /// <summary>Whether the range holds a value.</summary>
    public static bool Contains(this Interval interval, double value) => interval.Low <= value && value <= interval.High;
}
