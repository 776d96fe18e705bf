namespace SegBook.Metrics;

/// <summary>Correction of p values for having asked several questions at once.</summary>
public static class Holm
{
    /// <summary>
    /// Holm's step-down method (Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure"): the smallest of m values is multiplied by m, the next by m - 1, and so on;
    /// none becomes smaller than the one before it, none exceeds 1. Needs no assumption on how the questions hang together.
    /// </summary>
    /// <param name="p">P values, 0 to 1.</param>
    /// <returns>The adjusted values, in the order given.</returns>
    /// <exception cref="SegBookException">A value is not between 0 and 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        if (p.Any(value => value is not (>= 0 and <= 1)))
        {
            throw new SegBookException("A p value is not between 0 and 1.");
        }

        var adjusted = new double[p.Count];
        var largest = 0.0;
        foreach (var (rank, index) in Enumerable.Range(0, p.Count).OrderBy(i => p[i]).Index())
        {
            largest = Math.Max(largest, Math.Min(1, p[index] * (p.Count - rank)));
            adjusted[index] = largest;
        }

        return adjusted;
    }
}
