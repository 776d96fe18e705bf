using SegBook.Data;
using SegBook.Display;
using SegBook.Models;
using SegBook.Training;
using TorchSharp;

namespace SegBook.Cli.Runs;

/// <summary>What checkpoints are to be scored on.</summary>
public sealed record CheckpointRequest
{
    /// <summary>Folder or zip with the frames; null takes the run's own.</summary>
    public string? Data { get; init; }

    /// <summary>All frames in place of the test part. Always so for frames that are not the run's own, and for a model without a run.</summary>
    public bool AllFrames { get; init; }

    /// <summary>How to predict. Default: one look at each frame.</summary>
    public PredictOptions Looks { get; init; } = new();

    /// <summary>auto, cpu, cuda, cuda:N. Default auto.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Height that frames are resized to; null is the run's own, 240 for a model without a run.</summary>
    public int? Height { get; init; }

    /// <summary>Width that frames are resized to; null is the run's own, 320 for a model without a run.</summary>
    public int? Width { get; init; }
}

/// <summary>A checkpoint and how it scored.</summary>
/// <param name="Name">The run's name or the model's folder.</param>
/// <param name="Model">What the network is.</param>
/// <param name="Parameters">How many numbers it has learned.</param>
/// <param name="Evaluation">What it made of the frames.</param>
public sealed record ScoredCheckpoint(string Name, string Model, long Parameters, Evaluation Evaluation)
{
    /// <summary>How it scored.</summary>
    public PartScores Scores => field ??= Evaluation.Scores();
}

/// <summary>Scores checkpoints: runs, or folders with a model alone. For comparisons, and for the chart of accuracy against speed.</summary>
public static class Checkpoint
{
    private const int WarmUp = 2;
    private static readonly string[] WeightsNames = [".pth", ".pt", ".bin", ".ckpt", ".safetensors"];

    /// <summary>Scores a checkpoint.</summary>
    /// <param name="name">A run (by name or folder) or the folder of a model.</param>
    /// <param name="store">Where runs are looked for.</param>
    /// <param name="request">What to score on.</param>
    /// <exception cref="SegBookException">There is no such checkpoint, or no data.</exception>
    public static ScoredCheckpoint Score(string name, RunStore store, CheckpointRequest request)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(request);
        var isModel = File.Exists(Path.Combine(name, "config.json")) && !new RunFiles(Path.GetFullPath(name)).HasRecord;
        RequireMore(name);
        var run = isModel ? null : store.Find(name);
        var device = Compute.Device(request.Device);
        using var model = run is null ? ModelFolder.Open(name, device) : run.OpenBest(device);
        var experiment = Settings(run, model, name, request);
        var data = TrainingData.Open(experiment, run?.LabelMap);
        var isOwn = data.Fingerprint == run?.Environment.DataFingerprint;
        run?.RequireClasses(data.Dataset.LabelMap, isOwn);
        if (run is not null && !isOwn && Path.IsPathRooted(run.Experiment.Labels))
        {
            // Other frames that bring a list of their own are not to be read by the run's file, unless it says the same.
            using var other = SegmentationDataset.Open(experiment.Data);
            if (!other.LabelMap.NumbersAreLabels)
            {
                run.RequireClasses(other.LabelMap, ownFrames: false);
            }
        }

        var frames = isOwn && !request.AllFrames ? experiment.Split.Divide(data.Dataset, experiment.Seed).Test : [.. Enumerable.Range(0, data.Dataset.Count)];

