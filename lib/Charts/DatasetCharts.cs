namespace SegBook.Charts;

/// <summary>Charts of a sequence's labels: the classes' shares, and how alike its frames are. Lists that do not match are an <see cref="ArgumentException"/>.</summary>
public static class DatasetCharts
{
    private const int MostLines = 7;

    /// <summary>Each class's share of the pixels, as dots because a logarithmic scale has no start for bars, and of the frames that it is in, as bars.</summary>
    public static Figure ClassShares(
        IReadOnlyList<string> classes, IReadOnlyList<double> pixels, IReadOnlyList<double> presence, int frames, string? title = null)
    {
        ChartStyle.Check(classes, pixels.Count, "shares");
        ChartStyle.Check(classes, presence.Count, "presences");
        int[] order = [.. Enumerable.Range(0, classes.Count).OrderByDescending(i => pixels[i])];
        string[] names = [.. order.Select(i => classes[i])];
        var always = presence.Count(share => share >= 1);
        var last = order.LastOrDefault(i => pixels[i] > 0, order[0]);
        title ??= last == order[0] ? $"{names[0]} is the only class"
            : $"{names[0]} has {(pixels[order[0]] / pixels[last]).Fixed(0)} times the pixels of {classes[last]}; " +
                $"{always} of {names.Length} classes are in every frame";
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
    public static Figure Drift(IReadOnlyList<string> classes, IReadOnlyList<IReadOnlyList<double>> shares, string? title = null)
    {
        foreach (var frame in shares)
        {
            ChartStyle.Check(classes, frame.Count, "shares in a frame");
        }

        int[] frames = [.. Enumerable.Range(0, shares.Count)];
        int[] order = [.. Enumerable.Range(0, classes.Count).OrderByDescending(i => shares.Sum(frame => frame[i]))];
        var ranges = order.Select(i => (i, Low: shares.Min(frame => frame[i]), High: shares.Max(frame => frame[i])));
        var (most, low, high) = ranges.MaxBy(range => range.High - range.Low);
        title ??= $"{classes[most]}'s share of the pixels moves between {Percent(low)} and {Percent(high)} over {frames.Length} frames";
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
    public static Figure CoOccurrence(IReadOnlyList<string> classes, double[,] shares, string? title = null)
    {
        ChartStyle.Check(classes, shares.GetLength(0), "rows");
        ChartStyle.Check(classes, shares.GetLength(1), "columns");
        var cells = (from i in Enumerable.Range(0, classes.Count) from j in Enumerable.Range(0, classes.Count) select (row: i, column: j)).ToList();
        var sometimes = cells.Where(cell => shares[cell.row, cell.column] < 1).Select(cell => cell.column).ToHashSet();
        var known = cells.Where(cell => sometimes.Contains(cell.row) && shares[cell.row, cell.column] >= 0);
        var (row, column) = known.OrderBy(cell => shares[cell.row, cell.column]).FirstOrDefault((-1, -1));
        title ??= row < 0 ? "Every class is in every frame" : $"{Percent(shares[row, column])} of the frames with {classes[row]} also show {classes[column]}";
        var data = new TextTable(title, "class", "other class", "share of the class's frames").AddAll(
            cells, cell => [classes[cell.row], classes[cell.column], shares[cell.row, cell.column]]);
        return Panel.Cells(
            data, classes, (i, j) => shares[i, j],
            (i, j) => $"{classes[j]} is in {Percent(shares[i, j])} of the frames with {classes[i]}",
            "also in the frame", "in the frame", "share of frames");
    }

    /// <summary>What a random split gives away: how alike the labels of two frames are (0 to 1), against their distance in the sequence.</summary>
    public static Figure Leak(IReadOnlyList<(int Distance, double Agreement)> curve, string? title = null)
    {
        const string Measure = "share of pixels with the same label";
        title ??= $"Same label on {Percent(curve[0].Agreement)} of the pixels at a distance of {curve[0].Distance}, " +
            $"on {Percent(curve[^1].Agreement)} at {curve[^1].Distance} frames";
        var data = new TextTable(title, "distance in frames", Measure).AddAll(curve, point => [point.Distance, point.Agreement]);
        return new Figure(data, () => new Panel(
            [Series.Line("", curve.Select(point => point.Distance).ToArray(), [.. curve.Select(point => point.Agreement)], 0)],
            Axis.Numbers("distance in frames", ("showgrid", false), ("rangemode", "tozero")), Axis.Up(Measure, ("range", new[] { 0, 1 }))).ToChart(), height: 80);
    }

    private static string Percent(double share) => $"{(100 * share).Fixed(0)} %";
}
