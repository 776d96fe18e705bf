namespace SegBook.Charts;

/// <summary>Which classes are seen together.</summary>
public static class CoOccurrence
{
    /// <summary>A row a class: in which share of the frames with that class is each other class seen too?</summary>
    /// <param name="title">What the map shows, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="frames">In how many frames both classes are seen; on the diagonal, in how many the class is.</param>
    /// <exception cref="ArgumentException">The counts are not as many as the classes, in both directions.</exception>
    public static Figure Of(string title, IReadOnlyList<string> classes, int[,] frames)
    {
        var count = classes.Count;
        if (frames.GetLength(0) != count || frames.GetLength(1) != count)
        {
            throw new ArgumentException($"There are {count} classes and {frames.GetLength(0)} x {frames.GetLength(1)} counts.", nameof(frames));
        }

        double Share(int row, int column) => frames[row, row] == 0 ? double.NaN : (double)frames[row, column] / frames[row, row];
        var data = new FigureData("class", "other class", "frames with both", "share of the class's frames");
        foreach (var (row, column) in Enumerable.Range(0, count).SelectMany(row => Enumerable.Range(0, count).Select(column => (row, column))))
        {
            data.Add(classes[row], classes[column], frames[row, column], Share(row, column));
        }

        var texts = count <= 16 ? CellGrid.Of(count, (row, column) => double.IsNaN(Share(row, column)) ? "" : FormattableString.Invariant($"{100 * Share(row, column):0}")) : null;
        var tips = CellGrid.Of(count, (row, column) => FormattableString.Invariant(
            $"{ChartStyle.Text(classes[column])} is in {frames[row, column]} of the {frames[row, row]} frames with {ChartStyle.Text(classes[row])}"));
        return new Figure(title, data, () => CellGrid.Draw(classes, CellGrid.Of(count, Share), texts, tips, "also in the frame", "in the frame", "share of frames"),
            width: count <= 16 ? 135 : ChartStyle.FullWidth, height: count <= 16 ? 120 : 165);
    }
}
