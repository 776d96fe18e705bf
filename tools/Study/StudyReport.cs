using System.Globalization;
using System.Text;
using System.Text.Json;
using SegBook.Charts;
using SegBook.Data;
using SegBook.Metrics;
using SegBook.Training;

namespace SegBook.Cli.Study;

/// <summary>What one answer (a network, or a baseline) came to over all tested frames.</summary>
/// <param name="Name">The network or baseline.</param>
/// <param name="BySeed">For each seed (one for a baseline) a confusion matrix per tested frame, in the order of the sequence.</param>
internal sealed record StudyAnswer(string Name, IReadOnlyList<IReadOnlyList<ConfusionMatrix>> BySeed)
{
    /// <summary>Each frame's matrices of all seeds added up.</summary>
    public IReadOnlyList<ConfusionMatrix> PerFrame { get; } = [.. Enumerable.Range(0, BySeed[0].Count).Select(i => ConfusionMatrix.Sum(BySeed.Select(seed => seed[i])))];

    /// <summary>mIoU of each seed, all its frames in one matrix.</summary>
    public IReadOnlyList<double> Scores { get; } = [.. BySeed.Select(frames => ConfusionMatrix.Sum(frames).MeanIou())];

    /// <summary>The mean over seeds.</summary>
    public double MeanIou => Scores.Average();
}

/// <summary>Writes a study's numbers and charts: CSV, JSON, SVG and a README with the command that makes them. No frame, and no picture made of one.</summary>
internal static class StudyReport
{
    /// <summary>Writes the report of the runs that are finished and says what is in it.</summary>
    /// <exception cref="SegBookException">No fold is finished for all networks.</exception>
    public static string Write(StudyPlan plan, RunStore store, string folder)
    {
        var runs = Comparable(plan.Experiments().Select(store.Find).OfType<Run>().Where(run => run.Status == RunStatus.Finished));
        if (runs.Count == 0)
        {
            throw new SegBookException($"No fold is finished for all {StudyPlan.Architectures.Count} networks in {store.Folder}. Run the command without --report.");
        }

        Directory.CreateDirectory(folder);
        var dataset = SegmentationDataset.Open(plan.Foot.Data);
        var folds = runs.Select(run => run.Experiment.Split.Fold).Distinct().Order().ToList();
        var answers = (IReadOnlyList<StudyAnswer>)[.. Baselines(plan, dataset, folds), .. Networks(runs)];
        // One fold and seed is no comparison.
        var pairs = runs.Count == StudyPlan.Architectures.Count ? null : ComparisonTable.Of(runs.Select(run => new RunScore($"{run.Experiment.Architecture}", run.Experiment.Split.Fold, run.Experiment.Seed, run.Scores!.Test!.MeanIou)));
        File.WriteAllText(Path.Combine(folder, "runs.csv"), RunsCsv(runs));
        File.WriteAllText(Path.Combine(folder, "iou.csv"), IouCsv(answers, dataset.LabelMap));
        File.WriteAllText(Path.Combine(folder, "scores.json"), ScoresJson(answers, runs, pairs));
        var text = Readme(plan, answers, runs, pairs, dataset, ReferenceReport.Write(plan, store, folder));
        File.WriteAllText(Path.Combine(folder, "README.md"), text);
        try
        {
            Charts(folder, answers, runs, pairs, dataset.LabelMap);
            return text;
        }
        catch (SegBookException e)
        {
            // A machine with a GPU may well have no browser.
            return $"{text}\nNo charts: {e.Message} Where there is a browser, draw them with --report from the same runs.";
        }
    }

    /// <summary>The runs in which every network was tested on the same frames with the same seeds: of a study cut short, the seeds with the most folds, and the folds that all of these have.</summary>
    private static List<Run> Comparable(IEnumerable<Run> finished)
    {
        var pairs = finished.GroupBy(run => (run.Experiment.Split.Fold, run.Experiment.Seed)).Where(pair => pair.Count() == StudyPlan.Architectures.Count).ToList();
        var seeds = pairs.GroupBy(pair => pair.Key.Seed).ToList();
        var most = seeds.Count == 0 ? 0 : seeds.Max(seed => seed.Count());
        seeds.RemoveAll(seed => seed.Count() < most);
        var folds = seeds.SelectMany(seed => seed).GroupBy(pair => pair.Key.Fold).Where(fold => fold.Count() == seeds.Count);
        return [.. folds.SelectMany(fold => fold).SelectMany(pair => pair)];
    }

    private static IEnumerable<StudyAnswer> Baselines(StudyPlan plan, SegmentationDataset dataset, List<int> folds)
    {
        using var cache = new FrameCache(dataset, plan.Foot.Height, plan.Foot.Width);
        var splits = folds.Select(fold => (plan.Foot.Split with { Folds = plan.Folds, Fold = fold }).Divide(dataset.Count, 1)).ToList();
        return
        [
            new("most frequent class per pixel", [[.. splits.SelectMany(split => Training.Baselines.MostFrequent(cache, split).PerFrame)]]),
            new("copy the nearest training frame", [[.. splits.SelectMany(split => Training.Baselines.CopyNearest(cache, split).PerFrame)]]),
        ];
    }

