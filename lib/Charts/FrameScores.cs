using Plotly.NET;

namespace SegBook.Charts;

/// <summary>Scores frame by frame: where a model is good, and where it is not.</summary>
public static class FrameScores
{
    /// <summary>A line a model, broken where frames do not follow each other, with the lowest and the highest frame named where there is one model only.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="score">What is measured, such as "mIoU of the frame".</param>
    /// <param name="frames">The frames' numbers, in order.</param>
    /// <param name="models">The models with a score a frame; NaN where there is none.</param>
    /// <exception cref="ArgumentException">A model has another number of scores, or there is none.</exception>
    public static Figure Of(string title, string score, IReadOnlyList<int> frames, params (string Name, IReadOnlyList<double> Scores)[] models)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Length, nameof(models));
        var data = new FigureData("model", "frame", score);
        foreach (var (name, scores) in models)
        {
            if (scores.Count != frames.Count)
            {
                throw new ArgumentException($"'{name}' has {scores.Count} scores for {frames.Count} frames.", nameof(models));
            }

            for (var i = 0; i < frames.Count; i++)
            {
                data.Add(name, frames[i], scores[i]);
            }
        }

        return new Figure(title, data, () => Draw(score, frames, models), height: 72);
    }

    private static GenericChart Draw(string score, IReadOnlyList<int> frames, (string Name, IReadOnlyList<double> Scores)[] models)
    {
        var lines = models.Select((model, i) =>
        {
            var (x, y) = WithGaps(frames, model.Scores);
            return Series.Line(models.Length > 1 ? model.Name : "", x, y, i);
        });
        var scores = models[0].Scores;
        var known = Enumerable.Range(0, frames.Count).Where(i => !double.IsNaN(scores[i])).ToArray();
        var ends = known.Length < 2 || models.Length > 1 ? [] : new[] { known.MinBy(i => scores[i]), known.MaxBy(i => scores[i]) };
        var notes = ends.Select((i, end) => Axis.Note($"frame {frames[i]}", frames[i], scores[i], ("yanchor", end == 0 ? "top" : "bottom"), ("yshift", end == 0 ? -5 : 5)));
        var across = Axis.Numbers(FormattableString.Invariant($"frame of the sequence, n = {frames.Count}"), ("showgrid", false));
        return new Panel([.. lines], across, Axis.Up(score, ("rangemode", "tozero"))).ToChart().WithLayout(("annotations", notes.ToArray()));
    }

    // A line between frames that do not follow each other would show scores that nobody measured.
    private static (double[] X, double[] Y) WithGaps(IReadOnlyList<int> frames, IReadOnlyList<double> scores)
    {
        var (x, y) = (new List<double>(), new List<double>());
        for (var i = 0; i < frames.Count; i++)
        {
            if (i > 0 && frames[i] > frames[i - 1] + 1)
            {
                x.Add(frames[i] - 0.5);
                y.Add(double.NaN);
            }

            x.Add(frames[i]);
            y.Add(scores[i]);
        }

        return ([.. x], [.. y]);
    }
}
