using Plotly.NET;
using Plotly.NET.LayoutObjects;
using SegBook.Training;

namespace SegBook.Charts;

/// <summary>Charts of training: learning curves, searches, and what a network's score costs. Empty lists are an <see cref="ArgumentException"/>.</summary>
public static class TrainingCharts
{
    private static readonly (string Name, string Symbol, int Size, int Colour)[] Marks =
        [("tried", "circle", 8, 0), ("winner", "star", 13, 1), ("tie", "diamond-open", 10, 2), ("tie, taken", "diamond", 10, 2)];

    /// <summary>Loss, mean IoU and learning rate over the epochs of one run or several: training dashed, validation solid, a star at the best epoch.</summary>
    public static Figure LearningCurves(IReadOnlyList<(string Name, IReadOnlyList<EpochRecord> History)> runs, string? title = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count, nameof(runs));
        var last = runs.Max(run => run.History.Select(epoch => epoch.Epoch).DefaultIfEmpty(1).Max());
        var (bestName, best) = runs.SelectMany(run => run.History.Select(epoch => (run.Name, Epoch: epoch)))
            .Where(at => double.IsFinite(at.Epoch.ValidationMeanIou)).OrderByDescending(at => at.Epoch.ValidationMeanIou).FirstOrDefault();
        title ??= $"{(runs.Count == 1 ? runs[0].Name : $"{runs.Count} runs")}, {ChartStyle.Count(last, "epoch")}" + (best is null ? ""
            : $": best validation mIoU {best.ValidationMeanIou.Fixed(2)}, {(runs.Count == 1 ? "" : bestName + " ")}in epoch {best.Epoch}");
        var data = new TextTable(title, "run", "epoch", "train loss", "validation loss", "train mIoU", "validation mIoU", "learning rate").AddAll(
            runs.SelectMany(run => run.History.Select(epoch => (run.Name, Epoch: epoch))),
            at => [at.Name, at.Epoch.Epoch, at.Epoch.TrainLoss, at.Epoch.ValidationLoss, at.Epoch.TrainMeanIou, at.Epoch.ValidationMeanIou, at.Epoch.LearningRate]);
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
                    traces.Add(Series.Line("", epochs, [.. history.Select(dashed)], i, 1.2, "dash")
                        .With(("mode", runs.Count == 1 ? "lines" : "lines+markers")));
                }

                double[] validation = [.. history.Select(solid)];
                traces.Add(Series.Line(!named ? "" : runs.Count == 1 ? "validation" : name, epochs, validation, i, 1.8, "solid"));
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

    /// <summary>A coordinate-wise search of a network, a panel a stage: a star is a winner; within <paramref name="luck"/> of the best is a tie.</summary>
    public static Figure Stages(string network, CoordinateSearchResult result, double? luck = null, string? title = null)
    {
        Trials[] stages = [.. result.Steps.Select(step =>
            Of(step.Stage.Name, step.Stage.Choices.Select(choice => choice.Name).ToArray(), step.Runs, step.Best))];
        var won = stages.Count(stage => stage.IsWon(luck ?? 0));
        return Trials(title ?? $"{network}, one setting at a time: {won} of {ChartStyle.Count(stages.Length, "stage")} have a winner"
            + (luck is { } spread ? $" by more than {spread.Fixed(3)} mIoU" : ""), stages, luck ?? 0);
    }

    /// <summary>A search's trials: a panel for each setting, a dot a trial, a star at the best.</summary>
    public static Figure Search(SearchResult result, string? title = null)
    {
        return Trials(title ?? $"{ChartStyle.Count(result.Runs.Count, "trial")}: best validation mIoU {result.Best.BestValidation.Fixed(2)}",
            [.. result.Search.Space.Select(range => Of(range.Setting, Tried(range), result.Runs, result.Best))]);

        Array Tried(SearchRange range)
        {
            var texts = result.Runs.Select(run => ExperimentJson.Value(run.Experiment, range.Setting)).ToArray();
            return range.Kind == RangeKind.Choice ? texts
                : texts.Select(text => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        }
    }

    /// <summary>Score, on one axis, against each setting; larger dots are longer trials. Numbers that span more than a factor of 20 have a logarithmic scale.</summary>
    internal static Figure Trials(string title, IReadOnlyList<Trials> settings, double luck = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(settings.Count, nameof(settings));
        var data = new TextTable(title, "setting", "value", "trial", "epochs", "validation mIoU", "mark").AddAll(
            settings.SelectMany(setting => setting.Runs.Select((run, i) => (Setting: setting, Run: run, I: i))),
            row => [row.Setting.Setting, row.Setting.Values.GetValue(row.I), row.I + 1, row.Run.Epochs, row.Run.Score,
                Marks[row.Setting.Mark(row.I, luck)].Name]);
        var scores = settings.SelectMany(setting => setting.Runs).Select(run => run.Score).Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var room = Math.Max(0.01, 0.08 * (scores.Max() - scores.Min()));
        var (shortest, longest) = (settings.Min(setting => setting.Runs.Min(run => run.Epochs)), Math.Max(1, settings.Max(setting => setting.Runs.Max(run => run.Epochs))));
        var lengths = shortest == longest ? "" : $" (larger: more epochs, {shortest} to {longest})";
        var columns = Math.Min(5, settings.Count);
        var rows = (settings.Count + columns - 1) / columns;
        return new Figure(data, Draw, height: 26 + (rows * 64));

        GenericChart Draw() => Panel.Grid([.. settings.Select(Dots)], columns, xgap: 0.08, ygap: 0.5, shared: true).WithLayout(
            ("annotations", settings.Select((setting, i) => Axis.Heading(setting.Setting, i, columns)).ToArray()),
            ("shapes", luck > 0 ? settings.Select((setting, i) => Axis.Band(setting.Runs[setting.Best].Score, luck, i, columns)).ToArray() : []));

        Panel Dots(Trials setting, int index)
        {
            var values = setting.Values is not string[] names ? setting.Values
                : names.Select((name, i) => double.IsNaN(setting.Runs[i].Score) ? $"{name} (failed)" : name).ToArray();
            var sizes = setting.Runs.Select(run => (int)Math.Round(4 + (4 * Math.Sqrt((double)run.Epochs / longest)))).ToArray();
            var named = settings.Where(_ => index == 0).SelectMany(one => one.Runs.Select((_, i) => one.Mark(i, luck))).ToHashSet();
            var traces = Marks.Select((mark, kind) => Series.Dots(
                named.Contains(kind) ? mark.Name + (kind == 0 ? lengths : "") : "", values,
                setting.Runs.Select((run, i) => setting.Mark(i, luck) == kind ? run.Score : double.NaN).ToArray(),
                mark.Colour, kind == 0 ? sizes : mark.Size, mark.Symbol));
            return new Panel(
                [.. traces.Concat(index == 0 && luck > 0 ? [Axis.BandName($"within {luck.Fixed(3)} of the best")] : [])], Across(values),
                Axis.Up(index % columns == 0 ? "validation mIoU" : "", ("range", new[] { scores.Min() - room, scores.Max() + room })));
        }

        static LinearAxis Across(Array values) => values switch
        {
            string[] names => Axis.Names([.. names.Distinct()]).With(("tickangle", -90)),
            double[] numbers when numbers.Min() > 0 && numbers.Max() / numbers.Min() > 20 => Axis.Numbers("", ("type", "log"), ("dtick", 1)),
            _ => Axis.Numbers("", ("showgrid", false)),
        };
    }

    /// <summary>Score, with its interval, against time: a dot a network, its area after the size of its weights; the line joins those that no other beats in both.</summary>
    public static Figure Pareto(string time, IReadOnlyList<ModelCost> costs, string? title = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(costs.Count, nameof(costs));
        title ??= $"Time and score of {ChartStyle.Count(costs.Count, "network")}";
        ModelCost[] front = [.. costs.Where(cost => !costs.Any(other => Beats(other, cost))).OrderBy(cost => cost.MillisecondsPerFrame)];
        var data = new TextTable(title, "model", "ms per frame", "mIoU", "low", "high", "weights in MB", "not beaten").AddAll(
            costs, cost => [cost.Name, cost.MillisecondsPerFrame, cost.MeanIou.Estimate, cost.MeanIou.Low, cost.MeanIou.High, Megabytes(cost), front.Contains(cost) ? "yes" : ""]);
        return new Figure(data, Draw, width: 130, height: 90);

        static double Megabytes(ModelCost cost) => cost.Parameters * 4 / 1e6;

        static bool Beats(ModelCost one, ModelCost other) => one.MillisecondsPerFrame <= other.MillisecondsPerFrame && one.MeanIou.Estimate >= other.MeanIou.Estimate
            && (one.MillisecondsPerFrame < other.MillisecondsPerFrame || one.MeanIou.Estimate > other.MeanIou.Estimate);

        GenericChart Draw()
        {
            var largest = costs.Max(Megabytes);
            var line = Series.Line("", front.Select(cost => cost.MillisecondsPerFrame).ToArray(), [.. front.Select(cost => cost.MeanIou.Estimate)], 0, 1, "dot", "#999999");
            var dots = costs.Select((cost, i) => Series.Dots(
                string.Create(CultureInfo.InvariantCulture, $"{cost.Name}, {Megabytes(cost):0} MB"), new[] { cost.MillisecondsPerFrame }, new[] { cost.MeanIou.Estimate }, i,
                (int)Math.Round(8 + (16 * Math.Sqrt(Megabytes(cost) / largest)))).With(("opacity", 0.85)).Whiskers([cost.MeanIou], "y"));
            var across = Axis.Numbers(time, ("range", new[] { 0, costs.Max(cost => cost.MillisecondsPerFrame) * 1.1 }));
            return new Panel([line.With(("mode", "lines")), .. dots], across, Axis.Up(costs.Any(cost => double.IsFinite(cost.MeanIou.Low)) ? "mIoU, 95 % interval" : "mIoU")).ToChart();
        }
    }

    private static Trials Of(string setting, Array values, IReadOnlyList<Run> runs, Run best) => new(
        setting, values, [.. runs.Select(run => (run.Status == RunStatus.Failed ? double.NaN : run.BestValidation, run.History.Count))], runs.ToList().IndexOf(best));
}

/// <summary>A setting, the values (names or numbers) that were tried, the score and the epochs of each trial, and the best one's place.</summary>
internal sealed record Trials(string Setting, Array Values, IReadOnlyList<(double Score, int Epochs)> Runs, int Best)
{
    /// <summary>Whether the best is ahead of all others by more than luck.</summary>
    public bool IsWon(double luck) => Runs.Count(run => Runs[Best].Score - run.Score <= luck) == 1;

    /// <summary>0 for a trial that was tried, 1 for a winner, 2 for one of several of which none is, 3 for the one among them that was taken.</summary>
    public int Mark(int trial, double luck) => !(Runs[Best].Score - Runs[trial].Score <= luck) ? 0 : IsWon(luck) ? 1 : trial == Best ? 3 : 2;
}
