using Plotly.NET;

namespace SegBook.Charts;

/// <summary>How the classes' shares change along the sequence.</summary>
public static class ShareDrift
{
    private const int Lines = 7;

    /// <summary>A line for each of the seven largest classes, the rest together as one.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="frames">The frames' numbers, in order.</param>
    /// <param name="shares">For each frame the classes' shares of its pixels, 0 to 1.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static Figure Of(string title, IReadOnlyList<string> classes, IReadOnlyList<int> frames, IReadOnlyList<IReadOnlyList<double>> shares)
    {
        if (shares.Count != frames.Count || shares.Any(row => row.Count != classes.Count))
        {
            throw new ArgumentException($"There are {frames.Count} frames and {shares.Count} rows of shares; each row needs {classes.Count} of them.", nameof(shares));
        }

        var data = new FigureData(["frame", .. classes]);
        for (var i = 0; i < frames.Count; i++)
        {
            data.Add([frames[i], .. shares[i].Cast<object?>()]);
        }

        return new Figure(title, data, () => Draw(classes, frames, shares), height: 85);
    }

    private static GenericChart Draw(IReadOnlyList<string> classes, IReadOnlyList<int> frames, IReadOnlyList<IReadOnlyList<double>> shares)
    {
        int[] order = [.. Enumerable.Range(0, classes.Count).OrderByDescending(i => shares.Sum(row => row[i]))];
        var lines = order.Take(Lines).Select((chosen, i) => Series.Line(classes[chosen], frames.ToArray(), shares.Select(row => row[chosen]).ToArray(), i)).ToList();
        if (order.Length > Lines)
        {
            lines.Add(Series.Line($"{order.Length - Lines} others", frames.ToArray(), shares.Select(row => order.Skip(Lines).Sum(i => row[i])).ToArray(), Lines));
        }

        return new Panel(
            lines,
            Axis.Numbers(FormattableString.Invariant($"frame of the sequence, n = {frames.Count}"), ("showgrid", false)),
            Axis.Up("share of the frame's pixels", ("tickformat", ".0%"), ("rangemode", "tozero"))).ToChart();
    }
}
