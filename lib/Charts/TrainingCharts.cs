using System.Globalization;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using SegBook.Display;
using SegBook.Training;

namespace SegBook.Charts;

/// <summary>Charts of training: learning curves, searches, and what a network's score costs. Empty lists are an <see cref="ArgumentException"/>.</summary>
public static class TrainingCharts
{
    /// <summary>Loss, mean IoU and learning rate over the epochs of one run or several: training dashed, validation solid, a star at the best epoch.</summary>
    public static Figure LearningCurves(string title, params (string Name, IReadOnlyList<EpochRecord> History)[] runs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Length, nameof(runs));
        var data = new TextTable(title, "run", "epoch", "train loss", "validation loss", "train mIoU", "validation mIoU", "learning rate").AddAll(
            runs.SelectMany(run => run.History.Select(epoch => (run.Name, Epoch: epoch))),
            at => [at.Name, at.Epoch.Epoch, at.Epoch.TrainLoss, at.Epoch.ValidationLoss, at.Epoch.TrainMeanIou, at.Epoch.ValidationMeanIou, at.Epoch.LearningRate]);
        var last = runs.Max(run => run.History.Select(epoch => epoch.Epoch).DefaultIfEmpty(1).Max());
        var room = Math.Max(0.5, last * 0.03);
        return new Figure(data, Draw, height: 72);

        GenericChart Draw() => Panel.Grid(
        [
            Curves("loss", "normal", epoch => epoch.TrainLoss, epoch => epoch.ValidationLoss, named: true),
            Curves("mIoU", "tozero", epoch => epoch.TrainMeanIou, epoch => epoch.ValidationMeanIou, starred: true),
            Curves("learning rate", "tozero", null, epoch => epoch.LearningRate),
        ], columns: 3, xgap: 0.36);

