using System.Globalization;
using System.Text.Json;
using SegBook.Display;

namespace SegBook.Training;

/// <summary>One value of what a stage tries: settings by dotted name, with their values as in JSON.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Settings">The settings it changes.</param>
public sealed record StageChoice(string Name, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>A choice of one setting, called by its value.</summary>
    public static StageChoice Of(string setting, string value) => new(value, new Dictionary<string, string> { [setting] = value });

    internal Experiment On(Experiment experiment) => Settings.Aggregate(experiment, (trial, setting) => trial.With(setting.Key, setting.Value));
}

/// <summary>One setting under study, and the values that are tried.</summary>
/// <param name="Name">What is studied.</param>
/// <param name="Choices">The values, in order.</param>
/// <param name="IsRange">The values are ordered numbers, so that a best one at the end means that the range was too small.</param>
public sealed record SearchStage(string Name, IReadOnlyList<StageChoice> Choices, bool IsRange = false);

/// <summary>Trial and error, one setting at a time: the best value of each stage is carried to the next, and what is best at the end is trained long.</summary>
/// <remarks>Every trial starts from fresh weights and is judged on the validation part; the test part plays no role in any choice. A coordinate-wise search is a value: it can be written, printed, run, interrupted and taken up again.</remarks>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record CoordinateSearch : IShowsTable
{
    /// <summary>The experiment at the foot.</summary>
    public required Experiment Start { get; init; }

    /// <summary>What is tried, in order.</summary>
    public required IReadOnlyList<SearchStage> Stages { get; init; }

    /// <summary>The epochs that the best is trained for at the end. Default four times those of a trial.</summary>
    public int? LongEpochs { get; init; }

    /// <summary>The reference notebook's coordinate-wise search: learning rate, optimizer, schedule, weight decay, loss. There every trial went on from the weights of the one before; here each is fresh.</summary>
    /// <param name="experiment">Data, architecture, size, epochs and so on; the settings under study are reset to Adam without schedule and decay.</param>
    public static CoordinateSearch OfTheReference(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return new()
        {
            Start = experiment with
            {
                Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 1e-3, WeightDecay = 0 },
                Schedule = new() { Kind = ScheduleKind.Constant },
                Loss = new(),
            },
            Stages =
            [
                new("learning rate", [.. new[] { "0.0001", "0.0005", "0.001", "0.005" }.Select(rate => StageChoice.Of("optimizer.learningRate", rate))], IsRange: true),
                new("optimizer",
                [
                    Choice("SGD 0.9", ("optimizer.kind", "Sgd"), ("optimizer.momentum", "0.9")),
                    Choice("RMSprop", ("optimizer.kind", "RmsProp"), ("optimizer.momentum", "null")),
                    Choice("Adam", ("optimizer.kind", "Adam"), ("optimizer.momentum", "null")),
                ]),
                new("schedule",
                [
                    Choice("StepLR 0.10", ("schedule.kind", "Step"), ("schedule.gamma", "0.1"), ("schedule.stepSize", "2")),
                    Choice("StepLR 0.15", ("schedule.kind", "Step"), ("schedule.gamma", "0.15"), ("schedule.stepSize", "2")),
                    Choice("plateau", ("schedule.kind", "Plateau"), ("schedule.gamma", "0.1"), ("schedule.patience", "3")),
                    Choice("none", ("schedule.kind", "Constant")),
                ]),
                new("weight decay", [.. new[] { "0", "0.0001", "0.0005" }.Select(decay => StageChoice.Of("optimizer.weightDecay", decay))], IsRange: true),
                new("loss", [StageChoice.Of("loss.kind", "CrossEntropy"), StageChoice.Of("loss.kind", "Dice")]),
            ],
        };
    }

    /// <summary>Reads a coordinate-wise search from its JSON.</summary>
    /// <exception cref="SegBookException">It is damaged, or a choice does not suit its setting.</exception>
    public static CoordinateSearch Load(string path)
    {
        var search = ExperimentJson.Load<CoordinateSearch>(path);
        search.Validate();
        return search;
    }

    /// <summary>The coordinate-wise search as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ExperimentJson.Options);

    /// <summary>Checks the start and every choice.</summary>
    /// <exception cref="SegBookException">A setting does not exist or a value is out of range.</exception>
    public void Validate()
    {
        Start.Validate();
        if (Stages.FirstOrDefault(stage => stage.Choices.Count == 0) is { } empty)
        {
            throw new SegBookException($"The stage '{empty.Name}' has no choices. Give it at least one, or leave it out.");
        }

        foreach (var choice in Stages.SelectMany(stage => stage.Choices))
        {
            choice.On(Start).Validate();
        }
    }

    /// <summary>Climbs, or goes on climbing: trials that are in the store are not run again.</summary>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="engine">Where they are computed; here when null.</param>
    /// <param name="cancellation">Stops after the batch that is under way.</param>
    /// <exception cref="SegBookException">The coordinate-wise search or its data is bad, or all trials of a stage failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped. Running it again goes on.</exception>
    public CoordinateSearchResult Run(RunStore store, ITrialEngine? engine = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        Validate();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Interrupt.Token);
        var runner = new TrialRunner(store, engine ?? new InProcess(), either.Token);
        var best = Start;
        var steps = new List<CoordinateSearchStep>();
        foreach (var stage in Stages)
        {
            var runs = runner.All([.. stage.Choices.Select(choice => TrialJob.Whole(choice.On(best)))]);
            var step = new CoordinateSearchStep(stage, runs);
            best = step.Best.Experiment;
            steps.Add(step);
        }

        var final = runner.All([TrialJob.Whole(best with { Epochs = LongEpochs ?? (4 * Start.Epochs) })])[0];
        return new CoordinateSearchResult(steps, final);
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable($"CoordinateSearch from {Start.Id}, {Start.Epochs} epochs a trial, then {LongEpochs ?? (4 * Start.Epochs)}", "stage", "choices");
        foreach (var stage in Stages)
        {
            table.Add(stage.Name, string.Join(", ", stage.Choices.Select(choice => choice.Name)));
        }

        return table;
    }

    private static StageChoice Choice(string name, params (string Setting, string Value)[] settings) => new(name, settings.ToDictionary(s => s.Setting, s => s.Value));
}

