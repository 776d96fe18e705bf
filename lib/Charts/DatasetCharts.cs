using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>Charts of a sequence's labels: how much there is of each class, when, with what, and how alike its frames are.</summary>
public static class DatasetCharts
{
    /// <summary>The share of pixels as dots on a logarithmic scale (bars have no start there), the share of frames as bars; the largest class at the top.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="pixels">Each class's share of the pixels, 0 to 1.</param>
    /// <param name="presence">The share of frames in which each class is seen, 0 to 1.</param>
    /// <param name="frames">How many frames there are.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static Figure ClassShares(string title, IReadOnlyList<string> classes, IReadOnlyList<double> pixels, IReadOnlyList<double> presence, int frames)
    {
        if (pixels.Count != classes.Count || presence.Count != classes.Count)
        {
            throw new ArgumentException($"There are {classes.Count} classes, {pixels.Count} shares and {presence.Count} presences.", nameof(pixels));
        }

        int[] order = [.. Enumerable.Range(0, classes.Count).OrderByDescending(i => pixels[i])];
        string[] names = [.. order.Select(i => classes[i])];
        var data = new FigureData("class", "share of pixels", "share of frames").AddAll(order, i => [classes[i], pixels[i], presence[i]]);
        return new Figure(title, data, () => Panel.Grid(
        [
            new Panel(
                [Series.Dots("", order.Select(i => pixels[i] > 0 ? pixels[i] : double.NaN).ToArray(), names.Select(ChartStyle.Text).ToArray(), 0, 8)],
                Axis.Numbers($"share of pixels (log scale), n = {frames} frames", ("type", "log"), ("dtick", 1), ("tickformat", "~%")),
                Axis.Names(names, vertical: true).With(("showgrid", true))),
            new Panel(
                [Series.Bars("", names, order.Select(i => presence[i]), 0)],
                Axis.Numbers("share of frames with the class", ("range", new[] { 0, 1.02 }), ("tickformat", ".0%")),
                Axis.Names(names, vertical: true).With(("showticklabels", false))),
        ], columns: 2, xgap: 0.1), height: 28 + (names.Length * 4.6));
    }

    /// <summary>How the classes' shares change along the sequence: a line for each of the seven largest classes, the rest together as one.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="shares">For each frame, in order, the classes' shares of its pixels, 0 to 1.</param>
    /// <exception cref="ArgumentException">A frame has another number of shares than there are classes.</exception>
    public static Figure Drift(string title, IReadOnlyList<string> classes, IReadOnlyList<IReadOnlyList<double>> shares)
    {
        const int Lines = 7;
        if (shares.FirstOrDefault(row => row.Count != classes.Count) is { } odd)
        {
            throw new ArgumentException($"There are {classes.Count} classes; a frame has {odd.Count} shares.", nameof(shares));
        }

        int[] frames = [.. Enumerable.Range(0, shares.Count)];
        int[] order = [.. Enumerable.Range(0, classes.Count).OrderByDescending(i => shares.Sum(row => row[i]))];
        var data = new FigureData(["frame", .. classes]).AddAll(frames, frame => [frame, .. shares[frame].Cast<object?>()]);
        return new Figure(title, data, () => new Panel(
            [
                .. order.Take(Lines).Select((chosen, i) => Series.Line(classes[chosen], frames, [.. shares.Select(row => row[chosen])], i)),
                .. order.Length > Lines ? [Series.Line($"{order.Length - Lines} others", frames, [.. shares.Select(row => order.Skip(Lines).Sum(i => row[i]))], Lines)] : (Plotly.NET.Trace[])[],
            ],
            Axis.Numbers($"frame of the sequence, n = {frames.Length}", ("showgrid", false)),
            Axis.Up("share of the frame's pixels", ("tickformat", ".0%"), ("rangemode", "tozero"))).ToChart());
    }

    /// <summary>A row a class: in which share of the frames with that class is each other class seen too?</summary>
    /// <param name="title">What the map shows, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="shares">The share, 0 to 1, of the frames with class i that class j is in; NaN for a class that is in no frame.</param>
    /// <exception cref="ArgumentException">The shares are not as many as the classes, in both directions.</exception>
    public static Figure CoOccurrence(string title, IReadOnlyList<string> classes, double[,] shares)
    {
        if (shares.GetLength(0) != classes.Count || shares.GetLength(1) != classes.Count)
        {
            throw new ArgumentException($"There are {classes.Count} classes and {shares.GetLength(0)} x {shares.GetLength(1)} shares.", nameof(shares));
        }

        var data = new FigureData("class", "other class", "share of the class's frames").AddAll(
            from row in Enumerable.Range(0, classes.Count) from column in Enumerable.Range(0, classes.Count) select (row, column),
            cell => [classes[cell.row], classes[cell.column], shares[cell.row, cell.column]]);
        return Panel.Cells(title, data, classes, (row, column) => shares[row, column], (row, column) => FormattableString.Invariant(
            $"{ChartStyle.Text(classes[column])} is in {100 * shares[row, column]:0} % of the frames with {ChartStyle.Text(classes[row])}"), "also in the frame", "in the frame", "share of frames");
    }

    /// <summary>What a random split gives away: how alike the labels of two frames are (0 to 1), against their distance in the sequence.</summary>
    public static Figure Leak(string title, IReadOnlyList<(int Distance, double Agreement)> curve)
    {
        const string Measure = "share of pixels with the same label";
        var data = new FigureData("distance in frames", Measure).AddAll(curve, point => [point.Distance, point.Agreement]);
        return new Figure(title, data, () => new Panel(
            [Series.Line("", curve.Select(point => point.Distance).ToArray(), [.. curve.Select(point => point.Agreement)], 0)],
            Axis.Numbers("distance in frames", ("showgrid", false), ("rangemode", "tozero")), Axis.Up(Measure, ("range", new[] { 0, 1 }))).ToChart(), height: 80);
    }
}
