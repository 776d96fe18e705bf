using SegBook.Display;

namespace SegBook.Charts;

/// <summary>Charts of a sequence's labels: the classes' shares, and how alike its frames are. Lists that do not match are an <see cref="ArgumentException"/>.</summary>
public static class DatasetCharts
{
    private const int MostLines = 7;

    /// <summary>Each class's share of the pixels, as dots because a logarithmic scale has no start for bars, and of the frames that it is in, as bars.</summary>
    public static Figure ClassShares(string title, IReadOnlyList<string> classes, IReadOnlyList<double> pixels, IReadOnlyList<double> presence, int frames)
    {
        ChartStyle.Check(classes, pixels.Count, "shares");
        ChartStyle.Check(classes, presence.Count, "presences");
        int[] order = [.. Enumerable.Range(0, classes.Count).OrderByDescending(i => pixels[i])];
        string[] names = [.. order.Select(i => classes[i])];
        var data = new TextTable(title, "class", "share of pixels", "share of frames").AddAll(order, i => [classes[i], pixels[i], presence[i]]);
        return new Figure(data, () => Panel.Grid(
        [
            new Panel(
                [Series.Dots("", order.Select(i => pixels[i] > 0 ? pixels[i] : double.NaN).ToArray(), names, 0, 8)],
                Axis.Numbers($"share of pixels (log scale), n = {frames} frames", ("type", "log"), ("dtick", 1), ("tickformat", "~%")),
                Axis.Names(names, vertical: true).With(("showgrid", true))),
            new Panel(
                [Series.Bars("", names, order.Select(i => presence[i]), 0)],
                Axis.Numbers("share of frames with the class", ("range", new[] { 0, 1.02 }), ("tickformat", ".0%")),
                Axis.Names(names, vertical: true).With(("showticklabels", false))),
        ], columns: 2, xgap: 0.1), height: 28 + (names.Length * 4.6));
    }

    /// <summary>How the classes' shares of the pixels change from frame to frame: a line for each of the seven largest, the rest together as one.</summary>
    public static Figure Drift(string title, IReadOnlyList<string> classes, IReadOnlyList<IReadOnlyList<double>> shares)
    {
        foreach (var frame in shares)
        {
            ChartStyle.Check(classes, frame.Count, "shares in a frame");
        }

        int[] frames = [.. Enumerable.Range(0, shares.Count)];
        int[] order = [.. Enumerable.Range(0, classes.Count).OrderByDescending(i => shares.Sum(frame => frame[i]))];
        var lines = order.Take(MostLines).Select(i => (Name: classes[i], Shares: shares.Select(frame => frame[i])));
        var rest = order.Skip(MostLines).ToArray();
        var others = rest.Length == 0 ? [] : new[] { (Name: $"{rest.Length} others", Shares: shares.Select(frame => rest.Sum(i => frame[i]))) };
        var data = new TextTable(title, ["frame", .. classes]).AddAll(frames, frame => [frame, .. shares[frame].Cast<object?>()]);
        return new Figure(data, () => new Panel(
            [.. lines.Concat(others).Select((line, i) => Series.Line(line.Name, frames, [.. line.Shares], i))],
            Axis.Numbers($"frame of the sequence, n = {frames.Length}", ("showgrid", false)),
            Axis.Up("share of the frame's pixels", ("tickformat", ".0%"), ("rangemode", "tozero"))).ToChart());
    }

    /// <summary>A row a class: in which share of the frames with that class is each other class seen too? NaN for a class that is in no frame.</summary>
    public static Figure CoOccurrence(string title, IReadOnlyList<string> classes, double[,] shares)
    {
        ChartStyle.Check(classes, shares.GetLength(0), "rows");
        ChartStyle.Check(classes, shares.GetLength(1), "columns");
        var data = new TextTable(title, "class", "other class", "share of the class's frames").AddAll(
            from row in Enumerable.Range(0, classes.Count) from column in Enumerable.Range(0, classes.Count) select (row, column),
            cell => [classes[cell.row], classes[cell.column], shares[cell.row, cell.column]]);
        return Panel.Cells(
            data, classes, (row, column) => shares[row, column],
            (row, column) => FormattableString.Invariant($"{classes[column]} is in {100 * shares[row, column]:0} % of the frames with {classes[row]}"),
            "also in the frame", "in the frame", "share of frames");
    }

    /// <summary>What a random split gives away: how alike the labels of two frames are (0 to 1), against their distance in the sequence.</summary>
    public static Figure Leak(string title, IReadOnlyList<(int Distance, double Agreement)> curve)
    {
        const string Measure = "share of pixels with the same label";
        var data = new TextTable(title, "distance in frames", Measure).AddAll(curve, point => [point.Distance, point.Agreement]);
        return new Figure(data, () => new Panel(
            [Series.Line("", curve.Select(point => point.Distance).ToArray(), [.. curve.Select(point => point.Agreement)], 0)],
            Axis.Numbers("distance in frames", ("showgrid", false), ("rangemode", "tozero")), Axis.Up(Measure, ("range", new[] { 0, 1 }))).ToChart(), height: 80);
    }
}
