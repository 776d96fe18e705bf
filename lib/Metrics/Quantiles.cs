namespace SegBook.Metrics;

/// <summary>Quantiles of draws and of the normal and t distributions.</summary>
internal static class Quantiles
{
    /// <summary>The percentile interval of bootstrap draws, widened for having only <paramref name="units"/> independent units to draw from.</summary>
    /// <param name="estimate">The score itself.</param>
    /// <param name="draws">Its bootstrap draws; NaN ones are left out.</param>
    /// <param name="units">Independent units, such as blocks or pairs.</param>
    /// <param name="level">Confidence.</param>
    /// <param name="lowest">What the interval is cut to below.</param>
    /// <param name="highest">What it is cut to above.</param>
    public static Interval Widened(double estimate, double[] draws, double units, double level, double lowest, double highest)
    {
        double[] sorted = [.. draws.Where(draw => !double.IsNaN(draw)).Order()];
        if (double.IsNaN(estimate) || sorted.Length == 0 || units <= 1)
        {
            return new Interval(estimate, double.NaN, double.NaN, level);
        }

        var tail = (1 - level) / 2;
        var middle = Of(sorted, 0.5);
        var widening = StudentT(1 - tail, units - 1) * Math.Sqrt(units / (units - 1)) / Normal(1 - tail);
        var low = middle - (middle - Of(sorted, tail)) * widening;
        var high = middle + (Of(sorted, 1 - tail) - middle) * widening;
        return new Interval(estimate, Math.Clamp(low, lowest, highest), Math.Clamp(high, lowest, highest), level);
    }

    /// <summary>The quantile of sorted numbers, linear in between.</summary>
    public static double Of(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    /// <summary>Quantile of the standard normal distribution.</summary>
    public static double Normal(double share) => StudentT(share, 1e7);

    /// <summary>Quantile of Student's t distribution, by halving the range; degrees of freedom above 0, whole or not.</summary>
    public static double StudentT(double share, double freedom)
    {
        double low = 0, high = 1;
        var upper = Math.Max(share, 1 - share);
        while (StudentTCumulative(high, freedom) < upper && high < 1e12)
        {
            high *= 2;
        }

        for (var i = 0; i < 200 && high - low > 1e-13 * high; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = StudentTCumulative(middle, freedom) < upper ? (middle, high) : (low, middle);
        }

        return share < 0.5 ? -high : high;
    }

    /// <summary>P(T &lt;= t) for t of at least 0, from the regularised incomplete beta function.</summary>
    private static double StudentTCumulative(double t, double freedom) => 1 - 0.5 * IncompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);

    /// <summary>I_x(a, b), by its continued fraction evaluated from the far end (Abramowitz and Stegun 26.5.8).</summary>
    private static double IncompleteBeta(double x, double a, double b)
    {
        if (x is <= 0 or >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        if (x > (a + 1) / (a + b + 2))
        {
            return 1 - IncompleteBeta(1 - x, b, a);
        }

        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        var fraction = 1.0;
        for (var n = 400; n >= 1; n--)
        {
            var m = n / 2;
            var term = n % 2 == 0
                ? m * (b - m) * x / ((a + n - 1) * (a + n))
                : -(a + m) * (a + b + m) * x / ((a + n - 1) * (a + n));
            fraction = 1 + term / fraction;
        }

        return front / fraction;
    }

    /// <summary>ln of the gamma function for x above 0, by Stirling's series after moving x up to where that converges.</summary>
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 12; x++)
        {
            shift -= Math.Log(x);
        }

        var inverse = 1 / (x * x);
        var series = (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680.0))) / x;
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series;
    }
}