        Panel Curves(string what, string mode, Func<EpochRecord, double>? dashed, Func<EpochRecord, double> solid, bool named = false, bool starred = false)
        {
            var traces = new List<Trace>();
            foreach (var (i, (name, history)) in runs.Index())
            {
                var epochs = history.Select(epoch => (double)epoch.Epoch).ToArray();
                if (dashed is not null)
                {
                    traces.Add(Series.Line("", epochs, [.. history.Select(dashed)], i, 1.2, "dash").With(("mode", "lines")));
                }

                double[] validation = [.. history.Select(solid)];
                traces.Add(Series.Line(!named ? "" : runs.Length == 1 ? "validation" : name, epochs, validation, i, 1.8, "solid"));
                if (starred && validation.Any(double.IsFinite))
                {
                    var best = validation.Max();
                    var star = Series.Dots(i == 0 ? "best epoch" : "", new[] { epochs[validation.IndexOf(best)] }, new[] { best }, i, 11, "star");
                    traces.Add(star.With(("cliponaxis", false)));
                }
            }

            // The legend's word for all dashed lines.
            traces.Add(Series.Line(named ? "training" : "", new[] { double.NaN }, [double.NaN], 0, 1.2, "dash", "#666666").With(("mode", "lines")));
            var across = Axis.Numbers("epoch", ("range", new[] { 1 - room, last + room }), ("nticks", 6), ("showgrid", false));
            return new Panel(traces, across, Axis.Up(what, ("rangemode", mode)));
        }
    }

    /// <summary>A coordinate-wise search of a network: a panel a stage with the values that were tried, a star at the one that was carried on.</summary>
    public static Figure Stages(string network, CoordinateSearchResult result)
    {
        var stages = result.Steps.Select(step => Of(step.Stage.Name, step.Stage.Choices.Select(choice => choice.Name).ToArray(), step.Runs, step.Best)).ToList();
        var kept = string.Join(", ", stages.Select(stage => $"{stage.Setting} {stage.Values.GetValue(stage.Best)}"));
        return Trials($"{network}: {kept} were carried on", "carried on", stages);
    }

    /// <summary>A search's trials: a panel for each setting that is a number, a dot a trial, a star at the best.</summary>
    public static Figure Search(string title, SearchResult result)
    {
        var settings = result.Search.Space.Where(range => range.Kind != RangeKind.Choice).Select(range => range.Setting);
        return Trials(title, "best", [.. settings.Select(setting =>
            Of(setting, result.Runs.Select(run => Number(run.Experiment, setting)).ToArray(), result.Runs, result.Best))]);

        static double Number(Experiment experiment, string setting) =>
            double.TryParse(ExperimentJson.Settings(experiment).GetValueOrDefault(setting), CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    /// <summary>Score against each setting, with larger dots for longer trials. Numbers that span more than a factor of 20 have a logarithmic scale.</summary>
    internal static Figure Trials(string title, string star, IReadOnlyList<Trials> settings)
    {
        ArgumentOutOfRangeException.ThrowIfZero(settings.Count, nameof(settings));
        var data = new TextTable(title, "setting", "value", "trial", "epochs", "validation mIoU", star).AddAll(
            settings.SelectMany(setting => setting.Runs.Select((run, i) => (Setting: setting, Run: run, I: i))),
            row => [row.Setting.Setting, row.Setting.Values.GetValue(row.I), row.I + 1, row.Run.Epochs, row.Run.Score, row.I == row.Setting.Best ? "yes" : ""]);
        var scores = settings.SelectMany(setting => setting.Runs).Select(run => run.Score).Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var room = Math.Max(0.01, 0.08 * (scores.Max() - scores.Min()));
        var longest = Math.Max(1, settings.Max(setting => setting.Runs.Max(run => run.Epochs)));
        var columns = settings.Count is 3 or > 6 ? 3 : Math.Min(2, settings.Count);
        var rows = (settings.Count + columns - 1) / columns;
        return new Figure(data, () => Panel.Grid([.. settings.Select(Draw)], columns, xgap: 0.17, ygap: 0.32), height: 24 + (rows * 46));

        Panel Draw(Trials setting, int index)
        {
            var values = setting.Values is not string[] names ? setting.Values
                : names.Select((name, i) => double.IsNaN(setting.Runs[i].Score) ? $"{name} (failed)" : name).ToArray();
            var sizes = setting.Runs.Select(run => (int)Math.Round(4 + (5 * Math.Sqrt((double)run.Epochs / longest)))).ToArray();
            double[] Scores(bool best) => [.. setting.Runs.Select((run, i) => (i == setting.Best) == best ? run.Score : double.NaN)];
            var dots = Series.Dots(index > 0 ? "" : "tried, larger for more epochs", values, Scores(best: false), 0, sizes);
            var best = Series.Dots(index > 0 ? "" : star, values, Scores(best: true), 1, 14, "star");
            var up = index % columns == 0 ? Axis.Up("validation mIoU") : Axis.Numbers("");
            return new Panel([dots, best], Across(setting.Setting, values), up.With(("range", new[] { scores.Min() - room, scores.Max() + room })));
        }

        static LinearAxis Across(string setting, Array values) => values switch
        {
            // Names in lines rather than turned: a turned one reaches into the panel below.
            string[] names => Axis.Names(names, setting).With(
                ("tickangle", 0), ("tickvals", Enumerable.Range(0, names.Length).ToArray()), ("ticktext", names.Select(name => ChartStyle.Text(name).Replace(" ", "<br>")).ToArray())),
            double[] numbers when numbers.Min() > 0 && numbers.Max() / numbers.Min() > 20 => Axis.Numbers(setting, ("type", "log"), ("dtick", 1)),
            _ => Axis.Numbers(setting, ("showgrid", false)),
        };
    }

    /// <summary>Score against time: a dot a network, its area after the size of its weights; the line joins those that no other beats in both.</summary>
    public static Figure Pareto(string title, string time, IReadOnlyList<ModelCost> costs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(costs.Count, nameof(costs));
        ModelCost[] front = [.. costs.Where(cost => !costs.Any(other => Beats(other, cost))).OrderBy(cost => cost.MillisecondsPerFrame)];
        var data = new TextTable(title, "model", "ms per frame", "mIoU", "weights in MB", "not beaten").AddAll(
            costs, cost => [cost.Name, cost.MillisecondsPerFrame, cost.MeanIou, Megabytes(cost), front.Contains(cost) ? "yes" : ""]);
        return new Figure(data, Draw, width: 130, height: 90);

        static double Megabytes(ModelCost cost) => cost.Parameters * 4 / 1e6;

        static bool Beats(ModelCost one, ModelCost other) => one.MillisecondsPerFrame <= other.MillisecondsPerFrame && one.MeanIou >= other.MeanIou
            && (one.MillisecondsPerFrame < other.MillisecondsPerFrame || one.MeanIou > other.MeanIou);

        GenericChart Draw()
        {
            var largest = costs.Max(Megabytes);
            var line = Series.Line("", front.Select(cost => cost.MillisecondsPerFrame).ToArray(), [.. front.Select(cost => cost.MeanIou)], 0, 1, "dot", "#999999");
            var dots = costs.Select((cost, i) => Series.Dots(
                string.Create(CultureInfo.InvariantCulture, $"{cost.Name}, {Megabytes(cost):0} MB"), new[] { cost.MillisecondsPerFrame }, new[] { cost.MeanIou }, i,
                (int)Math.Round(8 + (16 * Math.Sqrt(Megabytes(cost) / largest)))).With(("opacity", 0.85)));
            var across = Axis.Numbers(time, ("range", new[] { 0, costs.Max(cost => cost.MillisecondsPerFrame) * 1.1 }));
            return new Panel([line.With(("mode", "lines")), .. dots], across, Axis.Up("mIoU")).ToChart();
        }
    }

    private static Trials Of(string setting, Array values, IReadOnlyList<Run> runs, Run best) => new(
        setting, values, [.. runs.Select(run => (run.Status == RunStatus.Failed ? double.NaN : run.BestValidation, run.History.Count))], runs.ToList().IndexOf(best));
}

/// <summary>A setting, the values (names or numbers) that were tried, the score and the epochs of each trial, and the best one's place.</summary>
internal sealed record Trials(string Setting, Array Values, IReadOnlyList<(double Score, int Epochs)> Runs, int Best);
