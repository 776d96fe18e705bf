using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>Which class is taken for which.</summary>
public static class ConfusionHeatMap
{
    private const int RoomForText = 16;

    /// <summary>A row a true class, a column a predicted one, coloured by the share of the row; the counts are in the tooltips.</summary>
    /// <param name="title">What the map shows, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="matrix">The counts of pixels.</param>
    public static Figure Of(string title, IReadOnlyList<string> classes, ConfusionMatrix matrix) => Of(title, classes, matrix.ToArray());

    /// <inheritdoc cref="Of(string, IReadOnlyList{string}, ConfusionMatrix)"/>
    /// <param name="title">What the map shows, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="counts">The counts of pixels, true class first.</param>
    /// <exception cref="ArgumentException">The counts are not as many as the classes, in both directions.</exception>
    public static Figure Of(string title, IReadOnlyList<string> classes, long[,] counts)
    {
        var count = classes.Count;
        if (counts.GetLength(0) != count || counts.GetLength(1) != count)
        {
            throw new ArgumentException($"There are {count} classes and {counts.GetLength(0)} x {counts.GetLength(1)} counts.", nameof(counts));
        }

        var data = new FigureData("true", "predicted", "pixels", "share of the true class");
        var totals = Enumerable.Range(0, count).Select(row => Enumerable.Range(0, count).Sum(column => counts[row, column])).ToArray();
        double Share(int row, int column) => totals[row] == 0 ? double.NaN : (double)counts[row, column] / totals[row];
        foreach (var (row, column) in Enumerable.Range(0, count).SelectMany(row => Enumerable.Range(0, count).Select(column => (row, column))))
        {
            data.Add(classes[row], classes[column], counts[row, column], Share(row, column));
        }

        var shares = CellGrid.Of(count, Share);
        var texts = count <= RoomForText ? CellGrid.Of(count, (row, column) => Percent(Share(row, column))) : null;
        var tips = CellGrid.Of(count, (row, column) => FormattableString.Invariant(
            $"{ChartStyle.Text(classes[row])} taken for {ChartStyle.Text(classes[column])}: {100 * Share(row, column):0.0} %, {counts[row, column]:N0} of {totals[row]:N0} pixels"));
        return new Figure(title, data, () => CellGrid.Draw(classes, shares, texts, tips, "predicted class", "true class", "share of the true class's pixels"),
            width: count <= RoomForText ? 135 : ChartStyle.FullWidth, height: count <= RoomForText ? 120 : 165);
    }

    // A cell has room for two digits; what is below half a per cent would only be noise.
    private static string Percent(double share) => double.IsNaN(share) || share < 0.005 ? "" : FormattableString.Invariant($"{100 * share:0}");
}
