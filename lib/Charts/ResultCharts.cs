using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>Charts of scores: by class, confusions, differences, definitions. Lists that are empty or do not match are an <see cref="ArgumentException"/>.</summary>
public static class ResultCharts
{
    /// <summary>IoU class by class of answers side by side, their means below with a dotted line up; matrices per frame, in order, give intervals.</summary>
    /// <remarks>A dozen neighbouring frames give intervals that promise too much: leave those out.</remarks>
    public static Figure Iou(
        IReadOnlyList<string> classes, IReadOnlyList<(string Name, IReadOnlyList<ConfusionMatrix> PerFrame)> answers, string? title = null, bool intervals = true)
    {
        ArgumentOutOfRangeException.ThrowIfZero(answers.Count, nameof(answers));
        foreach (var (name, frames) in answers)
        {
            ChartStyle.Check(classes, frames[0].ClassCount, $"in the matrices of {name}");
        }

        var support = ConfusionMatrix.Sum(answers[0].PerFrame).Support();
        long[] pixels = [.. support, support.Sum()];
        string[] names = [.. classes, "mean"];
        string[] rows = [.. classes.Select((name, i) => $"{name} ({Share(pixels[i], pixels[^1])} %)"), "mean of classes"];
        var scores = answers.Select(answer => BlockBootstrap.Of(answer.PerFrame)).Select(result => (Interval[])[.. result.Iou, result.MeanIou])
            .Select(values => intervals ? values : Array.ConvertAll(values, value => Interval.None(value.Estimate))).ToList();
        title ??= $"IoU by class, {ChartStyle.Count(answers[0].PerFrame.Count, "frame")}; mean: "
            + string.Join(", ", answers.Zip(scores, (answer, score) => $"{answer.Name} {score[^1].Estimate.Fixed(2)}"));
        var data = new TextTable(title, "class", "pixels", "model", "IoU", "low", "high").AddAll(
            scores.SelectMany((values, model) => values.Select((value, row) => (Model: answers[model].Name, Row: row, Value: value))),
            at => [names[at.Row], pixels[at.Row], at.Model, at.Value.Estimate, at.Value.Low, at.Value.High]);
        return new Figure(data, Draw, height: 26 + (rows.Length * ((answers.Count * 2.3) + 1.6)));

        GenericChart Draw()
        {
            var bars = scores.Select((values, i) =>
                Series.Bars(answers.Count > 1 ? answers[i].Name : "", rows, values.Select(value => value.Estimate), i).Whiskers(values));
            var across = Axis.Numbers($"IoU on {answers[0].PerFrame.Count} frames{(intervals ? ", 95 % interval" : "")}", ("range", new[] { 0, 1 }));
            var means = scores.Select((values, i) => Axis.Upright(values[^1].Estimate, ChartStyle.Colour(i)));
            return new Panel([.. bars], across, Axis.Names(rows, vertical: true)).ToChart().WithLayout(("shapes", means.ToArray()), ("bargap", 0.25));
        }
    }

    /// <summary>Which class is taken for which: a row a true class, a column a predicted one, coloured by the share of the row.</summary>
    public static Figure Confusion(IReadOnlyList<string> classes, ConfusionMatrix matrix, string? title = null)
    {
        ChartStyle.Check(classes, matrix.ClassCount, "in the matrix");
        var support = matrix.Support();
        double Part(int truth, int predicted) => support[truth] == 0 ? double.NaN : (double)matrix[truth, predicted] / support[truth];
        var cells = (from truth in Enumerable.Range(0, classes.Count) from predicted in Enumerable.Range(0, classes.Count) select (truth, predicted)).ToList();
        var (most, taken) = cells.Where(cell => cell.truth != cell.predicted).OrderByDescending(cell => Part(cell.truth, cell.predicted)).FirstOrDefault();
        var worst = Part(most, taken) > 0 && most != taken ? $"{100 * Part(most, taken):0} % of {classes[most]} taken for {classes[taken]}" : "no mistake";
        title ??= FormattableString.Invariant($"Confusion matrix of {matrix.Total:N0} pixels: {worst}");
        var data = new TextTable(title, "true", "predicted", "pixels", "share of the true class").AddAll(
            cells, cell => [classes[cell.truth], classes[cell.predicted], matrix[cell.truth, cell.predicted], Part(cell.truth, cell.predicted)]);
        return Panel.Cells(data, classes, Part, Tooltip, "predicted class", "true class", "share of the true class's pixels");

        string Tooltip(int truth, int predicted) => FormattableString.Invariant(
            $"{classes[truth]} taken for {classes[predicted]}: {100 * Part(truth, predicted):0.0} %, {matrix[truth, predicted]:N0} of {support[truth]:N0} pixels");
    }

