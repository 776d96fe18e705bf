using System.Text.Json.Serialization;
using SegBook.Display;

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
public sealed record SearchStage(string Name, IReadOnlyList<StageChoice> Choices, bool IsRange = false);

/// <summary>Trial and error, one setting at a time: the best value of each stage is carried to the next, and what is best at the end is trained long.</summary>
/// <remarks>Every trial starts from fresh weights and is judged on the validation part; the test part plays no role in any choice.
/// The best is trained at the end for the long epochs, four times those of a trial when null.</remarks>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record CoordinateSearch(
    [property: JsonRequired] Experiment Start, [property: JsonRequired] IReadOnlyList<SearchStage> Stages, int? LongEpochs = null) : IShowsTable
{
    private int FinalEpochs => LongEpochs ?? (4 * Start.Epochs);

    /// <summary>What the reference notebook tried, from Adam without schedule and decay on, whatever the experiment has; every trial starts from fresh weights.</summary>
    public static CoordinateSearch OfTheReference(Experiment experiment) => new(
        experiment with
        {
            Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 1e-3, WeightDecay = 0 },
            Schedule = new() { Kind = ScheduleKind.Constant },
            Loss = new(),
        },
        [
            new("learning rate", Values("optimizer.learningRate", "0.0001", "0.0005", "0.001", "0.005"), IsRange: true),
            new("optimizer",
            [
                StageChoice.Of("SGD 0.9", ("optimizer.kind", "Sgd"), ("optimizer.momentum", "0.9")),
                StageChoice.Of("RMSprop", ("optimizer.kind", "RmsProp"), ("optimizer.momentum", "null")),
                StageChoice.Of("Adam", ("optimizer.kind", "Adam"), ("optimizer.momentum", "null")),
            ]),
            new("schedule",
            [
                StageChoice.Of("StepLR 0.10", ("schedule.kind", "Step"), ("schedule.gamma", "0.1"), ("schedule.stepSize", "2")),
                StageChoice.Of("StepLR 0.15", ("schedule.kind", "Step"), ("schedule.gamma", "0.15"), ("schedule.stepSize", "2")),
                StageChoice.Of("plateau", ("schedule.kind", "Plateau"), ("schedule.gamma", "0.1"), ("schedule.patience", "3")),
                StageChoice.Of("none", ("schedule.kind", "Constant")),
            ]),
            new("weight decay", Values("optimizer.weightDecay", "0", "0.0001", "0.0005"), IsRange: true),
            new("loss", Values("loss.kind", "CrossEntropy", "Dice")),
        ]);

    /// <inheritdoc cref="HyperparameterSearch.Load"/>
    /// <remarks>Earlier versions called the stages rungs.</remarks>
    public static CoordinateSearch Load(string path) =>
        ExperimentJson.Read<CoordinateSearch>(File.ReadAllText(path).Replace("\"rungs\":", "\"stages\":", StringComparison.Ordinal), $"'{path}'");

    /// <inheritdoc cref="HyperparameterSearch.ToJson"/>
    public string ToJson() => ExperimentJson.Write(this);

    /// <summary>Checks the start and every choice.</summary>
    /// <exception cref="SegBookException">A setting does not exist or a value is out of range.</exception>
    public void Validate()
    {
        Start.Validate();
        foreach (var stage in Stages)
        {
            SegBookException.Require(stage.Choices.Count > 0, $"The stage '{stage.Name}' has no choices. Give it at least one, or leave it out.");
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
    public override string ToString() => ToTable().ToString();

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable($"Coordinate-wise search from {Start.Id}, {Start.Epochs} epochs a trial, then {FinalEpochs}", "stage", "choices");
        return Stages.Aggregate(table, (all, stage) => all.Add(stage.Name, string.Join(", ", stage.Choices.Select(choice => choice.Name))));
    }

    private static IReadOnlyList<StageChoice> Values(string setting, params string[] values) =>
        [.. values.Select(value => StageChoice.Of(value, (setting, value)))];
}

/// <summary>A stage and one run for each of its choices, in order.</summary>
public sealed record CoordinateSearchStep(SearchStage Stage, IReadOnlyList<Run> Runs)
{
    /// <summary>The run with the best validation mIoU, the first of equals.</summary>
    /// <exception cref="SegBookException">All have failed.</exception>
    public Run Best => Runs.Where(run => run.Status == RunStatus.Finished).MaxBy(run => TrialRunner.Score(run))
        ?? throw new SegBookException($"All trials of the stage '{Stage.Name}' failed: {Runs[0].Failure}");

    /// <summary>True when the best of a range is its first or last value: the range was too small to tell.</summary>
    public bool IsAtEdge => Stage.IsRange && Runs.Count > 1 && (Best == Runs[0] || Best == Runs[^1]);
}

/// <summary>What a coordinate-wise search found: its stages, in order, and the best settings, trained long.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record CoordinateSearchResult(IReadOnlyList<CoordinateSearchStep> Steps, Run Final) : IShowsTable
{
    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString();

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable("Trial and error, one setting at a time", "stage", "choice", "best epoch", "validation mIoU", "");
        foreach (var step in Steps)
        {
            foreach (var (choice, run) in step.Stage.Choices.Zip(step.Runs))
            {
                var mark = run != step.Best ? "" : step.IsAtEdge ? "best, at the edge of its range" : "best";
                table.Add(step.Stage.Name, choice.Name, $"{run.BestEpoch}", TrialRunner.ScoreText(run), mark);
            }
        }

        return table.Add("trained long", $"{Final.Experiment.Epochs} epochs", $"{Final.BestEpoch}", TrialRunner.ScoreText(Final), "");
    }
}
