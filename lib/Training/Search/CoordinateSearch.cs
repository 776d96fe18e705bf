namespace SegBook.Training;

/// <summary>One value of what a stage tries: settings by dotted name, with their values as in JSON.</summary>
public sealed record StageChoice(string Name, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>A choice of settings with their values.</summary>
    public static StageChoice Of(string name, params (string Setting, string Value)[] settings) =>
        new(name, settings.ToDictionary(pair => pair.Setting, pair => pair.Value));

    internal Experiment On(Experiment experiment) => Settings.Aggregate(experiment, (trial, setting) => trial.With(setting.Key, setting.Value));
}

/// <summary>One setting under study, and the values that are tried; of a range they are ordered numbers, so that a best one at the end means that it was too small.</summary>
public sealed record SearchStage(string Name, IReadOnlyList<StageChoice> Choices, bool IsRange = false)
{
    /// <summary>Values of one setting, as in JSON; text needs no quotes. Numbers are a range.</summary>
    public static SearchStage Of(string name, string setting, params IReadOnlyList<string> values) =>
        new(name, [.. values.Select(value => StageChoice.Of(value, (setting, value)))], values.All(value => double.TryParse(value, CultureInfo.InvariantCulture, out _)));
}

/// <summary>Trial and error, one setting at a time: the best value of each stage is carried to the next, and what is best at the end is trained long.</summary>
/// <remarks>Every trial starts from fresh weights and is judged on the validation part; the test part plays no role in any choice.
/// The best is trained at the end for the long epochs, four times those of a trial when null.</remarks>
public sealed record CoordinateSearch(
    [property: JsonRequired] Experiment Start, [property: JsonRequired] IReadOnlyList<SearchStage> Stages, int? LongEpochs = null) : TableRecord
{
    private int FinalEpochs => LongEpochs ?? (4 * Start.Epochs);

    /// <inheritdoc cref="HyperparameterSearch.Load"/>
    public static CoordinateSearch Load(string path) => ExperimentJson.Load<CoordinateSearch>(path);

    /// <inheritdoc cref="HyperparameterSearch.ToJson"/>
    public string ToJson() => ExperimentJson.Write(this);

    /// <summary>Checks the start and every choice.</summary>
    /// <exception cref="SegBookException">A setting does not exist or a value is out of range.</exception>
    public void Validate()
    {
        Start.Validate();
        foreach (var stage in Stages)
        {
            Require(stage.Choices.Count > 0, $"The stage '{stage.Name}' has no choices. Give it at least one, or leave it out.");
            Array.ForEach([.. stage.Choices], choice => choice.On(Start).Validate());
        }
    }

    /// <inheritdoc cref="HyperparameterSearch.Run"/>
    /// <exception cref="SegBookException">The search or its data is bad, or all trials of a stage failed.</exception>
    public CoordinateSearchResult Run(RunStore store, ITrialEngine? engine = null, CancellationToken cancellation = default)
    {
        Validate();
        using var runner = new TrialRunner(store, engine, cancellation);
        var best = Start;
        var steps = new List<CoordinateSearchStep>();
        foreach (var stage in Stages)
        {
            var step = new CoordinateSearchStep(stage, runner.All(stage.Choices.Select(choice => choice.On(best))));
            best = step.Best.Experiment;
            steps.Add(step);
        }

        return new CoordinateSearchResult(steps, runner.All([best with { Epochs = FinalEpochs }])[0]);
    }

    /// <inheritdoc/>
    public override TextTable ToTable()
    {
        var table = new TextTable($"Coordinate-wise search from {Start.Id}, {Start.Epochs} epochs a trial, then {FinalEpochs}", "stage", "choices");
        return Stages.Aggregate(table, (all, stage) => all.Add(stage.Name, string.Join(", ", stage.Choices.Select(choice => choice.Name))));
    }
}

/// <summary>A stage and one run for each of its choices, in order.</summary>
public sealed record CoordinateSearchStep(SearchStage Stage, IReadOnlyList<Run> Runs)
{
    /// <summary>The run with the best validation mIoU, the first of equals.</summary>
    /// <exception cref="SegBookException">All have failed.</exception>
    public Run Best => Runs.Where(run => run.Status == RunStatus.Finished).MaxBy(run => TrialRunner.Score(run))
        ?? throw new SegBookException($"All trials of the stage '{Stage.Name}' failed: {Runs[0].Failure}");

    /// <summary>By how much the best is ahead of the next, in validation mIoU; 0 is a tie.</summary>
    public double Lead => Runs.Select(run => TrialRunner.Score(run)).OrderDescending().ToList() is [var first, var second, ..] ? first - second : double.PositiveInfinity;

    /// <summary>True when the best of a range is its first or last value: the range was too small to tell.</summary>
    public bool IsAtEdge => Stage.IsRange && Runs.Count > 1 && (Best == Runs[0] || Best == Runs[^1]);
}

/// <summary>What a coordinate-wise search found: its stages, in order, and the best settings, trained long.</summary>
public sealed record CoordinateSearchResult(IReadOnlyList<CoordinateSearchStep> Steps, Run Final) : TableRecord
{
    /// <inheritdoc/>
    public override TextTable ToTable() => Verdicts(double.NaN);

    /// <summary>The trials, and of every stage whether its best is ahead by more than seeds of one and the same experiment lie apart.</summary>
    /// <param name="spread">How far those seeds lie apart, in mIoU; NaN when it is not known.</param>
    public TextTable Verdicts(double spread)
    {
        var luck = double.IsNaN(spread) ? "" : $" (seeds lie {spread.Fixed(3)} apart)";
        var table = new TextTable($"Trial and error, one setting at a time{luck}", "stage", "choice", "best epoch", "validation mIoU", "");
        foreach (var step in Steps)
        {
            var edge = step.IsAtEdge ? ", at the edge of its range" : "";
            var verdict = step.Lead == 0 ? "tie" : step.Lead <= spread ? $"best, within luck{edge}" : $"best{edge}";
            foreach (var (choice, run) in step.Stage.Choices.Zip(step.Runs))
            {
                var isBest = TrialRunner.Score(run).Equals(TrialRunner.Score(step.Best));
                table.Add(step.Stage.Name, choice.Name, $"{run.BestEpoch}", TrialRunner.ScoreText(run), isBest ? verdict : "");
            }
        }

        return table.Add("trained long", $"{Final.Experiment.Epochs} epochs", $"{Final.BestEpoch}", TrialRunner.ScoreText(Final), "");
    }

    /// <summary>How many stages have a best that is ahead by more than <paramref name="spread"/>.</summary>
    public int Decided(double spread) => Steps.Count(step => step.Lead > spread);
}
