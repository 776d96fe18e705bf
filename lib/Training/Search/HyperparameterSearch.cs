using System.Globalization;
using System.Text.Json;
using SegBook.Display;

namespace SegBook.Training;

/// <summary>How a search spends its epochs.</summary>
public enum SearchMethod
{
    /// <summary>Every trial is run to its end (Bergstra and Bengio 2012).</summary>
    Random,

    /// <summary>Asynchronous successive halving: every trial is begun, only the best go on (Li et al. 2020).</summary>
    Asha,
}

/// <summary>A search for good settings: what it starts from, which settings it varies, and how. It is a value: written down it can be run again, or taken up where it was stopped.</summary>
public sealed record HyperparameterSearch
{
    /// <summary>The experiment whose settings are varied. Its epochs are what a trial gets at most.</summary>
    public required Experiment Base { get; init; }

    /// <summary>The settings and their ranges.</summary>
    public required IReadOnlyList<SearchRange> Space { get; init; }

    /// <summary>How epochs are spent. Default ASHA.</summary>
    public SearchMethod Method { get; init; } = SearchMethod.Asha;

    /// <summary>How many trials. Default 16; 1 to 10,000.</summary>
    public int Trials { get; init; } = 16;

    /// <summary>ASHA: the epochs of every trial's first stage. Default 1; at least 1.</summary>
    public int MinEpochs { get; init; } = 1;

    /// <summary>ASHA: one in this many goes on, with this many times the epochs. Default 3; at least 2.</summary>
    public int Reduction { get; init; } = 3;

    /// <summary>The seed that the trials are drawn with. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The learning rate, weight decay, schedule and augmentation of an experiment: a good first search.</summary>
    public static HyperparameterSearch Usual(Experiment experiment) => new()
    {
        Base = experiment,
        Space =
        [
            SearchRange.LogUniform("optimizer.learningRate", 1e-4, 1e-2),
            SearchRange.LogUniform("optimizer.weightDecay", 1e-6, 1e-2),
            SearchRange.Choice("schedule.kind", "OneCycle", "Cosine", "Polynomial"),
            SearchRange.Choice("augmentation", "flip", "standard", "strong"),
        ],
    };

    /// <summary>Reads a search from its JSON.</summary>
    /// <exception cref="SegBookException">It is damaged, or a setting or range is bad.</exception>
    public static HyperparameterSearch Load(string path)
    {
        var search = ExperimentJson.Load<HyperparameterSearch>(path);
        search.Validate();
        return search;
    }

    /// <summary>The search as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ExperimentJson.Options);

    /// <summary>Checks everything.</summary>
    /// <exception cref="SegBookException">A number or a range is bad.</exception>
    public void Validate()
    {
        Base.Validate();
        Check(Space.Count > 0, "space", Space.Count, "at least one range");
        Check(Trials is >= 1 and <= 10_000, "trials", Trials, "1 to 10000");
        Check(MinEpochs >= 1 && MinEpochs <= Base.Epochs, "minEpochs", MinEpochs, $"1 to {Base.Epochs}, the experiment's epochs");
        Check(Reduction >= 2, "reduction", Reduction, "at least 2");
        Check(Seed >= 0, "seed", Seed, "at least 0");
        foreach (var range in Space)
        {
            range.Check(Base);
        }
    }

    /// <summary>The experiment of a trial. It depends on the seed and the number alone.</summary>
    /// <param name="number">The trial, from 0.</param>
    public Experiment Trial(int number)
    {
        var trial = Base;
        foreach (var (i, range) in Space.Index())
        {
            // 53 bits of a seed make a number from 0 to below 1.
            var place = (TrainingState.StepSeed(Seed, number, i) >> 10) * Math.Pow(2, -53);
            trial = trial.With(range.Setting, range.At(place));
        }

        return trial;
    }

    /// <summary>Runs the search, or goes on with it: trials that are in the store are not run again.</summary>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="engine">Where they are computed; here when null.</param>
    /// <param name="cancellation">Stops after the batch that is under way.</param>
    /// <exception cref="SegBookException">The search or its data is bad.</exception>
    /// <exception cref="OperationCanceledException">It was stopped. Running it again goes on.</exception>
    public SearchResult Run(RunStore store, ITrialEngine? engine = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        Validate();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Interrupt.Token);
        var plan = new Asha(Method == SearchMethod.Asha ? MinEpochs : Base.Epochs, Base.Epochs, Reduction, Trials);
        var trials = new Dictionary<int, Run>();
        var asked = new Queue<AshaJob>();
        var runner = new TrialRunner(store, engine ?? new InProcess(), either.Token);
        runner.Run(
            () =>
            {
                if (plan.Next() is not { } job)
                {
                    return null;
                }

                asked.Enqueue(job);
                return new TrialJob(Trial(job.Trial), job.Epochs);
            },
            (_, run) =>
            {
                var job = asked.Dequeue();
                trials[job.Trial] = run;
                plan.Hear(job, SearchResult.Score(run, job.Epochs));
            });
        return new SearchResult(this, [.. trials.OrderBy(trial => trial.Key).Select(trial => trial.Value)]);
    }

    private static void Check(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new SegBookException(string.Create(CultureInfo.InvariantCulture, $"The search cannot be run: {name} is {value}; it must be {range}."));
        }
    }
}

/// <summary>What a search found: its trials, the best first in the table.</summary>
/// <param name="Search">The search.</param>
/// <param name="Runs">One run for each trial, in the order of the trials.</param>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record SearchResult(HyperparameterSearch Search, IReadOnlyList<Run> Runs) : IShowsTable
{
    /// <summary>The run with the best validation mIoU.</summary>
    public Run Best => Runs.MaxBy(run => Score(run, int.MaxValue))!;

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    /// <summary>The best validation mIoU within the first epochs; minus infinity for a trial that failed, so that it is never the best.</summary>
    internal static double Score(Run run, int epochs)
    {
        var scores = run.History.Take(epochs).Select(epoch => epoch.ValidationMeanIou).Where(score => !double.IsNaN(score));
        return run.Status == RunStatus.Failed ? double.NegativeInfinity : scores.DefaultIfEmpty(double.NegativeInfinity).Max();
    }

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable($"{Search.Method} search, {Runs.Count} trials", ["run", .. Search.Space.Select(range => range.Setting), "epochs", "validation mIoU"]);
        foreach (var run in Runs.OrderByDescending(run => Score(run, int.MaxValue)))
        {
            var settings = ExperimentJson.Settings(run.Experiment);
            var score = Score(run, int.MaxValue);
            table.Add(
            [
                run.Id,
                .. Search.Space.Select(range => settings.GetValueOrDefault(range.Setting, "").Trim('"')),
                $"{run.History.Count}",
                double.IsFinite(score) ? score.ToString("F4", CultureInfo.InvariantCulture) : "failed",
            ]);
        }

        return table;
    }
}
