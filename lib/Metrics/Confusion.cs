namespace SegBook.Metrics;

/// <summary>A way of being wrong: pixels of one class that were called another.</summary>
/// <param name="Truth">The class they are.</param>
/// <param name="Predicted">The class they were called.</param>
/// <param name="Pixels">How many.</param>
/// <param name="Share">Their share of the pixels of <paramref name="Truth"/>, 0 to 1.</param>
public sealed record Confusion(int Truth, int Predicted, long Pixels, double Share)
{
    /// <summary>The mistakes that take the largest share of a class, those first.</summary>
    /// <param name="matrix">The counts.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<Confusion> Largest(ConfusionMatrix matrix, int count)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var support = matrix.Support();
        var mistakes =
            from truth in Enumerable.Range(0, matrix.ClassCount)
            from predicted in Enumerable.Range(0, matrix.ClassCount)
            where truth != predicted && matrix[truth, predicted] > 0
            let share = matrix[truth, predicted] / (double)support[truth]
            orderby share descending
            select new Confusion(truth, predicted, matrix[truth, predicted], share);
        return [.. mistakes.Take(count)];
    }
}
