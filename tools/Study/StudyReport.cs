using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SegBook.Charts;
using SegBook.Data;
using SegBook.Metrics;
using SegBook.Models;
using SegBook.Training;

namespace SegBook.Cli.Study;

/// <summary>What a network or a baseline came to over all tested frames.</summary>
/// <param name="name">Of the network or baseline, for people.</param>
/// <param name="bySeed">For each seed (one for a baseline) a confusion matrix per tested frame, in the order of the sequence.</param>
/// <param name="runs">Of the network; none for a baseline.</param>
internal sealed class StudyScore(string name, IReadOnlyList<IReadOnlyList<ConfusionMatrix>> bySeed, IReadOnlyList<Run>? runs = null)
{
    public IReadOnlyList<Run> Runs => runs ?? [];

    public string Epochs => string.Join(" or ", Runs.Select(run => run.Experiment.Epochs).Distinct());

    public string Name { get; } = name;

    public IReadOnlyList<IReadOnlyList<ConfusionMatrix>> BySeed { get; } = bySeed;

    /// <summary>Each frame's matrices of all seeds added up.</summary>
    public IReadOnlyList<ConfusionMatrix> PerFrame { get; } = [.. Enumerable.Range(0, bySeed[0].Count).Select(i => ConfusionMatrix.Sum(bySeed.Select(seed => seed[i])))];

    /// <summary>All frames and seeds in one matrix.</summary>
    public ConfusionMatrix Total => field ??= ConfusionMatrix.Sum(PerFrame);

    /// <summary>mIoU and IoU with intervals by a bootstrap over blocks of frames.</summary>
    public BootstrapResult Intervals => field ??= BlockBootstrap.Of(PerFrame);

    /// <summary>mIoU of each seed, all its frames in one matrix.</summary>
    public IReadOnlyList<double> Scores { get; } = [.. bySeed.Select(frames => ConfusionMatrix.Sum(frames).MeanIou())];

    /// <summary>The mean over seeds.</summary>
    public double MeanIou => Scores.Average();

    /// <summary>Standard deviation of the mIoU between seeds, NaN for one seed.</summary>
    public double SeedSpread => CrossValidationResult.Deviation(Scores);

    /// <summary>How many seeds each of two networks needs, if both are as much luck as this one, for a difference of 0.02 mIoU to be seen four times in five at the 5 % level.</summary>
    public double SeedsForTwoPoints => Math.Max(2, Math.Ceiling(2 * Math.Pow((1.960 + 0.842) * SeedSpread / 0.02, 2)));
}

