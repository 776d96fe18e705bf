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

    /// <summary>Waits until a started trial is done, has failed, or was stopped by <paramref name="cancellation"/>.</summary>
    void Wait(TrialJob job, RunStore store, CancellationToken cancellation);
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
    public void Wait(TrialJob job, RunStore store, CancellationToken cancellation)
    {
    }
}

/// <summary>Gets trials done, whatever the engine, and does none twice.</summary>
internal sealed class TrialRunner(RunStore store, ITrialEngine engine, CancellationToken cancellation)
{
    private readonly Queue<TrialJob> _underWay = new();

    /// <summary>Does what <paramref name="next"/> asks for until it asks for nothing more.</summary>
    /// <param name="next">The next trial, or null when it must hear of more results first.</param>
    /// <param name="hear">Told of every trial's run, in the order in which they were asked for.</param>
    /// <remarks>
    /// Results are told in that order even where a later one is ready first. So what is asked for depends on the results
    /// and on the number of slots, never on which process was quicker.
    /// </remarks>
    /// <exception cref="OperationCanceledException">It was stopped; what is done is kept.</exception>
    internal void Run(Func<TrialJob?> next, Action<TrialJob, Run> hear)
    {
        while (true)
        {
            var fresh = new List<TrialJob>();
            while (_underWay.Count < engine.Slots && next() is { } job)
            {
                _underWay.Enqueue(job);
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

            if (!_underWay.TryDequeue(out var oldest))
            {
                return;
            }

            hear(oldest, Finished(oldest));
        }
    }

    /// <summary>Does all of these.</summary>
    /// <returns>Their runs, in order.</returns>
    internal IReadOnlyList<Run> All(IEnumerable<TrialJob> jobs)
    {
        var waiting = new Queue<TrialJob>(jobs);
        var runs = new List<Run>();
        Run(() => waiting.TryDequeue(out var job) ? job : null, (_, run) => runs.Add(run));
        return runs;
    }

    private Run Finished(TrialJob job)
    {
        if (job.Done(store) is null)
        {
            engine.Wait(job, store, cancellation);
        }

        if (job.Done(store) is { } run)
        {
            return run;
        }

        cancellation.ThrowIfCancellationRequested();
        Interrupt.Token.ThrowIfCancellationRequested();
        throw new SegBookException($"The trial {job.Experiment.Id} ended without a result in '{store.FolderOf(job.Experiment)}'. Its log says why; 'segbook resume' on that folder goes on with it.");
    }
}
