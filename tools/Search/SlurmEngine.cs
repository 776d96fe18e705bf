using System.Diagnostics;
using System.Text.Json;
using SegBook.Training;

namespace SegBook.Cli.Search;

/// <summary>Runs trials on a Slurm cluster: those that are asked for together are one job array, and results come back through the store, which must be on a disk that the nodes share.</summary>
/// <remarks>Interrupting leaves the submitted trials in the queue; taken up again, the engine finds those and does not submit them twice.</remarks>
/// <param name="options">Further options for sbatch, such as <c>--partition=gpu</c> or <c>--gpus-per-task=1</c>.</param>
/// <param name="limit">How many trials of an array may run at once; 0 leaves that to the cluster.</param>
/// <param name="poll">How often to look; every five seconds when null.</param>
/// <param name="command">How a node starts the command line; found by itself when null.</param>
public sealed class SlurmEngine(IReadOnlyList<string>? options = null, int limit = 0, TimeSpan? poll = null, WorkerCommand? command = null) : ITrialEngine
{
    private const string Name = "segbook";
    private readonly WorkerCommand _command = command ?? WorkerCommand.Find();
    private readonly TimeSpan _poll = poll ?? TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    /// <remarks>The queue takes any number.</remarks>
    public int Slots => int.MaxValue;

    /// <inheritdoc/>
    public void Start(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        var queued = Queued(store);
        var fresh = jobs.Where(job => !queued.Contains(Key(job))).ToList();
        if (fresh.Count == 0)
        {
            return;
        }

        var folder = Path.Combine(store.Folder, "slurm", $"{DateTime.UtcNow:yyyyMMdd-HHmmss-fff}");
        foreach (var (i, job) in fresh.Index())
        {
            JobFile.Write(Path.Combine(folder, $"{i}.json"), job);
        }

        var script = Path.Combine(folder, "array.sh");
        AtomicFile.Write(script, Script(fresh.Count, folder, store));
        var id = Tool("sbatch", ["--parsable", .. options ?? [], script]).Split(';')[0].Trim();
        AtomicFile.Write(Path.Combine(folder, "array.json"), JsonSerializer.Serialize(new SlurmArray(id, [.. fresh.Select(Key)]), ExperimentJson.Options));
    }

    /// <inheritdoc/>
    public TrialJob Wait(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        while (!cancellation.IsCancellationRequested)
        {
            var queued = Queued(store);
            if (jobs.FirstOrDefault(job => !queued.Contains(Key(job)) || job.Done(store) is not null) is { } ended)
            {
                return ended;
            }

            cancellation.WaitHandle.WaitOne(_poll);
        }

        return jobs[0];
    }

    private static string Key(TrialJob job) => $"{job.Experiment.Id}-{job.UntilEpoch}";

    /// <summary>The trials of this store that are in the queue or running.</summary>
    private static HashSet<string> Queued(RunStore store)
    {
        var folder = Path.Combine(store.Folder, "slurm");
        var arrays = Directory.Exists(folder) ? Directory.GetFiles(folder, "array.json", SearchOption.AllDirectories).Select(ExperimentJson.Load<SlurmArray>).ToList() : [];
        var tasks = Tool("squeue", ["--noheader", "--array", $"--name={Name}", "--format=%F %K"])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(cells => cells.Length == 2 && int.TryParse(cells[1], out _))
            .Select(cells => (Id: cells[0], Index: int.Parse(cells[1])));
        return [.. from task in tasks from array in arrays where array.Id == task.Id && task.Index < array.Trials.Count select array.Trials[task.Index]];
    }

    private string Script(int count, string folder, RunStore store)
    {
        var most = limit > 0 ? $"%{limit}" : "";
        var line = string.Join(' ', ((IEnumerable<string>)[_command.File, .. _command.Arguments, "train", "--store", store.Folder, "--quiet", "--job"]).Select(Quote));
        return $"""
            #!/bin/bash
            #SBATCH --job-name={Name}
            #SBATCH --array=0-{count - 1}{most}
            #SBATCH --output={folder}/%a.log
            # A trial that is preempted gets a signal first, saves its state, and goes on when it is started again.
            #SBATCH --signal=INT@30
            exec {line} {Quote(folder)}/"$SLURM_ARRAY_TASK_ID".json
            """ + "\n";
    }

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Tool(string name, IReadOnlyList<string> arguments)
    {
        try
        {
            using var tool = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = tool.StandardError.ReadToEndAsync();
            var text = tool.StandardOutput.ReadToEnd();
            tool.WaitForExit();
            return tool.ExitCode == 0 ? text : throw new SegBookException($"{name} {string.Join(' ', arguments)} failed: {errors.Result.Trim().ReplaceLineEndings("; ")}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new SegBookException($"Slurm's {name} is not on this machine. Run the search on the cluster's login node, or use --engine local.", e);
        }
    }

    /// <summary>A submitted array and its trials, in the order of its tasks.</summary>
    internal sealed record SlurmArray(string Id, IReadOnlyList<string> Trials);
}
