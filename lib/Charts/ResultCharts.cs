using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>Charts of scores: class by class, class taken for class, model against model, definition against definition.</summary>
public static class ResultCharts
{
    /// <summary>IoU class by class with intervals by a bootstrap over blocks of frames, answers side by side; their means below, with a dotted line up.</summary>
    /// <param name="title">What the bars show, as a sentence.</param>
    /// <param name="classes">The classes, from the top; their share of the pixels is written beside them.</param>
    /// <param name="answers">Each answer's name and its confusion matrix for every frame, in the order of the sequence.</param>
    /// <exception cref="ArgumentException">There is no answer, or one is about another number of classes.</exception>
    public static Figure Iou(string title, IReadOnlyList<string> classes, params (string Name, IReadOnlyList<ConfusionMatrix> PerFrame)[] answers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(answers.Length, nameof(answers));
        foreach (var (name, frames) in answers)
        {
            CheckClasses(classes, frames[0], name);
        }

        var support = ConfusionMatrix.Sum(answers[0].PerFrame).Support();
        string[] rows = [.. classes.Select((name, i) => $"{name} ({Share(support[i], support.Sum())} %)"), "mean of classes"];
        var scores = answers.Select(answer => BlockBootstrap.Of(answer.PerFrame)).Select(result => (Interval[])[.. result.Iou, result.MeanIou]).ToList();
        var data = new FigureData("class", "pixels", "model", "IoU", "low", "high").AddAll(
            from model in Enumerable.Range(0, answers.Length) from row in Enumerable.Range(0, rows.Length) select (model, row),
            at => at.row < classes.Count ? Row(classes[at.row], support[at.row], at.model, at.row) : Row("mean", support.Sum(), at.model, at.row));
        return new Figure(title, data, Draw, height: 26 + (rows.Length * ((answers.Length * 2.3) + 1.6)));

        object?[] Row(string name, long pixels, int model, int row) => [name, pixels, answers[model].Name, scores[model][row].Estimate, scores[model][row].Low, scores[model][row].High];

        GenericChart Draw()
        {
            var bars = scores.Select((values, i) => Series.Bars(answers.Length > 1 ? answers[i].Name : "", rows, values.Select(value => value.Estimate), i).Whiskers(values));
            return new Panel([.. bars], Axis.Numbers($"IoU on {answers[0].PerFrame.Count} frames, 95 % interval", ("range", new[] { 0, 1 })), Axis.Names(rows, vertical: true)).ToChart()
                .WithLayout(("shapes", scores.Select((values, i) => Axis.Upright(values[^1].Estimate, ChartStyle.Colour(i))).ToArray()), ("bargap", 0.25));
        }
    }

    /// <summary>Which class is taken for which: a row a true class, a column a predicted one, coloured by the share of the row; the counts are in the tooltips.</summary>
    /// <param name="title">What the map shows, as a sentence.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="matrix">The counts of pixels.</param>
    /// <exception cref="ArgumentException">The matrix is about another number of classes.</exception>
    public static Figure Confusion(string title, IReadOnlyList<string> classes, ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        CheckClasses(classes, matrix, "the matrix");
        var support = matrix.Support();
        double Part(int truth, int predicted) => support[truth] == 0 ? double.NaN : (double)matrix[truth, predicted] / support[truth];
        var data = new FigureData("true", "predicted", "pixels", "share of the true class").AddAll(
            from truth in Enumerable.Range(0, classes.Count) from predicted in Enumerable.Range(0, classes.Count) select (truth, predicted),
            cell => [classes[cell.truth], classes[cell.predicted], matrix[cell.truth, cell.predicted], Part(cell.truth, cell.predicted)]);
        return Panel.Cells(title, data, classes, Part, Tooltip, "predicted class", "true class", "share of the true class's pixels");

        string Tooltip(int truth, int predicted) => FormattableString.Invariant(
            $"{ChartStyle.Text(classes[truth])} taken for {ChartStyle.Text(classes[predicted])}: {100 * Part(truth, predicted):0.0} %, {matrix[truth, predicted]:N0} of {support[truth]:N0} pixels");
    }

