namespace SegBook.Metrics;

/// <summary>Permutation test of paired differences: if two models were alike, each difference could as well have had the other sign.</summary>
/// <remarks>
/// Fisher 1935, "The Design of Experiments", section 21. Two-sided, on the absolute sum. Exact up to 20 pairs; beyond, random signs with the
/// observed ones counted in (Phipson and Smyth 2010), so that p is never 0. With n pairs p cannot be below 2 / 2^n: five pairs cannot show p &lt; 0.05.
/// </remarks>
public static class SignFlipTest
{
    private const int ExactUpTo = 20;

    /// <summary>The p value of the differences' sum being 0 but for chance.</summary>
    /// <param name="differences">One difference per pair, at least one.</param>
    /// <param name="draws">Random sign patterns where there are too many for all of them. Default 100 000.</param>
    /// <param name="seed">Seed of those.</param>
    /// <exception cref="SegBookException">There is no difference, or one is not a number.</exception>
    public static double P(IReadOnlyList<double> differences, int draws = 100_000, int seed = 1)
    {
        if (differences.Count == 0 || differences.Any(d => !double.IsFinite(d)))
        {
            throw new SegBookException($"{differences.Count} differences for a sign-flip test: at least one is needed, and all must be numbers.");
        }

        // A flipped sum that equals the observed one but for rounding is as extreme.
        var size = differences.Sum(Math.Abs);
        var limit = Math.Abs(differences.Sum()) - 1e-12 * size;
        return differences.Count <= ExactUpTo ? Exact(differences, limit) : Sampled(differences, limit, draws, seed);
    }

    private static double Exact(IReadOnlyList<double> differences, double limit)
    {
        var patterns = 1 << differences.Count;
        var extreme = 0;
        for (var pattern = 0; pattern < patterns; pattern++)
        {
            var sum = 0.0;
            for (var i = 0; i < differences.Count; i++)
            {
                sum += (pattern >> i & 1) == 0 ? differences[i] : -differences[i];
            }

            extreme += Math.Abs(sum) >= limit ? 1 : 0;
        }

        return (double)extreme / patterns;
    }

    private static double Sampled(IReadOnlyList<double> differences, double limit, int draws, int seed)
    {
        var random = new Random(seed);
        var extreme = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            var sum = 0.0;
            foreach (var difference in differences)
            {
                sum += random.Next(2) == 0 ? difference : -difference;
            }

            extreme += Math.Abs(sum) >= limit ? 1 : 0;
        }

        return (extreme + 1.0) / (draws + 1.0);
    }
}