/// <summary>A stage and how its choices did.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Runs">One run for each choice, in order.</param>
public sealed record CoordinateSearchStep(SearchStage Stage, IReadOnlyList<Run> Runs)
{
    /// <summary>The run with the best validation mIoU, the first of equals.</summary>
    /// <exception cref="SegBookException">All have failed.</exception>
    public Run Best => Runs.Where(run => run.Status == RunStatus.Finished).MaxBy(run => SearchResult.Score(run, int.MaxValue))
        ?? throw new SegBookException($"All trials of the stage '{Stage.Name}' failed: {Runs[0].Failure}");

    /// <summary>True when the best of a range is its first or last value: the range was too small to tell.</summary>
    public bool IsAtEdge => Stage.IsRange && Runs.Count > 1 && (Best == Runs[0] || Best == Runs[^1]);
}

/// <summary>How a coordinate-wise search was climbed.</summary>
/// <param name="Steps">The stages, in order.</param>
/// <param name="Final">The best settings, trained long.</param>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record CoordinateSearchResult(IReadOnlyList<CoordinateSearchStep> Steps, Run Final) : IShowsTable
{
    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable("Trial and error, one setting at a time", "stage", "choice", "best epoch", "validation mIoU", "");
        foreach (var step in Steps)
        {
            foreach (var (choice, run) in step.Stage.Choices.Zip(step.Runs))
            {
                var mark = run != step.Best ? "" : step.IsAtEdge ? "best, at the edge of its range" : "best";
                table.Add(step.Stage.Name, choice.Name, $"{run.BestEpoch}", Score(run), mark);
            }
        }

        return table.Add("trained long", $"{Final.Experiment.Epochs} epochs", $"{Final.BestEpoch}", Score(Final), "");
    }

    private static string Score(Run run) =>
        SearchResult.Score(run, int.MaxValue) is var score && double.IsFinite(score) ? score.ToString("F4", CultureInfo.InvariantCulture) : "failed";
}
