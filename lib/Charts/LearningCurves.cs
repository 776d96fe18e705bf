using Plotly.NET;
using Plotly.NET.LayoutObjects;
using SegBook.Training;
using Chart = Plotly.NET.CSharp.Chart;

namespace SegBook.Charts;

/// <summary>How training went: loss, mean IoU and learning rate over the epochs, of one run or of several.</summary>
public static class LearningCurves
{
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
            Validation(run, i, epoch => epoch.ValidationLoss, runs.Length == 1 ? "validation" : run.Name),
        });
        var scores = runs.SelectMany((run, i) => new[]
        {
            Training(run.History, i, epoch => epoch.TrainMeanIou),
            Validation(run, i, epoch => epoch.ValidationMeanIou),
            Best(run.History, i),
        });
        var rates = runs.Select((run, i) => Line(run.History, epoch => epoch.LearningRate, i, 1.8, ChartStyle.Dash(i)));
        return Panel.Row(
        [
            new Panel([.. losses, Key()], Epochs(runs), Axis.Numbers("loss")),
            new Panel([.. scores], Epochs(runs), FromZero("mIoU")),
            new Panel([.. rates], Epochs(runs), FromZero("learning rate")),
        ], gap: 0.12).WithLegend(true);
    }

    private static GenericChart Training(IReadOnlyList<EpochRecord> history, int index, Func<EpochRecord, double> value) =>
        Line(history, value, index, 1.2, StyleParam.DrawingStyle.Dash);

    private static GenericChart Validation((string Name, IReadOnlyList<EpochRecord> History) run, int index, Func<EpochRecord, double> value, string legend = "")
    {
        // One marker an epoch is a help in a short run, and a caterpillar in a long one.
        var chart = Line(run.History, value, index, 1.8, StyleParam.DrawingStyle.Solid, run.History.Count <= 40);
        return legend.Length > 0 ? chart.WithTraceInfo(Name: ChartStyle.Text(legend), ShowLegend: true) : chart;
    }

    private static GenericChart Line(IReadOnlyList<EpochRecord> history, Func<EpochRecord, double> value, int index, double width, StyleParam.DrawingStyle dash, bool markers = false) =>
        Chart.Line<int, double, string>(
            history.Select(epoch => epoch.Epoch).ToArray(), history.Select(value).ToArray(), ShowMarkers: markers, ShowLegend: false,
            LineColor: ChartStyle.Colour(index), LineWidth: width, LineDash: dash, MarkerSymbol: ChartStyle.Symbol(index), UseDefaults: false)
        .WithMarkerStyle(Size: 4);

    // The legend's word for all dashed lines.
    private static GenericChart Key() =>
        Chart.Line<double, double, string>([double.NaN], [double.NaN], Name: "training", LineColor: Color.fromHex("#666666"), LineWidth: 1.2,
            LineDash: StyleParam.DrawingStyle.Dash, UseDefaults: false);

    private static GenericChart Best(IReadOnlyList<EpochRecord> history, int index)
    {
        var best = history.Where(epoch => !double.IsNaN(epoch.ValidationMeanIou)).MaxBy(epoch => epoch.ValidationMeanIou);
        var star = Chart.Point<int, double, string>(
            best is null ? [] : [best.Epoch], best is null ? [] : [best.ValidationMeanIou], Name: "best epoch", ShowLegend: index == 0,
            MarkerColor: ChartStyle.Colour(index), MarkerSymbol: StyleParam.MarkerSymbol.Star, UseDefaults: false).WithMarkerStyle(Size: 11);
        return Series.With(star, "cliponaxis", false);
    }

    private static LinearAxis Epochs((string Name, IReadOnlyList<EpochRecord> History)[] runs)
    {
        var last = runs.Max(run => run.History.Count > 0 ? run.History.Max(epoch => epoch.Epoch) : 1);
        var room = Math.Max(0.5, last * 0.03);
        var axis = Axis.Numbers("epoch", 1 - room, last + room, grid: false);
        axis.SetValue("nticks", 6);
        return axis;
    }

    private static LinearAxis FromZero(string title)
    {
        var axis = Axis.Numbers(title);
        axis.SetValue("rangemode", "tozero");
        return axis;
    }
}