        // The first passes choose algorithms and fill caches; they are not timed.
        Evaluation.Of(model, data.Cache, [.. frames.Take(WarmUp)], device, 1);
        return new ScoredCheckpoint(run?.Id ?? name, model.ToString(), model.ParameterCount(), Evaluation.Of(model, data.Cache, frames, device, 1, options: request.Looks));
    }

    /// <summary>Checkpoints side by side, and together where they were scored on different frames, as those of a study's folds are.</summary>
    public static TextTable Table(IReadOnlyList<ScoredCheckpoint> checkpoints)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        var table = new TextTable("", "checkpoint", "model", "frames", "mIoU", "95 %", "pixel accuracy", "confidence", "% of pixels under 0.5", "ms/frame");
        foreach (var one in WithTogether(checkpoints))
        {
            var (scores, sure) = (one.Scores, one.Evaluation.Confidence!);
            var interval = scores.MeanIouInterval is { } range ? $"{range.Low.Fixed(4)}-{range.High.Fixed(4)}" : "";
            table.Add(one.Name, one.Model, $"{scores.Frames}", scores.MeanIou.Fixed(4), interval, scores.PixelAccuracy.Fixed(4), sure.Mean.Fixed(3), (100 * sure.UnderHalf).Fixed(2), scores.MillisecondsPerFrame.Fixed(1));
        }

        return table;
    }

    /// <summary>IoU of each class, a column a checkpoint.</summary>
    public static TextTable ClassTable(IReadOnlyList<ScoredCheckpoint> checkpoints)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        List<ScoredCheckpoint> all = [.. WithTogether(checkpoints)];
        var table = new TextTable("IoU by class", ["class", "pixels", .. all.Select(one => one.Name)]);
        return table.AddAll(all.SelectMany(one => one.Scores.Iou.Keys).Distinct(), name =>
            [name, $"{Pixels(name)}", .. all.Select(one => one.Scores.Iou.TryGetValue(name, out var iou) ? iou.Fixed(4) : "")]);

        long Pixels(string name) => all.Select(one => one.Evaluation).Last(one => one.LabelMap.Names.Contains(name)) is var last ? last.Total.Support()[last.LabelMap.Names.ToList().IndexOf(name)] : 0;
    }

    private static IEnumerable<ScoredCheckpoint> WithTogether(IReadOnlyList<ScoredCheckpoint> checkpoints)
    {
        var parts = checkpoints.Select(one => one.Evaluation).ToList();
        var areParts = parts.Count > 1 && checkpoints.Select(one => one.Model).Distinct().Count() == 1
            && parts.All(part => part.LabelMap.Names.SequenceEqual(parts[0].LabelMap.Names))
            && parts.SelectMany(part => part.Numbers).Distinct().Count() == parts.Sum(part => part.Numbers.Count);
        return areParts ? checkpoints.Append(new ScoredCheckpoint("together", "", 0, Together(parts))) : checkpoints;
    }

    // The frames in the order of the sequence.
    private static Evaluation Together(IReadOnlyList<Evaluation> parts)
    {
        var frames = parts.SelectMany(part => part.Numbers.Zip(part.Frames, part.PerFrame)).OrderBy(frame => frame.First).ToList();
        double Mean(Func<Evaluation, double> of) => parts.Sum(part => of(part) * part.Frames.Count) / frames.Count;
        return new Evaluation([.. frames.Select(frame => frame.First)], [.. frames.Select(frame => frame.Second)], [.. frames.Select(frame => frame.Third)],
            Mean(part => part.Loss), Mean(part => part.MillisecondsPerFrame), parts[0].LabelMap)
        {
            Confidence = Confidence.Together([.. parts.Select(part => part.Confidence!)]),
        };
    }

    // Weights alone say nothing of the network.
    private static void RequireMore(string name)
    {
        var isFolder = Directory.Exists(name) && !File.Exists(Path.Combine(name, "config.json"));
        var weights = isFolder ? Directory.GetFiles(name).FirstOrDefault(IsWeights) : File.Exists(name) && IsWeights(name) ? name : null;
        if (weights is not null)
        {
            throw new SegBookException($"'{weights}' holds weights and does not say of what network. Give a run or the folder of a model: in Python, model.save_pretrained(\"FOLDER\") makes one; "
                + "or put the weights there as pytorch_model.bin (or model.safetensors) beside a config.json such as {\"_model_class\": \"Unet\", \"encoder_name\": \"resnet34\", \"classes\": 11}.");
        }

        static bool IsWeights(string file) => WeightsNames.Contains(Path.GetExtension(file).ToLowerInvariant());
    }

    private static Experiment Settings(Run? run, SegmentationModel model, string name, CheckpointRequest request)
    {
        var data = request.Data ?? run?.Experiment.Data ?? throw new SegBookException($"'{name}' is a model without a run, so it says nothing of data. Give --data PATH.");
        if (run is not null && request.Data is null)
        {
            new RunFiles(run.Folder).RequireData(data, "evaluate");
        }

        var plain = run?.Experiment ?? new Experiment { Data = data, Labels = Labels(model, name) };
        return plain.At(Path.GetFullPath(data)) with { Height = request.Height ?? plain.Height, Width = request.Width ?? plain.Width };
    }

    // What the folder itself says; SMP's says nothing but how many classes there are.
    private static string Labels(SegmentationModel model, string folder) =>
        ModelFolder.ReadCard(folder) is { LabelMap.Length: > 0 } card ? LabelMap.Known.Any(map => map.Name == card.LabelMap) ? card.LabelMap : LabelMap.Auto
        : model.Config.Classes == LabelMap.CamVid32.Count ? LabelMap.CamVid32.Name : LabelMap.Auto;
}