/// <summary>Writes a study's numbers and charts: CSV, JSON, SVG and a README with the command that makes them. No frame, and no picture made of one.</summary>
internal sealed class StudyReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly StudyPlan _plan;
    private readonly List<Run> _runs;
    private readonly int _finished;
    private readonly LabelMap _labels;
    private readonly int _frames;
    private readonly List<StudyScore> _baselines;
    private readonly List<StudyScore> _networks;
    private readonly ComparisonTable? _pairs;
    private readonly IReadOnlyList<StudyGain> _otherwise;

    private StudyReport(StudyPlan plan, List<Run> runs, int finished)
    {
        _plan = plan;
        _runs = runs;
        _finished = finished;
        using var dataset = SegmentationDataset.Open(plan.Foot.Data);
        using var cache = new FrameCache(dataset, plan.Foot.Height, plan.Foot.Width);
        (_labels, _frames) = (dataset.LabelMap, dataset.Count);
        var folds = runs.Select(run => run.Experiment.Split.Fold).Distinct().Order();
        var splits = folds.Select(fold => (plan.Foot.Split with { Folds = plan.Folds, Fold = fold }).Divide(dataset, 1)).ToList();
        _baselines =
        [
            new("most frequent class per pixel", [[.. splits.SelectMany(split => Baselines.MostFrequent(cache, split).PerFrame)]]),
            new("nearest training frame", [[.. splits.SelectMany(split => Baselines.CopyNearest(cache, split).PerFrame)]]),
        ];
        _networks =
        [
            .. from architecture in plan.Architectures
               let own = runs.Where(run => run.Experiment.Model.Architecture == architecture).ToList()
               select new StudyScore(architecture.Title(), [.. own.GroupBy(run => run.Experiment.Seed).Select(TestFrames)], own),
        ];

        // One fold and seed is no comparison.
        _pairs = plan.Architectures.Count < 2 || runs.Count == plan.Architectures.Count ? null
            : ComparisonTable.Of([.. _networks.Select(network => (network.Name, network.PerFrame))]);
        _otherwise = plan.Against is { } other ? StudyGain.Of(runs, StudyRuns.Records(other)) : [];
    }

    private IEnumerable<StudyScore> All => _baselines.Concat(_networks);

    /// <summary>Writes the report of the runs that are finished and says what is in it.</summary>
    /// <exception cref="SegBookException">No fold is finished for all networks.</exception>
    public static string Write(StudyPlan plan, RunStore store, string folder)
    {
        var known = new StudyRuns(store, folder);
        var finished = plan.Experiments().Select(known.Find).OfType<Run>().ToList();
        finished.ForEach(known.Keep);
        var runs = Comparable(finished, plan.Architectures.Count);
        if (runs.Count == 0)
        {
            throw new SegBookException($"No fold is finished for all {plan.Architectures.Count} networks in {store.Folder} or {folder}. Run the command without --report.");
        }

        var report = new StudyReport(plan, runs, finished.Count);
        File.WriteAllLines(
            Path.Combine(folder, "runs.csv"),
            report.RunsCsv().Prepend("architecture,encoder,fold,seed,epochs,best_epoch,test_frames,test_miou,test_pixel_accuracy,validation_miou,train_seconds,threads,run"));
        File.WriteAllLines(Path.Combine(folder, "iou.csv"), report.IouCsv().Prepend("answer,class,iou,low,high,pixels"));
        File.WriteAllText(Path.Combine(folder, "scores.json"), report.ScoresJson() + "\n");
        var text = report.Readme(ReferenceReport.Write(plan, known, store, folder));
        File.WriteAllText(Path.Combine(folder, "README.md"), text);
        try
        {
            report.WriteCharts(folder);
            return text;
        }
        catch (SegBookException e)
        {
            // A machine with a GPU may well have no browser.
            return $"{text}\nNo charts: {e.Message} Where there is a browser, draw them with --report from the same runs.";
        }
    }

    /// <summary>The runs in which every network was tested on the same frames with the same seeds: of a study cut short, the seeds with the most folds, and the folds that all of these have.</summary>
    private static List<Run> Comparable(IEnumerable<Run> finished, int networks)
    {
        var pairs = finished.GroupBy(run => (run.Experiment.Split.Fold, run.Experiment.Seed)).Where(pair => pair.Count() == networks).ToList();
        var seeds = pairs.GroupBy(pair => pair.Key.Seed).ToList();
        var most = seeds.Count == 0 ? 0 : seeds.Max(seed => seed.Count());
        seeds.RemoveAll(seed => seed.Count() < most);
        var folds = seeds.SelectMany(seed => seed).GroupBy(pair => pair.Key.Fold).Where(fold => fold.Count() == seeds.Count);
        return [.. folds.SelectMany(fold => fold).SelectMany(pair => pair)];
    }

    /// <summary>A matrix per test frame of a seed's runs, fold by fold.</summary>
    internal static IReadOnlyList<ConfusionMatrix> TestFrames(IEnumerable<Run> folds) =>
        [.. folds.OrderBy(run => run.Experiment.Split.Fold).SelectMany(run => run.TestFrames().Select(frame => frame.Matrix))];

    private IEnumerable<string> RunsCsv() =>
        from run in _runs
        let experiment = run.Experiment
        let scores = run.Scores!
        select $"{experiment.Model.Architecture},{experiment.Model.Encoder},{experiment.Split.Fold},{experiment.Seed},{experiment.Epochs},{scores.BestEpoch},{scores.Test!.Frames},"
            + $"{scores.Test.MeanIou:0.0000},{scores.Test.PixelAccuracy:0.0000},{scores.Validation?.MeanIou:0.0000},{scores.TrainSeconds:0},{run.Environment.Threads},{run.Id}";

    private IEnumerable<string> IouCsv() =>
        from score in All
        from one in _labels.Names.Index()
        let interval = score.Intervals.Iou[one.Index]
        select $"{score.Name},{one.Item},{score.Total.Iou()[one.Index]:0.0000},{interval.Low:0.0000},{interval.High:0.0000},{score.Total.Support()[one.Index]}";

    private string ScoresJson() => JsonSerializer.Serialize(
        new
        {
            Machine = _runs[0].Environment,
            Answers = All.Select(score => new { score.Name, score.MeanIou, Interval = score.Intervals.MeanIou, PixelAccuracy = score.Total.PixelAccuracy(), BySeed = score.Scores }),
            Definitions = All.Select(score => new { score.Name, Values = IouDefinitions.Of(score.PerFrame).Rows }),
            _pairs?.Comparisons,
        },
        Json);

    private void WriteCharts(string folder)
    {
        List<(string Name, Figure Figure)> figures =
        [
            ("iou", ResultCharts.Iou(_labels.Names, [.. _networks.Append(_baselines[1]).Select(score => (score.Name, score.PerFrame))])),
            ("curves", TrainingCharts.LearningCurves(
                [.. _networks.Select(network => (network.Name, MeanHistory(network.Runs)))], $"Learning curves, mean of {_networks[0].Runs.Count} runs a network (training dashed, validation solid)")),
        ];
        if (_pairs is not null)
        {
            figures.Add(("differences", ResultCharts.Differences(_pairs.Comparisons)));
        }

        if (_otherwise.Count > 0)
        {
            var title = (Otherwise is var (here, there) ? $"IoU with {here} minus IoU with {there}: " : "IoU gained: ")
                + string.Join("; ", _otherwise.Select(gain => $"{gain.Name}: {gain.Gain.MeanIou.Estimate.ToString("+0.00;-0.00", CultureInfo.InvariantCulture)}"));
            figures.Add(("gain", ResultCharts.Gains(_labels.Names, [.. _otherwise.Select(gain => (gain.Name, gain.Gain))], title)));
        }

        foreach (var network in _networks)
        {
            figures.Add(($"confusion-{network.Runs[0].Experiment.Model.Architecture}".ToLowerInvariant(), ResultCharts.Confusion(
                _labels.Names, network.Total, $"{network.Name}: where each class's pixels went ({network.PerFrame.Count} frames)")));
        }

        foreach (var ((name, _), drawing) in figures.Zip(FigureRenderer.Draw([.. figures.Select(one => one.Figure)])))
        {
            File.WriteAllText(Path.Combine(folder, name + ".svg"), drawing.Svg);
        }
    }

    /// <summary>The mean of several runs, epoch by epoch, as far as all of them went.</summary>
    private static IReadOnlyList<EpochRecord> MeanHistory(IReadOnlyList<Run> runs)
    {
        return [.. runs[0].History.Take(runs.Min(run => run.History.Count)).Select((first, i) => first with
        {
            TrainLoss = Mean(i, epoch => epoch.TrainLoss), TrainMeanIou = Mean(i, epoch => epoch.TrainMeanIou),
            ValidationLoss = Mean(i, epoch => epoch.ValidationLoss), ValidationMeanIou = Mean(i, epoch => epoch.ValidationMeanIou),
        })];

        double Mean(int i, Func<EpochRecord, double> value) => runs.Average(run => value(run.History[i]));
    }

    private string Readme(string reference)
    {
        var (foot, machine) = (_runs[0].Experiment, _runs[0].Environment);
        var start = (foot.Weights is null ? "random weights" : $"'{foot.Weights}' weights") + (foot.Optimizer.EncoderLearningRate is { } rate ? $", learning at {rate}" : "");
        return $"""
            # {_frames} frames, {_labels.Count} classes, {_plan.Foot.Height} x {_plan.Foot.Width} pixels

            | model | epochs | mIoU | 95 % interval | pixel accuracy | train time a run (median) |
            |---|---|---|---|---|---|
            {string.Join('\n', All.Select(score => $"| {score.Name} | {score.Epochs} | {score.MeanIou:0.000} | {score.Intervals.MeanIou.Low:0.000} to {score.Intervals.MeanIou.High:0.000} | {score.Total.PixelAccuracy():0.000} | {TrainTime(score)} |"))}

            | mIoU on | {string.Join(" | ", All.Select(score => score.Name))} |
            |---|{string.Concat(All.Select(_ => "---|"))}
            {string.Join('\n', Folds())}

            {string.Concat(_pairs?.Comparisons.Select(pair => $"- {pair}\n") ?? [])}
            {Luck()}{Gains()}**How far.** {_finished} of {_plan.Experiments().Count} runs are finished, {_runs.Count} of them in folds and seeds that all networks have; only these are in the tables. Their records lie in `runs/`: the command below goes on from them, on any machine.

            **Settings.** {Count(run => run.Split.Fold)} of {_plan.Folds} contiguous folds with a gap of {foot.Split.Gap} frames, {Count(run => run.Seed)} seed(s), {_networks[0].PerFrame.Count} tested frames; encoder {foot.Model.Encoder} from {start}; batch {foot.BatchSize}; {foot.Optimizer.Kind} with peak learning rate {foot.Optimizer.LearningRate} ({foot.Schedule.Kind}) and weight decay {foot.Optimizer.WeightDecay}; augmentation '{foot.Augmentation}'; {string.Join(" and ", _runs.Select(run => run.Precision).Distinct())} precision; best epoch by validation mIoU.

            **Data.** {machine.DataDescription} Fingerprint {machine.DataFingerprint}.{(machine.Pretrained is { } weights ? $" Weights: {weights}." : "")}

            **Machine.** {machine.Machine}, {machine.Cores} cores, {Threads()} for a run, {machine.Device}, libtorch {machine.Libtorch}, .NET {machine.DotNet}.

            {(reference.Length > 0 ? reference + "\n" : "")}The interval is a bootstrap over blocks of consecutive frames. `runs.csv` has one line per run, `iou.csv` the classes, `scores.json` everything, with the same predictions under every definition of IoU.

            Made by:

                ./segbook study --data FRAMES --out FOLDER {Options(foot)}

            """;
    }

    /// <summary>How much of a score is the seed's and how much the stretch of the sequence.</summary>
    private string Luck() => Count(run => run.Seed) < 2 ? "" : $"""
        | how much is luck | mIoU by seed | spread between seeds, whole sequence | between seeds within a fold | between folds | seeds for 2 points |
        |---|---|---|---|---|---|
        {string.Join('\n', _networks.Select(network => $"| {network.Name} | {string.Join(", ", network.Scores.Select(score => $"{score:0.000}"))} | {network.SeedSpread:0.000} | {WithinFolds(network):0.000} | {BetweenFolds(network):0.000} | {network.SeedsForTwoPoints:0} |"))}

        Spreads are standard deviations of mIoU. The last column is how many seeds each of two networks needs, if both spread over seeds as this one does, for a difference of 2 points to be seen four times in five at the 5 % level; from {Count(run => run.Seed)} seeds it is a rough guide.


        """;

    private static double WithinFolds(StudyScore network) => Math.Sqrt(ByFold(network).Average(fold => Math.Pow(CrossValidationResult.Deviation([.. fold]), 2)));

    private static double BetweenFolds(StudyScore network) => CrossValidationResult.Deviation([.. ByFold(network).Select(fold => fold.Average())]);

    private static IEnumerable<IGrouping<int, double>> ByFold(StudyScore network) => network.Runs.GroupBy(run => run.Experiment.Split.Fold, run => run.Scores!.Test!.MeanIou);

    /// <summary>In what the other study differs, in words; null when it is in something else.</summary>
    private (string Here, string There)? Otherwise =>
        (StudyGain.What(_runs[0]), StudyGain.What(_otherwise[0].Other)) is var (here, there) && here != there ? (here, there) : null;

    private string Gains() => _plan.Against is null ? "" : _otherwise.Count == 0 ? "The study it is to be compared with has no other runs of its networks on the same folds of the same frames.\n\n" : $"""
        | {(Otherwise is var (here, there) ? $"{here} against {there}" : "against the other study")} | mIoU | mIoU there | gain in points | gains and losses by class |
        |---|---|---|---|---|
        {string.Join('\n', _otherwise.Select(gain => gain.ToRow(_labels.Names)))}

        Over the {_otherwise[0].Gain.Frames} frames that both have tested, all seeds of a frame added up (seeds here and there: {string.Join(", ", _otherwise.Select(gain => $"{gain.Seeds.Here} and {gain.Seeds.There}").Distinct())}); intervals by blocks of frames, drawn for both at once, know nothing of other seeds. Chart: `gain.svg`.


        """;

    private int Count<T>(Func<Experiment, T> part) => _runs.Select(run => part(run.Experiment)).Distinct().Count();

    private string TrainTime(StudyScore score)
    {
        var seconds = score.Runs.Select(run => run.Scores!.TrainSeconds).Order().ToList();
        return seconds.Count == 0 ? "" : $"{seconds[seconds.Count / 2] / 60:0.0} min";
    }

    /// <summary>mIoU fold by fold: how much the stretch of the sequence matters.</summary>
    private IEnumerable<string> Folds()
    {
        var start = 0;
        foreach (var fold in _runs.GroupBy(run => run.Experiment.Split.Fold).OrderBy(fold => fold.Key))
        {
            var frames = fold.First().Scores!.Test!.Frames;
            var scores = All.Select(score => $"{score.BySeed.Average(seed => ConfusionMatrix.Sum(seed.Skip(start).Take(frames)).MeanIou()):0.000}").ToList();
            yield return $"| fold {fold.Key + 1}, {frames} frames | {string.Join(" | ", scores)} |";
            start += frames;
        }
    }

    // What each run recorded when it began, not what this process has.
    private string Threads()
    {
        var threads = _runs.Select(run => run.Environment.Threads).Distinct().Order().ToList();
        return string.Join(" or ", threads) + (threads is [1] ? " thread" : " threads");
    }

    private string Options(Experiment foot) =>
        $"--folds {_plan.Folds}{(_plan.TestedFolds == _plan.Folds ? "" : $" --only-folds {_plan.TestedFolds}")} --seeds {_plan.Seeds} --encoder {foot.Model.Encoder}{(foot.Weights is null ? "" : $" --weights {foot.Weights}")}"
        + $" --height {foot.Height} --width {foot.Width} --epochs {_plan.EpochFactor}{string.Concat(_plan.Settings.Select(setting => $" --set {setting}"))}{(_plan.WithReference ? " --reference" : "")}"
        + $"{(_plan.Architectures.Count == StudyPlan.AllArchitectures.Count ? "" : $" --networks {string.Join(' ', _plan.Architectures)}")}{(_plan.Against is null ? "" : " --against OTHER")}";
}