    /// <summary>Models compared over the same folds and seeds: a dot and an interval a comparison; one that does not reach over the line at zero is more than chance.</summary>
    /// <exception cref="ArgumentException">There is no comparison.</exception>
    public static Figure Differences(string title, IReadOnlyList<PairedComparison> comparisons)
    {
        ArgumentOutOfRangeException.ThrowIfZero(comparisons.Count, nameof(comparisons));
        string[] names = [.. comparisons.Select(pair => $"{pair.Model} - {pair.Against}")];
        Interval[] values = [.. comparisons.Select(pair => pair.Difference)];
        var data = new FigureData("comparison", "difference", "low", "high", "p").AddAll(
            comparisons.Zip(names), pair => [pair.Second, pair.First.Difference.Estimate, pair.First.Difference.Low, pair.First.Difference.High, pair.First.AdjustedP]);
        return new Figure(title, data, Draw, height: 32 + (names.Length * 9));

        GenericChart Draw()
        {
            var reach = values.SelectMany(value => new[] { value.Low, value.Estimate, value.High }).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max() * 1.12;
            var labels = comparisons.Select((pair, i) => $"{ChartStyle.Text(names[i])}<br>{(pair.AdjustedP < 0.001 ? "p &lt; 0.001" : FormattableString.Invariant($"p = {pair.AdjustedP:0.###}"))}");
            return new Panel(
                [Series.Dots("", values.Select(value => value.Estimate).ToArray(), names.Select(ChartStyle.Text).ToArray(), 0, 9).Whiskers(values)],
                Axis.Numbers($"difference in mIoU over {comparisons[0].Pairs} pairs of fold and seed, 95 % interval", ("range", new[] { -reach, reach })),
                Axis.Names(names, vertical: true).With(("tickvals", Enumerable.Range(0, names.Length).ToArray()), ("ticktext", labels.ToArray()))).ToChart()
                .WithLayout(("shapes", new[] { Axis.Upright(0, ChartStyle.Ink, "solid", "above") }));
        }
    }

    /// <summary>What the same predictions score by every definition of IoU that is in use: a bar a definition with its number, a group of bars for several models.</summary>
    /// <param name="title">What the bars show, as a sentence.</param>
    /// <param name="axis">What the scores are of, with n, such as "score of the same 20 test frames".</param>
    /// <param name="models">The models with what each definition gives.</param>
    /// <exception cref="ArgumentException">There is no model.</exception>
    public static Figure Definitions(string title, string axis, params (string Name, IouDefinitions Scores)[] models)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Length, nameof(models));
        string[] definitions = [.. models[0].Scores.Rows.Select(row => row.Name)];
        var data = new FigureData("definition", "model", "score").AddAll(
            models.SelectMany(model => model.Scores.Rows.Select(row => (model.Name, Row: row))), score => [score.Row.Name, score.Name, score.Row.Value]);
        var bars = models.Select((model, i) => Series.Bars(models.Length > 1 ? model.Name : "", definitions, model.Scores.Rows.Select(row => row.Value), i).With(
            ("text", model.Scores.Rows.Select(row => double.IsNaN(row.Value) ? "" : FormattableString.Invariant($"{row.Value:0.000}")).ToArray()), ("textposition", "outside"), ("cliponaxis", false)));
        return new Figure(title, data, () => new Panel([.. bars], Axis.Numbers(axis, ("range", new[] { 0, 1.08 })), Axis.Names(definitions, vertical: true)).ToChart().WithLayout(("bargap", 0.25)),
            height: 26 + (definitions.Length * ((models.Length * 3.6) + 1.6)));
    }

    private static string Share(long pixels, long total) => (100.0 * pixels / Math.Max(1, total)) switch
    {
        0 => "0",
        < 0.005 => "< 0.01",
        < 0.095 and var share => FormattableString.Invariant($"{share:0.00}"),
        < 9.95 and var share => FormattableString.Invariant($"{share:0.0}"),
        var share => FormattableString.Invariant($"{share:0}"),
    };

    private static void CheckClasses(IReadOnlyList<string> classes, ConfusionMatrix matrix, string whose)
    {
        if (matrix.ClassCount != classes.Count)
        {
            throw new ArgumentException($"There are {classes.Count} names of classes, and {matrix.ClassCount} classes in {whose}.", nameof(classes));
        }
    }
}
