using System.Globalization;
using Plotly.NET;
using SegBook.Training;

namespace SegBook.Charts;

/// <summary>Charts of training: learning curves, searches, and what a network's score costs.</summary>
public static class TrainingCharts
{
    private static readonly double[] Missing = [double.NaN];

    /// <summary>Loss, mean IoU and learning rate over the epochs of one run or several: training dashed, validation solid, a star at the best epoch.</summary>
    /// <param name="title">What the curves show, as a sentence.</param>
    /// <param name="runs">The runs with their names. A value that was not measured in an epoch is NaN and leaves a gap.</param>
    /// <exception cref="ArgumentException">There is no run.</exception>
    public static Figure LearningCurves(string title, params (string Name, IReadOnlyList<EpochRecord> History)[] runs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Length, nameof(runs));
        var data = new FigureData("run", "epoch", "train loss", "validation loss", "train mIoU", "validation mIoU", "learning rate").AddAll(
            runs.SelectMany(run => run.History.Select(epoch => (run.Name, Epoch: epoch))),
            row => [row.Name, row.Epoch.Epoch, row.Epoch.TrainLoss, row.Epoch.ValidationLoss, row.Epoch.TrainMeanIou, row.Epoch.ValidationMeanIou, row.Epoch.LearningRate]);
        return new Figure(title, data, Draw, height: 72);

        GenericChart Draw()
        {
            // The legend's word for all dashed lines.
            var key = Series.Dots("training", Missing, Missing, 0).With(("mode", "lines"), ("line", new { color = "#666666", width = 1.2, dash = "dash" }));
            return Panel.Grid(
            [
                Curves("loss", epoch => epoch.TrainLoss, epoch => epoch.ValidationLoss, [key], named: true),
                Curves("mIoU", epoch => epoch.TrainMeanIou, epoch => epoch.ValidationMeanIou, [.. runs.Select((run, i) => Best(run.History, i))]),
                Curves("learning rate", null, epoch => epoch.LearningRate, []),
            ], columns: 3, xgap: 0.36);
        }

        Panel Curves(string what, Func<EpochRecord, double>? dashed, Func<EpochRecord, double> solid, Trace[] more, bool named = false)
        {
            var last = runs.Max(run => run.History.Select(epoch => epoch.Epoch).DefaultIfEmpty(1).Max());
            var room = Math.Max(0.5, last * 0.03);
            var training = dashed is null ? [] : runs.Select((run, i) => Line("", run.History, i, dashed).With(("mode", "lines"), ("line", new { color = ChartStyle.Colour(i), width = 1.2, dash = "dash" })));
            var validation = runs.Select((run, i) => Line(!named ? "" : runs.Length == 1 ? "validation" : run.Name, run.History, i, solid).With(("line", new { color = ChartStyle.Colour(i), width = 1.8 })));
            return new Panel([.. training, .. validation, .. more], Axis.Numbers("epoch", ("range", new[] { 1 - room, last + room }), ("nticks", 6), ("showgrid", false)), Axis.Up(what, ("rangemode", named ? "normal" : "tozero")));
        }

        static Trace Line(string name, IReadOnlyList<EpochRecord> history, int index, Func<EpochRecord, double> value) =>
            Series.Line(name, history.Select(epoch => epoch.Epoch).ToArray(), [.. history.Select(value)], index);

