using Plotly.NET;
using Plotly.NET.LayoutObjects;
using SegBook.Training;

namespace SegBook.Charts;

/// <summary>How training went: loss, mean IoU and learning rate over the epochs, of one run or of several.</summary>
public static class LearningCurves
{
    private static readonly double[] Missing = [double.NaN];

    /// <summary>Training dashed, validation solid, a star at the best epoch.</summary>
    /// <param name="title">What the curves show, as a sentence.</param>
    /// <param name="runs">The runs with their names. A value that was not measured in an epoch is NaN and leaves a gap.</param>
    /// <exception cref="ArgumentException">There is no run.</exception>
    public static Figure Of(string title, params (string Name, IReadOnlyList<EpochRecord> History)[] runs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Length, nameof(runs));
        var data = new FigureData("run", "epoch", "train loss", "validation loss", "train mIoU", "validation mIoU", "learning rate");
        foreach (var (name, history) in runs)
        {
            foreach (var epoch in history)
            {
                data.Add(name, epoch.Epoch, epoch.TrainLoss, epoch.ValidationLoss, epoch.TrainMeanIou, epoch.ValidationMeanIou, epoch.LearningRate);
            }
        }

        return new Figure(title, data, () => Draw(runs), height: 72);
    }

    private static GenericChart Draw((string Name, IReadOnlyList<EpochRecord> History)[] runs)
    {
        var losses = runs.SelectMany((run, i) => new[]
        {
            Training(run.History, i, epoch => epoch.TrainLoss),
            Line(runs.Length == 1 ? "validation" : run.Name, run.History, i, epoch => epoch.ValidationLoss),
        });
        var scores = runs.SelectMany((run, i) => new[]
        {
            Training(run.History, i, epoch => epoch.TrainMeanIou),
            Line("", run.History, i, epoch => epoch.ValidationMeanIou),
            Best(run.History, i),
        });
        var rates = runs.Select((run, i) => Line("", run.History, i, epoch => epoch.LearningRate));

        // The legend's word for all dashed lines.
        var key = new Trace("scatter").With(("mode", "lines"), ("x", Missing), ("y", Missing), ("name", "training"), ("line", new { color = "#666666", width = 1.2, dash = "dash" }));
        return Panel.Grid(
        [
            new Panel([.. losses, key], Epochs(runs), Axis.Up("loss")),
            new Panel([.. scores], Epochs(runs), Axis.Up("mIoU", ("rangemode", "tozero"))),
            new Panel([.. rates], Epochs(runs), Axis.Up("learning rate", ("rangemode", "tozero"))),
        ], columns: 3, xgap: 0.36);
    }

    private static Trace Training(IReadOnlyList<EpochRecord> history, int index, Func<EpochRecord, double> value) =>
        Line("", history, index, value).With(("mode", "lines"), ("line", new { color = ChartStyle.Colour(index), width = 1.2, dash = "dash" }));

    private static Trace Line(string name, IReadOnlyList<EpochRecord> history, int index, Func<EpochRecord, double> value) =>
        Series.Line(name, history.Select(epoch => epoch.Epoch).ToArray(), history.Select(value).ToArray(), index, ("line", new { color = ChartStyle.Colour(index), width = 1.8 }));

    private static Trace Best(IReadOnlyList<EpochRecord> history, int index)
    {
        var best = history.Where(epoch => !double.IsNaN(epoch.ValidationMeanIou)).MaxBy(epoch => epoch.ValidationMeanIou);
        return Series.Dots(index == 0 ? "best epoch" : "", new[] { best?.Epoch ?? double.NaN }, new[] { best?.ValidationMeanIou ?? double.NaN }, index).With(
            ("marker", new { color = ChartStyle.Colour(index), symbol = "star", size = 11 }), ("cliponaxis", false));
    }

    private static LinearAxis Epochs((string Name, IReadOnlyList<EpochRecord> History)[] runs)
    {
        var last = runs.Max(run => run.History.Count > 0 ? run.History.Max(epoch => epoch.Epoch) : 1);
        var room = Math.Max(0.5, last * 0.03);
        return Axis.Numbers("epoch", ("range", new[] { 1 - room, last + room }), ("nticks", 6), ("showgrid", false));
    }
}
