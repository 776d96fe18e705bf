namespace SegBook.Training;

/// <summary>A piece of work: what to run, and after how many epochs to stop.</summary>
public sealed record TrialJob(Experiment Experiment, int UntilEpoch)
{
    /// <summary>The run, when this much of it is done or it has failed; else null.</summary>
    public Run? Done(RunStore store)
    {
        var run = store.Find(Experiment);
        return run?.Status != RunStatus.Unfinished || (UntilEpoch < Experiment.Epochs && run.History.Count >= UntilEpoch) ? run : null;
    }
}

/// <summary>Where trials are computed: in this process, in others beside it, or on a cluster.</summary>
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
/// <param name="progress">Where the progress of all of them goes, in one line; the console when null.</param>
public sealed class InProcess(TextWriter? progress = null) : ITrialEngine, IDisposable
{
    private readonly OneLine _line = new(progress ?? Console.Out);

    /// <inheritdoc/>
    public int Slots => 1;

    /// <inheritdoc/>
    public void Start(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation)
    {
        foreach (var job in jobs)
        {
            try
            {
                Trainer.Train(job.Experiment, store, _line, job.UntilEpoch, cancellation);
            }
            catch (TrialFailedException)
            {
                // Written into the run's folder: a trial that diverges is a result.
            }
        }
    }

    /// <inheritdoc/>
    public TrialJob Wait(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation) => jobs[0];

    /// <summary>Ends the line of progress.</summary>
    public void Dispose() => _line.Dispose();

    /// <summary>Takes what one progress line after the other writes, each in place of the one before.</summary>
    private sealed class OneLine(TextWriter writer) : TextWriter
    {
        private int _shown;

        public override System.Text.Encoding Encoding => writer.Encoding;

        public override void Write(string? value)
        {
            var text = (value ?? "").Trim();
            writer.Write("\r" + text.PadRight(_shown));
            _shown = text.Length;
        }

        public override void WriteLine()
        {
            // The next trial goes on in the same line.
        }

        protected override void Dispose(bool disposing)
        {
            if (_shown > 0)
            {
                writer.WriteLine();
                _shown = 0;
            }
        }
    }
}

/// <summary>Gets trials done, whatever the engine, and none twice. An interrupt of the notebook's cell stops it as its token does.</summary>
internal sealed class TrialRunner(RunStore store, ITrialEngine? engine, CancellationToken cancellation) : IDisposable
{
    private readonly Dictionary<string, Run> _first = [];
    private readonly ITrialEngine _engine = engine ?? new InProcess();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Interrupt.Token);

    /// <summary>The best validation mIoU within the first epochs; minus infinity for a trial that failed, so that it is never the best.</summary>
    internal static double Score(Run run, int epochs = int.MaxValue)
    {
        var scores = run.History.Take(epochs).Select(epoch => epoch.ValidationMeanIou).Where(score => !double.IsNaN(score));
        return run.Status == RunStatus.Failed ? double.NegativeInfinity : scores.DefaultIfEmpty(double.NegativeInfinity).Max();
    }

    internal static string ScoreText(Run run) => Score(run) is var score && double.IsFinite(score) ? score.Fixed(4) : "failed";

    /// <summary>Does what <paramref name="next"/> asks for until it asks for nothing more.</summary>
    /// <remarks>In order, results are heard as they were asked for, so that what comes next never depends on which process was quicker.</remarks>
    /// <exception cref="OperationCanceledException">It was stopped; what is done is kept.</exception>
    internal void Run<T>(Func<T?> next, Func<T, TrialJob> work, Action<T, Run> hear, bool inOrder = true)
        where T : class
    {
        var underWay = new List<(T Wanted, TrialJob Job)>();
        while (true)
        {
            var begun = underWay.Count;
            while (underWay.Count < _engine.Slots && next() is { } wanted)
            {
                underWay.Add((wanted, work(wanted)));
            }

            _stop.Token.ThrowIfCancellationRequested();
            TrialJob[] fresh = [.. underWay.Skip(begun).Select(trial => trial.Job).Where(job => job.Done(store) is null)];
            if (fresh.Length > 0)
            {
                _engine.Start(fresh, store, _stop.Token);
            }

            if (underWay.Count == 0)
            {
                return;
            }

            var (ended, run) = Finished([.. underWay.Take(inOrder ? 1 : underWay.Count).Select(trial => trial.Job)]);
            var trial = underWay.First(trial => trial.Job == ended);
            underWay.Remove(trial);
            hear(trial.Wanted, run);
        }
    }

    /// <summary>Does all of these, of which none depends on another, and tells of every run as soon as it is done. The runs come in the order of the trials.</summary>
    internal IReadOnlyList<Run> All(IEnumerable<Experiment> experiments, Action<Run>? hear = null)
    {
        TrialJob[] jobs = [.. experiments.Select(experiment => new TrialJob(experiment, experiment.Epochs))];
        var waiting = new Queue<TrialJob>(jobs);
        var runs = new Dictionary<TrialJob, Run>();
        Run(() => waiting.TryDequeue(out var job) ? job : null, job => job, inOrder: false, hear: (job, run) =>
        {
            runs[job] = run;
            hear?.Invoke(run);
        });
        return [.. jobs.Select(job => runs[job])];
    }

    public void Dispose()
    {
        if (engine is null)
        {
            ((InProcess)_engine).Dispose();
        }

        _stop.Dispose();
    }

    private (TrialJob Job, Run Run) Finished(IReadOnlyList<TrialJob> jobs)
    {
        var ended = jobs.FirstOrDefault(job => job.Done(store) is not null) ?? _engine.Wait(jobs, store, _stop.Token);
        if (ended.Done(store) is { } run)
        {
            // What was trained before a list of classes was changed is not to be compared with what came after.
            var first = _first.TryAdd(run.Experiment.Labels, run) ? run : _first[run.Experiment.Labels];
            var difference = first.ClassesDiffer(run);
            Require(difference is null,
                $"The runs {first.Id} and {run.Id} learned other classes: {difference}. Their scores cannot be compared; take another folder for the runs.");
            return (ended, run);
        }

        _stop.Token.ThrowIfCancellationRequested();
        throw new SegBookException(
            $"The trial {ended.Experiment.Id} ended without a result. Its log says why; 'segbook resume {store.FolderOf(ended.Experiment)}' goes on with it.");
    }
}