        static Trace Best(IReadOnlyList<EpochRecord> history, int index)
        {
            var best = history.Where(epoch => !double.IsNaN(epoch.ValidationMeanIou)).MaxBy(epoch => epoch.ValidationMeanIou);
            return Series.Dots(index == 0 ? "best epoch" : "", new[] { best?.Epoch ?? double.NaN }, new[] { best?.ValidationMeanIou ?? double.NaN }, index).With(
                ("marker", new { color = ChartStyle.Colour(index), symbol = "star", size = 11 }), ("cliponaxis", false));
        }
    }

    /// <summary>A coordinate-wise search, a panel a stage: the values that were tried, and as a star the one that was carried on.</summary>
    /// <param name="name">The network.</param>
    /// <param name="result">What the search found.</param>
    public static Figure Stages(string name, CoordinateSearchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var stages = result.Steps.Select(step => new StageScores(
            step.Stage.Name, [.. step.Stage.Choices.Zip(step.Runs, (choice, run) => (choice.Name, Score(run)))], step.Runs.ToList().IndexOf(step.Best))).ToList();
        return Stages($"{name}: {string.Join(", ", stages.Select(stage => $"{stage.Setting} {stage.Values[stage.Kept].Value}"))} were carried on", stages);
    }

    /// <inheritdoc cref="Stages(string, CoordinateSearchResult)"/>
    internal static Figure Stages(string title, IReadOnlyList<StageScores> stages)
    {
        var data = new FigureData("setting", "value", "validation mIoU", "carried on").AddAll(
            stages.SelectMany(stage => stage.Values.Select((tried, i) => (stage.Setting, tried.Value, tried.Score, i == stage.Kept))),
            row => [row.Setting, row.Value, row.Score, row.Item4 ? "yes" : ""]);
        var scores = stages.SelectMany(stage => stage.Values).Select(tried => tried.Score).Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var room = Math.Max(0.01, 0.08 * (scores.Max() - scores.Min()));
        return new Figure(title, data, () => Panel.Grid([.. stages.Select(Draw)], columns: 2, xgap: 0.12, ygap: 0.32), height: 24 + ((stages.Count + 1) / 2 * 45));

        Panel Draw(StageScores stage, int index)
        {
            string[] labels = [.. stage.Values.Select(tried => double.IsNaN(tried.Score) ? $"{tried.Value} (failed)" : tried.Value)];
            var dots = Series.Dots(index == 0 ? "tried" : "", labels.Select(ChartStyle.Text).ToArray(), stage.Values.Select((tried, i) => i == stage.Kept ? double.NaN : tried.Score).ToArray(), 0, 9);
            var star = Series.Dots(index == 0 ? "carried on" : "", new[] { ChartStyle.Text(labels[stage.Kept]) }, new[] { stage.Values[stage.Kept].Score }, 1).With(
                ("marker", new { color = ChartStyle.Colour(1), symbol = "star", size = 14 }));
            var up = index % 2 == 0 ? Axis.Up("validation mIoU") : Axis.Numbers("");
            return new Panel([dots, star], Axis.Names(labels, stage.Setting).With(("range", new[] { -0.5, labels.Length - 0.5 })), up.With(("range", new[] { scores.Min() - room, scores.Max() + room })));
        }
    }

    /// <summary>A search's trials: the score against each setting that is a number.</summary>
    /// <param name="title">What the search found, as a sentence.</param>
    /// <param name="result">The search.</param>
    public static Figure Search(string title, SearchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string[] settings = [.. result.Search.Space.Where(range => range.Kind != RangeKind.Choice).Select(range => range.Setting)];
        return Search(title, settings, [.. result.Runs.Select(run => new TrialPoint([.. settings.Select(setting => Number(run.Experiment, setting))], Score(run), run.History.Count))]);

        static double Number(Experiment experiment, string setting) =>
            double.TryParse(ExperimentJson.Settings(experiment).GetValueOrDefault(setting), CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    /// <summary>A panel a setting, a dot a trial, larger for a longer one, the best as a star. A setting that spans more than a factor of 20 has a logarithmic scale.</summary>
    internal static Figure Search(string title, string[] settings, IReadOnlyList<TrialPoint> trials)
    {
        ArgumentOutOfRangeException.ThrowIfZero(trials.Count, nameof(trials));
        var data = new FigureData([.. settings, "epochs", "validation mIoU"]).AddAll(trials, trial => [.. trial.Values.Cast<object?>(), trial.Epochs, trial.Score]);
        var columns = settings.Length == 4 ? 2 : Math.Min(3, settings.Length);
        var best = trials.MaxBy(trial => double.IsNaN(trial.Score) ? double.NegativeInfinity : trial.Score)!;
        var rows = (settings.Length + columns - 1) / columns;
        return new Figure(title, data, () => Panel.Grid([.. settings.Select((_, setting) => Draw(setting))], columns, xgap: 0.2, ygap: 0.32), height: 22 + (rows * 52));

        Panel Draw(int setting)
        {
            var dots = trials.Where(trial => trial != best).GroupBy(trial => trial.Epochs).OrderBy(same => same.Key).Select((same, i) => Dots($"{same.Key} epochs", setting, [.. same], i).With(("opacity", 0.75)));
            var star = Dots("best", setting, [best], 0).With(("marker", new { color = "black", symbol = "star", size = 12 }));
            double[] values = [.. trials.Select(trial => trial.Values[setting])];
            var wide = values.Min() > 0 && values.Max() / values.Min() > 20;
            var across = wide ? Axis.Numbers(settings[setting], ("type", "log"), ("dtick", 1)) : Axis.Numbers(settings[setting], ("showgrid", false));
            return new Panel([.. dots, star], across, setting % columns == 0 ? Axis.Up("validation mIoU") : Axis.Numbers(""));
        }

        Trace Dots(string name, int setting, TrialPoint[] same, int index) => Series.Dots(
            setting == 0 ? name : "", same.Select(trial => trial.Values[setting]).ToArray(), same.Select(trial => trial.Score).ToArray(), index,
            (int)Math.Round(4 + (5 * Math.Sqrt((double)same[0].Epochs / trials.Max(trial => trial.Epochs)))));
    }

    /// <summary>Score against time: a dot a network, its area after the size of its weights; the line joins those that no other beats in both.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="time">On what the time was measured, such as "ms a frame of 240 x 320, 2 CPU threads".</param>
    /// <param name="costs">The networks.</param>
    /// <exception cref="ArgumentException">There is no network.</exception>
    public static Figure Pareto(string title, string time, IReadOnlyList<ModelCost> costs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(costs.Count, nameof(costs));
        ModelCost[] front = [.. costs.Where(cost => !costs.Any(other => Beats(other, cost))).OrderBy(cost => cost.MillisecondsPerFrame)];
        var data = new FigureData("model", "ms per frame", "mIoU", "weights in MB", "not beaten").AddAll(
            costs, cost => [cost.Name, cost.MillisecondsPerFrame, cost.MeanIou, Megabytes(cost), front.Contains(cost) ? "yes" : ""]);
        return new Figure(title, data, Draw, width: 130, height: 90);

        static double Megabytes(ModelCost cost) => cost.Parameters * 4 / 1e6;

        static bool Beats(ModelCost one, ModelCost other) =>
            one.MillisecondsPerFrame <= other.MillisecondsPerFrame && one.MeanIou >= other.MeanIou && (one.MillisecondsPerFrame, one.MeanIou) != (other.MillisecondsPerFrame, other.MeanIou);

        GenericChart Draw()
        {
            var line = Series.Line("", front.Select(cost => cost.MillisecondsPerFrame).ToArray(), [.. front.Select(cost => cost.MeanIou)], 0).With(
                ("mode", "lines"), ("line", new { color = "#999999", width = 1, dash = "dot" }));
            var dots = costs.Select((cost, i) => Series.Dots(
                string.Create(CultureInfo.InvariantCulture, $"{cost.Name}, {Megabytes(cost):0} MB"), new[] { cost.MillisecondsPerFrame }, new[] { cost.MeanIou }, i,
                (int)Math.Round(8 + (16 * Math.Sqrt((double)cost.Parameters / costs.Max(other => other.Parameters))))).With(("opacity", 0.85)));
            return new Panel([line, .. dots], Axis.Numbers(time, ("range", new[] { 0, costs.Max(cost => cost.MillisecondsPerFrame) * 1.1 })), Axis.Up("mIoU")).ToChart();
        }
    }

    private static double Score(Run run) => run.Status == RunStatus.Failed ? double.NaN : run.BestValidation;
}

/// <summary>A stage of a coordinate-wise search: what each value scored, and which was carried on.</summary>
internal sealed record StageScores(string Setting, IReadOnlyList<(string Value, double Score)> Values, int Kept);

/// <summary>A trial of a search: the settings that were tried, the score, and how long it ran; one that was stopped early ran for fewer epochs.</summary>
internal sealed record TrialPoint(double[] Values, double Score, int Epochs);
