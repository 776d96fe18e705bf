namespace SegBook.Training;

/// <summary>How a search spends its epochs.</summary>
public enum SearchMethod
{
    /// <summary>Every trial is run to its end (Bergstra and Bengio 2012).</summary>
    Random,

    /// <summary>Asynchronous successive halving: every trial is begun, only the best go on (Li et al. 2020).</summary>
    Asha,
}

/// <summary>How values are drawn from a range.</summary>
public enum RangeKind
{
    /// <summary>Every factor is as likely as every other: for learning rates and decays.</summary>
    LogUniform,

    /// <summary>Every value is as likely as every other.</summary>
    Uniform,

    /// <summary>Whole numbers, both ends included.</summary>
    Integer,

    /// <summary>One of a list.</summary>
    Choice,
}

/// <summary>A setting by its dotted name, such as <c>optimizer.learningRate</c>, and the values that a search tries for it.</summary>
/// <remarks>Low is above 0 for <see cref="RangeKind.LogUniform"/>; the values are the list of <see cref="RangeKind.Choice"/>, as in JSON; text needs no quotes.</remarks>
public sealed record SearchRange(
    [property: JsonRequired] string Setting, RangeKind Kind = RangeKind.LogUniform, double Low = 0, double High = 0, IReadOnlyList<string>? Values = null)
{
    /// <summary>The value at a place of the range, 0 to below 1, as in JSON.</summary>
    public string At(double place) => Kind switch
    {
        RangeKind.LogUniform => Number(Low * Math.Pow(High / Low, place)),
        RangeKind.Uniform => Number(Low + ((High - Low) * place)),
        RangeKind.Integer => Math.Floor(Low + ((High - Low + 1) * place)).ToString(CultureInfo.InvariantCulture),
        _ => Values![(int)(place * Values.Count)],
    };

    /// <summary>Checks the range, and that its values or ends suit the setting.</summary>
    /// <exception cref="SegBookException">They do not.</exception>
    internal void Check(Experiment experiment)
    {
        var good = Kind switch
        {
            RangeKind.LogUniform => Low > 0 && High >= Low && double.IsFinite(High),
            RangeKind.Choice => Values?.Count > 0,
            _ => High >= Low && double.IsFinite(High - Low),
        };
        Require(good,
            FormattableString.Invariant($"The range of '{Setting}' is {Kind} from {Low} to {High} with {Values?.Count ?? 0} values. ")
            + "A range needs low at most high (above 0 for LogUniform), a choice at least one value.");
        foreach (var value in Kind == RangeKind.Choice ? Values! : [At(0), At(1 - 1e-9)])
        {
            experiment.With(Setting, value).Validate();
        }
    }

    /// <summary>Five digits are plenty for a trial, and the record stays readable.</summary>
    private static string Number(double value) =>
        JsonSerializer.Serialize(double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}

/// <summary>A search for good settings, as a value: written down it can be run again, or taken up where it was stopped.</summary>
/// <param name="Base">The experiment whose settings are varied. Its epochs are what a trial gets at most.</param>
/// <param name="Space">The settings and their ranges.</param>
/// <param name="Method">How epochs are spent.</param>
/// <param name="Trials">How many trials, 1 to 10,000.</param>
/// <param name="MinEpochs">ASHA: the epochs of every trial's first stage, at least 1.</param>
/// <param name="Reduction">ASHA: one in this many goes on, with this many times the epochs; at least 2.</param>
/// <param name="Seed">The seed that the trials are drawn with, at least 0.</param>
public sealed record HyperparameterSearch(
    [property: JsonRequired] Experiment Base, [property: JsonRequired] IReadOnlyList<SearchRange> Space,
    SearchMethod Method = SearchMethod.Asha, int Trials = 16, int MinEpochs = 1, int Reduction = 3, int Seed = 1)
{
    /// <summary>Reads a search from its JSON.</summary>
    /// <exception cref="SegBookException">It is damaged. <see cref="Run"/> checks what it says.</exception>
    public static HyperparameterSearch Load(string path) => ExperimentJson.Load<HyperparameterSearch>(path);

    /// <summary>The search as JSON.</summary>
    public string ToJson() => ExperimentJson.Write(this);

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

        static void Check(bool holds, string name, int value, string range) =>
            Require(holds, $"The search cannot be run: {name} is {value}; it must be {range}.");
    }

    /// <summary>The experiment of a trial, counted from 0. It depends on the seed and the number alone.</summary>
    public Experiment Trial(int number) => Space.Index().Aggregate(Base, (trial, range) =>
    {
        // 53 bits of a seed make a number from 0 to below 1.
        var place = (TrainingState.StepSeed(Seed, number, range.Index) >> 10) * Math.Pow(2, -53);
        return trial.With(range.Item.Setting, range.Item.At(place));
    });

    /// <summary>Runs the search, or goes on with it: trials that are in the store are not run again.</summary>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="engine">Where they are computed; in this process when null.</param>
    /// <param name="cancellation">Stops after the batch that is under way.</param>
    /// <exception cref="SegBookException">The search or its data is bad.</exception>
    /// <exception cref="OperationCanceledException">It was stopped. Running it again goes on.</exception>
    public SearchResult Run(RunStore store, ITrialEngine? engine = null, CancellationToken cancellation = default)
    {
        Validate();
        var plan = new Asha(Method == SearchMethod.Asha ? MinEpochs : Base.Epochs, Base.Epochs, Reduction, Trials);
        var runs = new SortedDictionary<int, Run>();
        using var runner = new TrialRunner(store, engine, cancellation);
        runner.Run(plan.Next, job => new TrialJob(Trial(job.Trial), job.Epochs), (job, run) =>
        {
            runs[job.Trial] = run;
            plan.Hear(job, TrialRunner.Score(run, job.Epochs));
        });
        return new SearchResult(this, [.. runs.Values]);
    }
}