    private static IEnumerable<StudyAnswer> Networks(List<Run> runs) =>
        StudyPlan.Architectures.Select(architecture => new StudyAnswer(
            $"{architecture}",
            [
                .. runs.Where(run => run.Experiment.Architecture == architecture)
                    .GroupBy(run => run.Experiment.Seed)
                    .Select(seed => (IReadOnlyList<ConfusionMatrix>)[.. seed.OrderBy(run => run.Experiment.Split.Fold).SelectMany(run => run.TestFrames().Select(frame => frame.Matrix))]),
            ]));

    private static string RunsCsv(List<Run> runs)
    {
        var csv = new StringBuilder("architecture,encoder,fold,seed,epochs,best_epoch,test_frames,test_miou,test_pixel_accuracy,validation_miou,train_seconds,threads,run\n");
        foreach (var run in runs)
        {
            var (experiment, scores) = (run.Experiment, run.Scores!);
            csv.AppendLine(CultureInfo.InvariantCulture, $"{experiment.Architecture},{experiment.Encoder},{experiment.Split.Fold},{experiment.Seed},{experiment.Epochs},{scores.BestEpoch},{scores.Test!.Frames},{scores.Test.MeanIou:0.0000},{scores.Test.PixelAccuracy:0.0000},{scores.Validation?.MeanIou:0.0000},{scores.TrainSeconds:0},{run.Environment.Threads},{run.Id}");
        }

        return csv.ToString();
    }

    private static string IouCsv(IReadOnlyList<StudyAnswer> answers, LabelMap map)
    {
        var csv = new StringBuilder("answer,class,iou,low,high,pixels\n");
        foreach (var answer in answers)
        {
            var total = ConfusionMatrix.Sum(answer.PerFrame);
            var intervals = BlockBootstrap.Of(answer.PerFrame).Iou;
            foreach (var (label, name) in map.Names.Index())
            {
                csv.AppendLine(CultureInfo.InvariantCulture, $"{answer.Name},{name},{total.Iou()[label]:0.0000},{intervals[label].Low:0.0000},{intervals[label].High:0.0000},{total.Support()[label]}");
            }
        }

        return csv.ToString();
    }

