using System.Text.Json;
using SegBook.Data;
using SegBook.Training;

namespace SegBook.Tests.Training;

/// <summary>An engine that trains nothing: it writes the run's folder with a synthetic history, whose best mIoU is a function of the experiment.</summary>
internal sealed class FakeEngine(int slots, Func<Experiment, double> score) : ITrialEngine
{
    public int Slots { get; } = slots;

    /// <summary>What was started, in order.</summary>
    public List<TrialJob> Started { get; } = [];

    /// <summary>Stops after so many trials, as an interrupt would.</summary>
    public int StopAfter { get; init; } = int.MaxValue;

    public void Start(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation)
    {
        foreach (var job in jobs)
        {
            if (Started.Count == StopAfter)
            {
                throw new OperationCanceledException();
            }

            Started.Add(job);
            if (!LatestFirst)
            {
                Write(job, store);
            }
        }
    }

    /// <summary>Trials are done when they are waited for, the latest first.</summary>
    public bool LatestFirst { get; init; }

    public TrialJob Wait(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation)
    {
        Write(jobs[^1], store);
        return jobs[^1];
    }

    private void Write(TrialJob job, RunStore store)
    {
        var files = new RunFiles(store.FolderOf(job.Experiment));
        Directory.CreateDirectory(files.Folder);
        File.WriteAllText(files.Config, job.Experiment.ToJson());
        File.WriteAllText(files.Environment, ExperimentJson.Write(_environment));
        var best = score(job.Experiment);
        if (double.IsNaN(best))
        {
            File.WriteAllText(files.Failure, "The loss is NaN.");
            return;
        }

        // Scores rise towards the best over the epochs.
        var history = Enumerable.Range(1, job.UntilEpoch).Select(e => new EpochRecord(e, 1, 0.1, 0, 0, 1, best * e / job.Experiment.Epochs, 0.5, 1, 1, 1));
        File.WriteAllText(files.History, HistoryFile.Write(history));
        if (job.UntilEpoch == job.Experiment.Epochs)
        {
            File.WriteAllText(files.Scores, JsonSerializer.Serialize(new Scores { BestEpoch = job.UntilEpoch }, ExperimentJson.Options));
        }
    }

    private static readonly EnvironmentRecord _environment = new("0", null, "0", "0", "none", "none", "cpu", 1, 1, "none", "none", null, default, LabelMap.CamVid11, Precision.Float32);
}
