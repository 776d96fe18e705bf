namespace SegBook.Training;

/// <summary>A piece of work: a trial, and how many epochs of it.</summary>
/// <param name="Experiment">What to run.</param>
/// <param name="UntilEpoch">Stop after this many epochs.</param>
public sealed record TrialJob(Experiment Experiment, int UntilEpoch)
{
    /// <summary>All epochs of an experiment.</summary>
    public static TrialJob Whole(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return new(experiment, experiment.Epochs);
    }

    /// <summary>The run, when this much of it is done or it has failed; else null.</summary>
    public Run? Done(RunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Find(Experiment) is { } run && (run.Status != RunStatus.Unfinished || (UntilEpoch < Experiment.Epochs && run.History.Count >= UntilEpoch)) ? run : null;
    }
}

/// <summary>Where trials are computed: here, in processes beside this one, or on a cluster.</summary>
public interface ITrialEngine
{
    /// <summary>How many trials may be under way at once.</summary>
    int Slots { get; }

    /// <summary>Starts trials, or does them on the spot.</summary>
    void Start(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation);

    /// <summary>Waits until one of the started trials is done, has failed, or was stopped by <paramref name="cancellation"/>, and tells which.</summary>
    TrialJob Wait(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation);
}

/// <summary>Runs trials in this process, one after the other.</summary>
/// <param name="progress">Where the progress line goes; the console when null.</param>
public sealed class InProcess(TextWriter? progress = null) : ITrialEngine
{
    /// <inheritdoc/>
    public int Slots => 1;

    /// <inheritdoc/>
    public void Start(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        foreach (var job in jobs)
        {
            try
            {
                Trainer.Train(job.Experiment, store, progress, job.UntilEpoch, cancellation);
            }
            catch (TrialFailedException)
            {
                // Written into the run's folder: a trial that diverges is a result.
            }
        }
    }

    /// <inheritdoc/>
    public TrialJob Wait(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return jobs[0];
    }
}

/// <summary>Gets trials done, whatever the engine, and does none twice.</summary>
internal sealed class TrialRunner(RunStore store, ITrialEngine engine, CancellationToken cancellation)
{
    private readonly List<TrialJob> _underWay = [];

    /// <summary>Does what <paramref name="next"/> asks for until it asks for nothing more.</summary>
    /// <param name="next">The next trial, or null when it must hear of more results first.</param>
    /// <param name="hear">Told of every trial's run.</param>
    /// <param name="inOrder">
    /// Results are told in the order in which they were asked for, even where a later one is ready first. So what is asked for
    /// depends on the results and on the number of slots, never on which process was quicker. False where nothing depends on
    /// results: whichever is ready first is told first, and its slot does not wait for the slowest.
    /// </param>
    /// <exception cref="OperationCanceledException">It was stopped; what is done is kept.</exception>
    internal void Run(Func<TrialJob?> next, Action<TrialJob, Run> hear, bool inOrder = true)
    {
        while (true)
        {
            var fresh = new List<TrialJob>();
            while (_underWay.Count < engine.Slots && next() is { } job)
            {
                _underWay.Add(job);
                if (job.Done(store) is null)
                {
                    fresh.Add(job);
                }
            }

            cancellation.ThrowIfCancellationRequested();
            if (fresh.Count > 0)
            {
                engine.Start(fresh, store, cancellation);
            }

            if (_underWay.Count == 0)
            {
                return;
            }

            var (ended, run) = Finished(inOrder ? _underWay[..1] : _underWay);
            _underWay.Remove(ended);
            hear(ended, run);
        }
    }

    /// <summary>Does all of these, of which none depends on another.</summary>
    /// <param name="jobs">The trials.</param>
    /// <param name="hear">Told of every run as soon as it is done.</param>
    /// <returns>Their runs, in the order of the trials.</returns>
    internal IReadOnlyList<Run> All(IReadOnlyList<TrialJob> jobs, Action<Run>? hear = null)
    {
        var waiting = new Queue<TrialJob>(jobs);
        var runs = new Dictionary<TrialJob, Run>();
        Run(
            () => waiting.TryDequeue(out var job) ? job : null,
            (job, run) =>
            {
                runs[job] = run;
                hear?.Invoke(run);
            },
            inOrder: false);
        return [.. jobs.Select(job => runs[job])];
    }

    private (TrialJob Job, Run Run) Finished(List<TrialJob> jobs)
    {
        if (FirstDone(jobs) is { } ready)
        {
            return ready;
        }

        var job = engine.Wait(jobs, store, cancellation);
        if (FirstDone([job]) is { } ended)
        {
            return ended;
        }

        cancellation.ThrowIfCancellationRequested();
        Interrupt.Token.ThrowIfCancellationRequested();
        throw new SegBookException($"The trial {job.Experiment.Id} ended without a result in '{store.FolderOf(job.Experiment)}'. Its log says why; 'segbook resume' on that folder goes on with it.");
    }

    private (TrialJob Job, Run Run)? FirstDone(List<TrialJob> jobs) =>
        jobs.Select(job => (Job: job, Run: job.Done(store))).FirstOrDefault(one => one.Run is not null) is { Run: { } run } done ? (done.Job, run) : null;
}
