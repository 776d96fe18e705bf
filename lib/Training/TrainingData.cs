using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using SegBook.Data;
using SegBook.Losses;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>The frames of an experiment, decoded and at hand. Runs on the same frames, one after the other, share them.</summary>
internal sealed class TrainingData(object key, SegmentationDataset dataset, Experiment experiment, string fingerprint)
{
    private static readonly Lock Gate = new();
    private static TrainingData? latest;
    private readonly object _key = key;

    public SegmentationDataset Dataset { get; } = dataset;

    public FrameCache Cache { get; } = new(dataset, experiment.Height, experiment.Width);

    public string Fingerprint { get; } = fingerprint;

    /// <summary>The frames of an experiment, decoded now or by the run before. What was recorded of a list of classes stands in for one that is gone.</summary>
    /// <exception cref="SegBookException">The data is missing or damaged.</exception>
    public static TrainingData Open(Experiment experiment, LabelMap? recorded = null)
    {
        var dataset = Frames(experiment, recorded);
        var fingerprint = dataset.Fingerprint();
        var key = (experiment.Data, ExperimentJson.Write(dataset.LabelMap), experiment.UnknownIsVoid, experiment.Height, experiment.Width, fingerprint);
        lock (Gate)
        {
            if (latest is not null && latest._key.Equals(key))
            {
                dataset.Dispose();
                return latest;
            }

            // The one before is left to the garbage collector: a run on another thread may still be at it.
            latest = null; // before the next is made, which may need its room
            return latest = new TrainingData(key, dataset, experiment, fingerprint);
        }
    }

    /// <summary>The classes that an experiment's frames have today; null when they cannot be looked at.</summary>
    public static LabelMap? ClassesNow(Experiment experiment)
    {
        try
        {
            using var dataset = Frames(experiment, recorded: null);
            return dataset.LabelMap;
        }
        catch (SegBookException)
        {
            return null;
        }
    }

    /// <summary>Writes what a run is made with; one that was begun must find the same.</summary>
    /// <exception cref="SegBookException">The data or its classes are others than they were.</exception>
    /// <returns>The precision that the run computes in: the one it was begun with.</returns>
    internal Precision Begin(RunFiles files, Experiment experiment)
    {
        if (!File.Exists(files.Scores))
        {
            RequireEnough(experiment);
        }

        AtomicFile.Sweep(files.Folder);
        AtomicFile.Sweep(files.StateFolder);
        File.Delete(files.Failure);

        // Without a state nothing was computed yet, so what is found now is what the run is made with.
        var begun = files.IsRun && (File.Exists(files.State) || File.Exists(files.Scores)) ? Run.Open(files.Folder) : null;
        var environment = begun?.Environment ?? EnvironmentRecord.Here(experiment, this);
        if (begun is not null)
        {
            var before = environment.DataFingerprint;
            Require(before == Fingerprint,
                $"The run in '{files.Folder}' was begun with other data: the fingerprint of '{experiment.Data}' was {before} and is {Fingerprint}. "
                + $"Put the data back, say where it lies now (segbook resume {files.Folder} --data PATH), or delete the run's folder to start afresh.");
            begun.RequireClasses(Dataset.LabelMap);
        }
        else
        {
            AtomicFile.Write(files.Environment, ExperimentJson.Write(environment));
        }

        AtomicFile.Write(files.Config, experiment.ToJson());
        return environment.Precision;
    }

    private void RequireEnough(Experiment experiment)
    {
        var (map, why) = (Dataset.LabelMap, experiment.Model.NeedsTwo(experiment.Height, experiment.Width));
        Require(map.Count > 1,
            $"The label map {map.Name} has '{map.Names[0]}' alone, which leaves nothing to tell apart. Add a line for the rest, called other than Void, to the list.");
        Require(why is null || experiment.Split.Divide(Dataset.Count, experiment.Seed).Train.Count > 1,
            $"The split leaves one training frame of {Dataset.Count}, but a batch must have 2: {why}. Lower split.gap or split.validation, or give more frames.");
    }