    /// <summary>Models compared on the same frames, a dot and an interval a comparison; one that does not reach over zero is more than chance.</summary>
    public static Figure Differences(IReadOnlyList<PairedComparison> comparisons, string? title = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(comparisons.Count, nameof(comparisons));
        title ??= $"{comparisons.Count(pair => pair.IsClear)} of {ChartStyle.Count(comparisons.Count, "difference")} in mIoU with an interval clear of zero";
        Interval[] values = [.. comparisons.Select(pair => pair.Difference)];
        string[] names = [.. comparisons.Select(pair => $"{pair.Model} - {pair.Against}")];
        var data = new TextTable(title, "comparison", "difference", "low", "high").AddAll(
            names.Zip(values), row => [row.First, row.Second.Estimate, row.Second.Low, row.Second.High]);
        var reach = 1.12 * values.SelectMany(value => new[] { value.Low, value.Estimate, value.High }).Where(double.IsFinite).Max(Math.Abs);
        return new Figure(data, () => new Panel(
            [Series.Dots("", values.Select(value => value.Estimate).ToArray(), names, 0, 9).Whiskers(values)],
            Axis.Numbers($"difference in mIoU on {ChartStyle.Count(comparisons[0].Frames, "frame")}, 95 % interval", ("range", new[] { -reach, reach })),
            Axis.Names(names, vertical: true)).ToChart().WithLayout(("shapes", new[] { Axis.Upright(0, ChartStyle.Ink, "solid", "above") })),
            height: 32 + (names.Length * 9));
    }

    /// <summary>How far models' IoU is above that of the same models otherwise, such as without pretraining: class by class and their mean, with intervals.</summary>
    public static Figure Gains(IReadOnlyList<string> classes, IReadOnlyList<(string Name, BootstrapResult Gain)> models, string title)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Count, nameof(models));
        foreach (var (name, gain) in models)
        {
            ChartStyle.Check(classes, gain.Iou.Count, $"in the gains of {name}");
        }

        string[] rows = [.. classes, "mean of classes"];
        var values = models.Select(model => (Interval[])[.. model.Gain.Iou, model.Gain.MeanIou]).ToList();
        var data = new TextTable(title, "class", "model", "gain in IoU", "low", "high").AddAll(
            from model in Enumerable.Range(0, models.Count) from row in Enumerable.Range(0, rows.Length) select (Model: models[model].Name, Row: rows[row], Value: values[model][row]),
            at => [at.Row, at.Model, at.Value.Estimate, at.Value.Low, at.Value.High]);
        return new Figure(data, () => new Panel(
            [.. values.Select((gains, i) => Series.Bars(models.Count > 1 ? models[i].Name : "", rows, gains.Select(gain => gain.Estimate), i).Whiskers(gains))],
            Axis.Numbers($"gain in IoU on {ChartStyle.Count(models[0].Gain.Frames, "frame")}, 95 % interval"),
            Axis.Names(rows, vertical: true)).ToChart().WithLayout(("shapes", new[] { Axis.Upright(0, ChartStyle.Ink, "solid", "above") }), ("bargap", 0.25)),
            height: 26 + (rows.Length * ((models.Count * 2.3) + 1.6)));
    }

    /// <summary>What the same predictions score by the definitions of IoU that are in use; those that agree for all models are one group of bars.</summary>
    public static Figure Definitions(IReadOnlyList<(string Name, IouDefinitions Scores)> models, string? title = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Count, nameof(models));
        var (all, frames) = (models[0].Scores.Rows, ChartStyle.Count(models[0].Scores.Images, "frame"));
        var groups = IouDefinitions.Groups([.. models.Select(model => model.Scores)]);
        string[] users = [.. groups.Select(group => string.Join(", ", group.Select(i => all[i].Name)))];
        string[] absent = [.. groups.Select(group =>
            group.Select(i => all[i].Absent).Distinct().ToList() is [{ Length: > 0 } one] ? $" (absent classes {one})" : "")];
        var labels = groups.Select((group, i) => $"<b>{ChartStyle.Text(all[group[0]].Definition)}</b><br>"
            + string.Join("<br>", ChartStyle.Lines(users[i] + absent[i], line => line.Length <= 45).Select(ChartStyle.Text))).ToArray();
        var values = models.Select(model => groups.Select(group => model.Scores.Rows[group[0]].Value).ToArray()).ToList();
        var widest = values.MaxBy(scores => scores.Max() - scores.Min())!;
        title ??= $"{groups.Count} definitions of IoU for the same predictions: "
            + $"{widest.Min().Fixed(2)} to {widest.Max().Fixed(2)} {(models.Count == 1 ? "" : $"for {models[values.IndexOf(widest)].Name} ")}on {frames}";
        var data = new TextTable(title, "definition", "reported by", "model", "score").AddAll(
            from model in Enumerable.Range(0, models.Count) from row in Enumerable.Range(0, groups.Count) select (model, row),
            at => [all[groups[at.row][0]].Definition + absent[at.row], users[at.row], models[at.model].Name, values[at.model][at.row]]);
        return new Figure(data, Draw, height: 26 + (groups.Count * ((models.Count * 4.2) + 4)));

        GenericChart Draw() => new Panel(
            [.. models.Select((model, i) => Series.Bars(models.Count > 1 ? model.Name : "", users, values[i], i)
                .With(("texttemplate", "%{x:.3f}"), ("textposition", "outside"), ("cliponaxis", false)))],
            Axis.Numbers($"score on {frames}", ("range", new[] { 0, 1.08 })),
            Axis.Names(users, vertical: true).With(("tickvals", Enumerable.Range(0, users.Length).ToArray()), ("ticktext", labels))).ToChart()
            .WithLayout(("bargap", 0.25));
    }

    private static string Share(long pixels, long total) => (100.0 * pixels / Math.Max(1, total)) switch
    {
        0 => "0",
        < 0.005 => "< 0.01",
        var share => share.ToString(share < 9.95 ? "0.0#" : "0", CultureInfo.InvariantCulture),
    };
}