    private static string ScoresJson(IReadOnlyList<StudyAnswer> answers, List<Run> runs, ComparisonTable? pairs) => JsonSerializer.Serialize(
        new
        {
            Machine = runs[0].Environment,
            Answers = answers.Select(answer => new { answer.Name, answer.MeanIou, Interval = BlockBootstrap.Of(answer.PerFrame).MeanIou, PixelAccuracy = ConfusionMatrix.Sum(answer.PerFrame).PixelAccuracy(), BySeed = answer.Scores }),
            Definitions = answers.Select(answer => new { answer.Name, Values = IouDefinitions.Of(answer.PerFrame).Rows }),
            Comparisons = pairs?.Comparisons,
        },
        new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals }) + "\n";

    private static void Charts(string folder, IReadOnlyList<StudyAnswer> answers, List<Run> runs, ComparisonTable? pairs, LabelMap map)
    {
        var frames = answers[0].PerFrame.Count;
        var (first, last, copy) = (answers.Skip(2).MaxBy(answer => answer.MeanIou)!, answers.Skip(2).MinBy(answer => answer.MeanIou)!, answers[1]);
        var beyond = pairs?.Comparisons.Count(pair => pair.AdjustedP < 0.05) ?? 0;
        var bars = ResultCharts.Iou(string.Create(CultureInfo.InvariantCulture, $"From {last.Name} with a mean IoU of {last.MeanIou:0.00} to {first.Name} with {first.MeanIou:0.00}; copying the nearest frame has {copy.MeanIou:0.00}"), map.Names, [.. answers.Skip(1).Select(answer => (answer.Name, answer.PerFrame))]);
        var differences = pairs is null ? [] : (IEnumerable<(string, Figure)>)[("differences", ResultCharts.Differences($"{(beyond == 0 ? "None" : $"{beyond}")} of {pairs.Comparisons.Count} differences is beyond chance", pairs.Comparisons))];
        var confusions = answers.Skip(2).Select(answer => ($"confusion-{answer.Name.ToLowerInvariant()}", ResultCharts.Confusion($"{answer.Name}: where each class's pixels went ({frames} frames)", map.Names, ConfusionMatrix.Sum(answer.PerFrame))));
        var curves = StudyPlan.Architectures.Select(architecture => ($"curves-{architecture.ToString().ToLowerInvariant()}", TrainingCharts.LearningCurves($"{architecture}: learning curves of every run", [.. runs.Where(run => run.Experiment.Architecture == architecture).Select(run => ($"fold {run.Experiment.Split.Fold + 1}", run.History))])));
        List<(string Name, Figure Figure)> figures = [("iou", bars), .. differences, .. confusions, .. curves];
        foreach (var ((name, _), drawing) in figures.Zip(FigureRenderer.Draw([.. figures.Select(one => one.Figure)])))
        {
            File.WriteAllText(Path.Combine(folder, name + ".svg"), drawing.Svg);
        }
    }

    private static string Readme(StudyPlan plan, IReadOnlyList<StudyAnswer> answers, List<Run> runs, ComparisonTable? pairs, SegmentationDataset dataset, string reference)
    {
        var (foot, machine) = (runs[0].Experiment, runs[0].Environment);
        var folds = runs.Select(run => run.Experiment.Split.Fold).Distinct().Count();
        var seeds = runs.Select(run => run.Experiment.Seed).Distinct().Count();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {dataset.Count} frames, {dataset.LabelMap.Count} classes, {plan.Foot.Height} x {plan.Foot.Width} pixels").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| answer | mIoU | 95 % interval | pixel accuracy | train time a run (median) |").AppendLine("|---|---|---|---|---|");
        foreach (var answer in answers)
        {
            var interval = BlockBootstrap.Of(answer.PerFrame).MeanIou;
            var seconds = runs.Where(run => $"{run.Experiment.Architecture}" == answer.Name).Select(run => run.Scores!.TrainSeconds).Order().ToList();
            var time = seconds.Count == 0 ? "" : (seconds[seconds.Count / 2] / 60).ToString("0.0 min", CultureInfo.InvariantCulture);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {answer.Name} | {answer.MeanIou:0.000} | {interval.Low:0.000} to {interval.High:0.000} | {ConfusionMatrix.Sum(answer.PerFrame).PixelAccuracy():0.000} | {time} |");
        }

        Folds(text, answers, runs);
        foreach (var comparison in pairs?.Comparisons ?? [])
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {comparison.Sentence}");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"**Settings.** {folds} of {plan.Folds} contiguous folds with a gap of {foot.Split.Gap} frames, {seeds} seed(s), {answers[0].PerFrame.Count} tested frames; encoder {foot.Encoder} from {Start(foot)}; batch {foot.BatchSize}; {foot.Optimizer.Kind} with peak learning rate {foot.Optimizer.LearningRate} ({foot.Schedule.Kind}) and weight decay {foot.Optimizer.WeightDecay}; augmentation '{foot.Augmentation}'; epochs: {string.Join(", ", runs.Select(run => $"{run.Experiment.Architecture} {run.Experiment.Epochs}").Distinct())}; best epoch by validation mIoU.");
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"**Machine.** {machine.Machine}, {machine.Cores} cores, {Threads(runs)} for a run, {machine.Device}, libtorch {machine.Libtorch}, .NET {machine.DotNet}.");
        if (reference.Length > 0)
        {
            text.AppendLine().Append(reference);
        }

        text.AppendLine().AppendLine("The interval is a bootstrap over blocks of consecutive frames. `runs.csv` has one line per run, `iou.csv` the classes, `scores.json` everything, with the same predictions under every definition of IoU.");
        text.AppendLine().AppendLine("Made by:").AppendLine();
        var part = plan.TestedFolds == plan.Folds ? "" : $" --only-folds {plan.TestedFolds}";
        text.AppendLine(CultureInfo.InvariantCulture, $"    ./segbook study --data FRAMES --out FOLDER --folds {plan.Folds}{part} --seeds {plan.Seeds} --encoder {foot.Encoder}{(foot.Weights is null ? "" : $" --weights {foot.Weights}")} --height {foot.Height} --width {foot.Width} --epochs {plan.EpochFactor}{(plan.WithReference ? " --reference" : "")}");
        return text.ToString();
    }

    /// <summary>mIoU fold by fold: how much the stretch of the street matters.</summary>
    private static void Folds(StringBuilder text, IReadOnlyList<StudyAnswer> answers, List<Run> runs)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| mIoU on | {string.Join(" | ", answers.Select(answer => answer.Name))} |").AppendLine($"|---|{string.Concat(answers.Select(_ => "---|"))}");
        var start = 0;
        foreach (var fold in runs.GroupBy(run => run.Experiment.Split.Fold).OrderBy(fold => fold.Key))
        {
            var frames = fold.First().Scores!.Test!.Frames;
            var scores = answers.Select(answer => answer.BySeed.Average(seed => ConfusionMatrix.Sum(seed.Skip(start).Take(frames)).MeanIou()).ToString("0.000", CultureInfo.InvariantCulture));
            text.AppendLine(CultureInfo.InvariantCulture, $"| fold {fold.Key + 1}, {frames} frames | {string.Join(" | ", scores)} |");
            start += frames;
        }

        text.AppendLine();
    }

    // What each run recorded when it began, not what this process has.
    private static string Threads(List<Run> runs)
    {
        var threads = runs.Select(run => run.Environment.Threads).Distinct().Order().ToList();
        return string.Join(" or ", threads) + (threads is [1] ? " thread" : " threads");
    }

    private static string Start(Experiment foot) => foot.Weights is null ? "random weights"
        : string.Create(CultureInfo.InvariantCulture, $"'{foot.Weights}' weights, learning at {foot.Optimizer.EncoderLearningRate}");
}
