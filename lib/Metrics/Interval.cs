using System.Globalization;

namespace SegBook.Metrics;

/// <summary>An estimate and the range that holds the true value with the confidence <paramref name="Level"/>.</summary>
/// <param name="Estimate">What was measured; NaN where nothing could be.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">Confidence, above 0 and below 1.</param>
public sealed record Interval(double Estimate, double Low, double High, double Level = 0.95)
{
    /// <summary>An estimate about which nothing is known beyond itself.</summary>
    public static Interval None(double estimate) => new(estimate, double.NaN, double.NaN);

    /// <summary>Half the width, for error bars that are drawn symmetric.</summary>
    public double HalfWidth => (High - Low) / 2;

    /// <summary>Whether the range holds a value.</summary>
    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>In percent: <c>41.2 (35.0 to 46.9)</c>.</summary>
    public string ToPercent() => Text(CultureInfo.InvariantCulture, 100, "0.0");

    /// <summary>As plain numbers: <c>0.412 (0.350 to 0.469)</c>.</summary>
    public override string ToString() => Text(CultureInfo.InvariantCulture, 1, "0.000");

    private string Text(CultureInfo culture, double scale, string format)
    {
        var estimate = double.IsNaN(Estimate) ? "-" : (Estimate * scale).ToString(format, culture);
        return double.IsNaN(Low) ? estimate : $"{estimate} ({(Low * scale).ToString(format, culture)} to {(High * scale).ToString(format, culture)})";
    }
}
