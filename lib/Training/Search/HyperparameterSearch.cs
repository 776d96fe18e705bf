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

/// <summary>A setting and the values that a search tries for it.</summary>
public sealed record SearchRange
{
    /// <summary>The setting's dotted name, such as <c>optimizer.learningRate</c>.</summary>
    public required string Setting { get; init; }

    /// <summary>How values are drawn.</summary>
    public RangeKind Kind { get; init; }

    /// <summary>The lowest value.</summary>
    public double Low { get; init; }

    /// <summary>The highest value.</summary>
    public double High { get; init; }

    /// <summary>The list, for <see cref="RangeKind.Choice"/>.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>From low to high, evenly in the logarithm; both above 0.</summary>
    public static SearchRange LogUniform(string setting, double low, double high) =>
        new() { Setting = setting, Kind = RangeKind.LogUniform, Low = low, High = high };

    /// <summary>From low to high, evenly.</summary>
    public static SearchRange Uniform(string setting, double low, double high) => new() { Setting = setting, Kind = RangeKind.Uniform, Low = low, High = high };

    /// <summary>Whole numbers from low to high.</summary>
    public static SearchRange Integer(string setting, int low, int high) => new() { Setting = setting, Kind = RangeKind.Integer, Low = low, High = high };

    /// <summary>One of these, as in JSON; text needs no quotes.</summary>
    public static SearchRange Choice(string setting, params string[] values) => new() { Setting = setting, Kind = RangeKind.Choice, Values = values };

    /// <summary>The value at a place of the range, 0 to below 1, as in JSON.</summary>
    public string At(double place) => Kind switch
    {
        RangeKind.LogUniform => Number(Low * Math.Pow(High / Low, place)),
        RangeKind.Uniform => Number(Low + ((High - Low) * place)),
        RangeKind.Integer => Math.Floor(Low + ((High - Low + 1) * place)).ToString(CultureInfo.InvariantCulture),
        _ => Values[(int)(place * Values.Count)],
    };

    /// <summary>Checks the range, and that its values or ends suit the setting.</summary>
    /// <exception cref="SegBookException">They do not.</exception>
    internal void Check(Experiment experiment)
    {
        var good = Kind switch
        {
            RangeKind.LogUniform => Low > 0 && High >= Low && double.IsFinite(High),
            RangeKind.Choice => Values.Count > 0,
            _ => High >= Low && double.IsFinite(High - Low),
        };
        if (!good)
        {
            throw new SegBookException(FormattableString.Invariant($"The range of '{Setting}' is {Kind} from {Low} to {High} with {Values.Count} values. ")
                + "A range needs low at most high (above 0 for LogUniform), a choice at least one value.");
        }

        foreach (var value in Kind == RangeKind.Choice ? Values : [At(0), At(1 - 1e-9)])
        {
            experiment.With(Setting, value).Validate();
        }
    }

    // Five digits are plenty for a trial, and the record stays readable.
    private static string Number(double value) =>
        JsonSerializer.Serialize(double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}

/// <summary>A search for good settings: what it starts from, which settings it varies, and how.</summary>
/// <remarks>It is a value: written down it can be run again, or taken up where it was stopped.</remarks>
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

    /// <summary>The seed that the trials are drawn with. Default 1; at least 0.</summary>
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

        static void Check(bool holds, string name, int value, string range)
        {
            if (!holds)
            {
                throw new SegBookException($"The search cannot be run: {name} is {value}; it must be {range}.");
            }
        }
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
        var asked = new Queue<AshaJob>();
        using var runner = new TrialRunner(store, engine, cancellation);
        runner.Run(Ask, Hear);
        return new SearchResult(this, [.. runs.Values]);

        TrialJob? Ask()
        {
            if (plan.Next() is not { } job)
            {
                return null;
            }

            asked.Enqueue(job);
            return new TrialJob(Trial(job.Trial), job.Epochs);
        }

        void Hear(TrialJob _, Run run)
        {
            var job = asked.Dequeue();
            runs[job.Trial] = run;
            plan.Hear(job, TrialRunner.Score(run, job.Epochs));
        }
    }
}

/// <summary>A trial and how far to take it.</summary>
/// <param name="Trial">The trial, from 0.</param>
/// <param name="Stage">The stage, from 0.</param>
/// <param name="Epochs">Epochs in all at the stage's end.</param>
public sealed record AshaJob(int Trial, int Stage, int Epochs);

/// <summary>Asynchronous successive halving (Li et al. 2020, algorithm 2): which trial to begin or to go on with. It trains nothing.</summary>
/// <remarks>With a first stage that is already the last it is plain random search. Their rungs are the stages here.</remarks>
/// <param name="minEpochs">Epochs of the first stage; at least 1.</param>
/// <param name="maxEpochs">Epochs of the last stage; at least those of the first.</param>
/// <param name="reduction">One in this many is promoted, to this many times the epochs; at least 2.</param>
/// <param name="trials">How many trials are begun.</param>
public sealed class Asha(int minEpochs, int maxEpochs, int reduction, int trials)
{
    private readonly List<(int Stage, int Trial, double Score)> _heard = [];
    private readonly HashSet<(int Stage, int Trial)> _promoted = [];
    private int _begun;

    /// <summary>Epochs at the end of each stage.</summary>
    public IReadOnlyList<int> Stages { get; } = [.. Budgets(minEpochs, maxEpochs, reduction)];

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

    private static IEnumerable<int> Budgets(int minEpochs, int maxEpochs, int reduction)
    {
        for (long epochs = minEpochs; epochs < maxEpochs; epochs *= reduction)
        {
            yield return (int)epochs;
        }

        yield return maxEpochs;
    }
}

/// <summary>What a search found: its trials, the best first in the table.</summary>
/// <param name="Search">The search.</param>
/// <param name="Runs">One run for each trial, in the order of the trials.</param>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record SearchResult(HyperparameterSearch Search, IReadOnlyList<Run> Runs) : IShowsTable
{
    /// <summary>The run with the best validation mIoU.</summary>
    public Run Best => Runs.MaxBy(run => TrialRunner.Score(run))!;

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var settings = Search.Space.Select(range => range.Setting).ToList();
        var table = new TextTable($"{Search.Method} search, {Runs.Count} trials", ["run", .. settings, "epochs", "validation mIoU"]);
        foreach (var run in Runs.OrderByDescending(run => TrialRunner.Score(run)))
        {
            var values = ExperimentJson.Settings(run.Experiment);
            var shown = settings.Select(setting => values.GetValueOrDefault(setting, "").Trim('"'));
            table.Add([run.Id, .. shown, $"{run.History.Count}", TrialRunner.ScoreText(run)]);
        }

        return table;
    }
}