/// <summary>A trial and how far to take it: to the end of a stage, when it has had so many epochs in all. Trials and stages count from 0.</summary>
public sealed record AshaJob(int Trial, int Stage, int Epochs);

/// <summary>Asynchronous successive halving (Li et al. 2020, algorithm 2; their rungs are the stages here): which trial to begin or to go on with.</summary>
/// <remarks>The first stage has 1 epoch or more, the last as many or more; one in <c>reduction</c> (2 or more) is promoted, to that many times the epochs.</remarks>
public sealed class Asha(int minEpochs, int maxEpochs, int reduction, int trials)
{
    private readonly List<(int Stage, int Trial, double Score)> _heard = [];
    private readonly HashSet<(int Stage, int Trial)> _promoted = [];
    private int _begun;

    /// <summary>Epochs at the end of each stage.</summary>
    public IReadOnlyList<int> Stages { get; } =
    [
        .. Enumerable.Range(0, 32).Select(stage => minEpochs * Math.Pow(reduction, stage)).TakeWhile(epochs => epochs < maxEpochs).Select(epochs => (int)epochs),
        maxEpochs,
    ];

    /// <summary>The next piece of work; null when nothing can be decided before more is heard.</summary>
    public AshaJob? Next()
    {
        for (var stage = Stages.Count - 2; stage >= 0; stage--)
        {
            // Of equal scores the older trial goes on.
            var heard = _heard.Where(result => result.Stage == stage).OrderByDescending(result => result.Score).ThenBy(result => result.Trial).ToList();
            foreach (var (_, trial, score) in heard.Take(heard.Count / reduction))
            {
                if (double.IsFinite(score) && _promoted.Add((stage, trial)))
                {
                    return new AshaJob(trial, stage + 1, Stages[stage + 1]);
                }
            }
        }

        return _begun < trials ? new AshaJob(_begun++, 0, Stages[0]) : null;
    }

    /// <summary>Takes note of what a piece of work came to: higher is better, minus infinity or NaN when it failed.</summary>
    public void Hear(AshaJob job, double score) => _heard.Add((job.Stage, job.Trial, double.IsNaN(score) ? double.NegativeInfinity : score));
}

/// <summary>What a search found: one run for each trial, in the order of the trials. The table has the best first.</summary>
public sealed record SearchResult(HyperparameterSearch Search, IReadOnlyList<Run> Runs) : TableRecord
{
    /// <summary>The run with the best validation mIoU.</summary>
    public Run Best => Runs.MaxBy(run => TrialRunner.Score(run))!;

    /// <inheritdoc/>
    public override TextTable ToTable()
    {
        var settings = Search.Space.Select(range => range.Setting).ToList();
        var table = new TextTable($"{(Search.Method == SearchMethod.Asha ? "Successive halving (ASHA)" : "Random search")}, {Runs.Count} trials", ["run", .. settings, "epochs", "validation mIoU"]);
        foreach (var run in Runs.OrderByDescending(run => TrialRunner.Score(run)))
        {
            table.Add([run.Id, .. settings.Select(setting => ExperimentJson.Value(run.Experiment, setting)), $"{run.History.Count}", TrialRunner.ScoreText(run)]);
        }

        return table;
    }
}
