using System.Text.Json.Nodes;
using SegBook.Data;
using SegBook.Metrics;
using SegBook.Training;

namespace SegBook.Charts;

/// <summary>Charts of the workbook's own results: each takes a result as it comes and hands its numbers to the chart that draws them.</summary>
public static class ResultCharts
{
    /// <summary>IoU per class of several answers, with intervals by a bootstrap over blocks of frames.</summary>
    /// <param name="title">What the bars show, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="answers">Each answer's name and its confusion matrix for every frame, in the order of the sequence.</param>
    public static Figure Iou(string title, IReadOnlyList<string> classes, params (string Name, IReadOnlyList<ConfusionMatrix> PerFrame)[] answers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(answers.Length, nameof(answers));
        var support = ConfusionMatrix.Sum(answers[0].PerFrame).Support();
        var scores = answers.Select(answer => BlockBootstrap.Of(answer.PerFrame) is var result ? new ClassScores(answer.Name, result.Iou, result.MeanIou) : null!);
        return IouBars.Of(title, classes, support, $"IoU on {answers[0].PerFrame.Count} frames, 95 % interval", [.. scores]);
    }

    /// <summary>A coordinate-wise search's stages side by side would be too small to read: one figure a stage, in order.</summary>
    /// <param name="name">The network.</param>
    /// <param name="result">What the coordinate-wise search found.</param>
    public static IReadOnlyList<Figure> Stages(string name, CoordinateSearchResult result) =>
    [
        .. result.Steps.Select(step =>
        {
            var values = step.Stage.Choices.Zip(step.Runs, (choice, run) => (choice.Name, (IReadOnlyList<double>)[BestValidation(run)])).ToList();
            var kept = step.Stage.Choices[step.Runs.ToList().IndexOf(step.Best)].Name;
            return StageChart.Of($"{name}: {step.Stage.Name}, {kept} was carried on", step.Stage.Name, "validation mIoU", values, kept);
        }),
    ];

    /// <summary>A search's trials: the score against each setting that is a number.</summary>
    /// <param name="title">What the search found, as a sentence.</param>
    /// <param name="result">The search.</param>
    public static Figure Search(string title, SearchResult result)
    {
        var numbers = result.Search.Space.Where(range => range.Kind != RangeKind.Choice).Select(range => range.Setting).ToList();
        return SearchScatter.Of(title, "validation mIoU", [.. result.Runs.Select(run => new TrialPoint(numbers.ToDictionary(setting => setting, setting => Setting(run.Experiment, setting)), BestValidation(run), run.History.Count))]);
    }

    /// <summary>Paired differences with their intervals and p values.</summary>
    /// <param name="title">What the comparisons show, as a sentence.</param>
    /// <param name="table">The comparisons.</param>
    public static Figure Differences(string title, ComparisonTable table) => DifferenceChart.Of(
        title,
        $"difference in mIoU over {table.Comparisons[0].Pairs} pairs of fold and seed, 95 % interval",
        [.. table.Comparisons.Select(pair => ($"{pair.Model} - {pair.Against}", pair.Difference, (double?)pair.AdjustedP))]);

    /// <summary>Score against time and size.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="time">On what the time was measured.</param>
    /// <param name="costs">The networks.</param>
    public static Figure Pareto(string title, string time, IReadOnlyList<ModelCost> costs) =>
        ParetoChart.Of(title, time, "mIoU", [.. costs.Select(cost => new ParetoPoint(cost.Name, cost.MillisecondsPerFrame, Interval.None(cost.MeanIou), cost.Parameters * 4 / 1e6))]);

    /// <summary>The same predictions by every definition of IoU.</summary>
    /// <param name="title">What the bars show, as a sentence.</param>
    /// <param name="axis">What the scores are of, with n.</param>
    /// <param name="answers">Each answer's name and its scores.</param>
    public static Figure Definitions(string title, string axis, params (string Name, IouDefinitions Scores)[] answers) => DefinitionsBars.Of(
        title,
        axis,
        [.. answers[0].Scores.Rows.Select(row => row.Name)],
        [.. answers.Select(answer => (answer.Name, (IReadOnlyList<double>)[.. answer.Scores.Rows.Select(row => row.Value)]))]);

    /// <summary>How alike two frames' labels are, by their distance.</summary>
    /// <param name="title">What the curve shows, as a sentence.</param>
    /// <param name="similarity">Distance in frames and mean agreement, 0 to 1.</param>
    public static Figure Leak(string title, IReadOnlyList<(int Distance, double Agreement)> similarity) =>
        LeakCurve.Of(title, "share of pixels with the same label", [.. similarity.Select(point => (point.Distance, Interval.None(point.Agreement)))]);

    /// <summary>Which classes are seen in the same frames.</summary>
    /// <param name="title">What the map shows, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="statistics">The sequence's counts.</param>
    public static Figure CoOccurrence(string title, IReadOnlyList<string> classes, DatasetStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        var (shares, presence) = (statistics.CoOccurrence(), statistics.Presence);
        var frames = new int[classes.Count, classes.Count];
        for (var i = 0; i < classes.Count; i++)
        {
            for (var j = 0; j < classes.Count; j++)
            {
                frames[i, j] = double.IsNaN(shares[i, j]) ? 0 : (int)Math.Round(shares[i, j] * presence[i] * statistics.Frames);
            }
        }

        return Charts.CoOccurrence.Of(title, classes, frames);
    }

    /// <summary>The best validation mIoU of a run's epochs; 0 when it has none.</summary>
    public static double BestValidation(Run run) => run.History.Select(epoch => epoch.ValidationMeanIou).Where(score => !double.IsNaN(score)).DefaultIfEmpty(0).Max();

    private static double Setting(Experiment experiment, string name)
    {
        var node = name.Split('.').Aggregate(JsonNode.Parse(experiment.ToJson()), (found, part) => found?[part]);
        return node?.GetValue<double>() ?? double.NaN;
    }
}
