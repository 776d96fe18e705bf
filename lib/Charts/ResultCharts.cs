using System.Globalization;
using Plotly.NET;
using SegBook.Display;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>Charts of scores: by class, confusions, differences, definitions. Lists that are empty or do not match are an <see cref="ArgumentException"/>.</summary>
public static class ResultCharts
{
    /// <summary>IoU class by class of answers side by side, their means below with a dotted line up; matrices per frame, in order, give intervals.</summary>
    public static Figure Iou(string title, IReadOnlyList<string> classes, params (string Name, IReadOnlyList<ConfusionMatrix> PerFrame)[] answers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(answers.Length, nameof(answers));
        foreach (var (name, frames) in answers)
        {
            ChartStyle.Check(classes, frames[0].ClassCount, $"in the matrices of {name}");
        }

        var support = ConfusionMatrix.Sum(answers[0].PerFrame).Support();
        long[] pixels = [.. support, support.Sum()];
        string[] names = [.. classes, "mean"];
        string[] rows = [.. classes.Select((name, i) => $"{name} ({Share(pixels[i], pixels[^1])} %)"), "mean of classes"];
        var scores = answers.Select(answer => BlockBootstrap.Of(answer.PerFrame)).Select(result => (Interval[])[.. result.Iou, result.MeanIou]).ToList();
        var data = new TextTable(title, "class", "pixels", "model", "IoU", "low", "high").AddAll(
            scores.SelectMany((values, model) => values.Select((value, row) => (Model: answers[model].Name, Row: row, Value: value))),
            at => [names[at.Row], pixels[at.Row], at.Model, at.Value.Estimate, at.Value.Low, at.Value.High]);
        return new Figure(data, Draw, height: 26 + (rows.Length * ((answers.Length * 2.3) + 1.6)));

        GenericChart Draw()
        {
            var bars = scores.Select((values, i) =>
                Series.Bars(answers.Length > 1 ? answers[i].Name : "", rows, values.Select(value => value.Estimate), i).Whiskers(values));
            var across = Axis.Numbers($"IoU on {answers[0].PerFrame.Count} frames, 95 % interval", ("range", new[] { 0, 1 }));
            var means = scores.Select((values, i) => Axis.Upright(values[^1].Estimate, ChartStyle.Colour(i)));
            return new Panel([.. bars], across, Axis.Names(rows, vertical: true)).ToChart().WithLayout(("shapes", means.ToArray()), ("bargap", 0.25));
        }
    }

    /// <summary>Which class is taken for which: a row a true class, a column a predicted one, coloured by the share of the row.</summary>
    public static Figure Confusion(string title, IReadOnlyList<string> classes, ConfusionMatrix matrix)
    {
        ChartStyle.Check(classes, matrix.ClassCount, "in the matrix");
        var support = matrix.Support();
        double Part(int truth, int predicted) => support[truth] == 0 ? double.NaN : (double)matrix[truth, predicted] / support[truth];
        var data = new TextTable(title, "true", "predicted", "pixels", "share of the true class").AddAll(
            from truth in Enumerable.Range(0, classes.Count) from predicted in Enumerable.Range(0, classes.Count) select (truth, predicted),
            cell => [classes[cell.truth], classes[cell.predicted], matrix[cell.truth, cell.predicted], Part(cell.truth, cell.predicted)]);
        return Panel.Cells(data, classes, Part, Tooltip, "predicted class", "true class", "share of the true class's pixels");

        string Tooltip(int truth, int predicted) => FormattableString.Invariant(
            $"{classes[truth]} taken for {classes[predicted]}: {100 * Part(truth, predicted):0.0} %, {matrix[truth, predicted]:N0} of {support[truth]:N0} pixels");
    }

    /// <summary>Models compared over the same folds and seeds, a dot and an interval a comparison; one that does not reach over zero is more than chance.</summary>
    public static Figure Differences(string title, IReadOnlyList<PairedComparison> comparisons)
    {
        ArgumentOutOfRangeException.ThrowIfZero(comparisons.Count, nameof(comparisons));
        Interval[] values = [.. comparisons.Select(pair => pair.Difference)];
        string[] names = [.. comparisons.Select(pair => $"{pair.Model} - {pair.Against}")];
        var data = new TextTable(title, "comparison", "difference", "low", "high", "p").AddAll(
            comparisons, pair => [$"{pair.Model} - {pair.Against}", pair.Difference.Estimate, pair.Difference.Low, pair.Difference.High, pair.AdjustedP]);
        return new Figure(data, Draw, height: 32 + (names.Length * 9));

        GenericChart Draw()
        {
            var reach = 1.12 * values.SelectMany(value => new[] { value.Low, value.Estimate, value.High }).Where(double.IsFinite).Max(Math.Abs);
            var labels = comparisons.Select((pair, i) =>
                ChartStyle.Text(names[i]) + (pair.AdjustedP < 0.001 ? "<br>p &lt; 0.001" : FormattableString.Invariant($"<br>p = {pair.AdjustedP:0.###}")));
            return new Panel(
                [Series.Dots("", values.Select(value => value.Estimate).ToArray(), names, 0, 9).Whiskers(values)],
                Axis.Numbers($"difference in mIoU over {comparisons[0].Pairs} pairs of fold and seed, 95 % interval", ("range", new[] { -reach, reach })),
                Axis.Names(names, vertical: true).With(("tickvals", Enumerable.Range(0, names.Length).ToArray()), ("ticktext", labels.ToArray()))).ToChart()
                .WithLayout(("shapes", new[] { Axis.Upright(0, ChartStyle.Ink, "solid", "above") }));
        }
    }

    /// <summary>What the same predictions score by every definition of IoU that is in use; the axis says what the scores are of, with n.</summary>
    public static Figure Definitions(string title, string axis, params (string Name, IouDefinitions Scores)[] models)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Length, nameof(models));
        string[] definitions = [.. models[0].Scores.Rows.Select(row => row.Name)];
        var data = new TextTable(title, "definition", "model", "score").AddAll(
            models.SelectMany(model => model.Scores.Rows.Select(row => (model.Name, Row: row))), item => [item.Row.Name, item.Name, item.Row.Value]);
        var bars = models.Select((model, i) => Series.Bars(models.Length > 1 ? model.Name : "", definitions, model.Scores.Rows.Select(row => row.Value), i).With(
            ("texttemplate", "%{x:.3f}"), ("textposition", "outside"), ("cliponaxis", false)));
        return new Figure(data, Draw, height: 26 + (definitions.Length * ((models.Length * 3.6) + 1.6)));

        GenericChart Draw() =>
            new Panel([.. bars], Axis.Numbers(axis, ("range", new[] { 0, 1.08 })), Axis.Names(definitions, vertical: true)).ToChart().WithLayout(("bargap", 0.25));
    }

    private static string Share(long pixels, long total) => (100.0 * pixels / Math.Max(1, total)) switch
    {
        0 => "0",
        < 0.005 => "< 0.01",
        var share => share.ToString(share < 9.95 ? "0.0#" : "0", CultureInfo.InvariantCulture),
    };
}