    /// <summary>What is to be known of the data before a score is believed; null when there is nothing.</summary>
    internal string? Remark(Split split)
    {
        byte[] Seen(IEnumerable<int> frames, int most) =>
            [.. frames.SelectMany(frame => Cache.Get(frame).Labels.Distinct()).Where(label => label != LabelMap.Ignore).Distinct().Take(most)];
        var blind = new[] { ("training", split.Train), ("validation", split.Validation), ("test", split.Test) }
            .Where(part => part.Item2.Count > 0 && Seen(part.Item2, 1).Length == 0).Select(part => part.Item1).ToList();
        return blind.Count > 0 ? $"every pixel of the {string.Join(" and ", blind)} frames is ignored, so {(blind[0] == "training" ? "nothing is learned" : "that has no score")}"
            : Seen(split.Train, 2) is [var only] ? $"the training frames show {Dataset.LabelMap.Names[only]} alone, so nothing is told apart" : null;
    }

    internal SegmentationLoss Loss(Experiment experiment, Split split)
    {
        var (classes, weighting) = (Dataset.LabelMap.Count, experiment.Loss.TotalWeighting);
        using var weights = weighting == ClassWeighting.None ? null
            : tensor(ClassWeights.Of(weighting, classes, split.Train.Select(frame => Cache.Get(frame).Labels)));
        return SegmentationLoss.Create(experiment.Loss, classes, weights);
    }

    public static void Forget()
    {
        lock (Gate)
        {
            latest = null;
        }
    }

    private static SegmentationDataset Frames(Experiment experiment, LabelMap? recorded)
    {
        var isGone = Path.IsPathRooted(experiment.Labels) && !File.Exists(experiment.Labels);
        return isGone && recorded is not null
            ? SegmentationDataset.Open(experiment.Data, recorded, experiment.UnknownIsVoid)
            : SegmentationDataset.Open(experiment.Data, experiment.Labels, experiment.UnknownIsVoid);
    }
}

/// <summary>Where and with what a run was made: enough to know why another machine's numbers differ.</summary>
/// <remarks>The commit is that of the checkout, with "+changes" where files differ from it, null outside of one; another fingerprint is other data; pretrained
/// is the file that the encoder's weights came from with its SHA-256, null for random weights; another number of libtorch's threads may change the last bits.
/// Classes are what every line of the list of labels goes to; the precision is what it computes in, which the experiment may leave to the device.</remarks>
public sealed record EnvironmentRecord(
    string SegBook, string? Commit, string Libtorch, string DotNet, string OperatingSystem, string Machine, string Device, int Threads, int Cores,
    string DataFingerprint, string DataDescription, string? Pretrained, DateTime Started, LabelMap Classes, Precision Precision)
{
    /// <summary>Describes this process, at work on an experiment.</summary>
    internal static EnvironmentRecord Here(Experiment experiment, TrainingData data)
    {
        var device = Compute.Device(experiment.Device);
        return new(
            Compute.Version, FindCommit(), Compute.LibtorchVersion, $"{Environment.Version}",
            $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture}",
            Environment.MachineName, $"{device}", get_num_threads(), Environment.ProcessorCount, data.Fingerprint, data.Dataset.Description,
            experiment.Weights is { } weights ? PretrainedWeights.Describe(experiment.Model.Encoder, weights) : null, DateTime.UtcNow,
            data.Dataset.LabelMap, Compute.Resolve(experiment.Precision, device));
    }

    private static string? FindCommit()
    {
        // Of the checkout that the library was built in, not the one that the process happens to stand in.
        var folder = Path.GetDirectoryName(typeof(EnvironmentRecord).Assembly.Location) is { Length: > 0 } place ? place : AppContext.BaseDirectory;
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", "describe --always --abbrev=12 --exclude=* --dirty=+changes")
            {
                WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : null;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return null;
        }
    }
}
