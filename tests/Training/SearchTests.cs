using SegBook.Cli.Search;
using SegBook.Training;

namespace SegBook.Tests.Training;

/// <summary>Searches with synthetic trials: who is tried, who goes on, and what is not done twice.</summary>
public sealed class SearchTests : IDisposable
{
    private static readonly Experiment _base = new() { Data = "nowhere", Epochs = 9 };
    private static readonly HyperparameterSearch _search = new(_base, [new("optimizer.learningRate", RangeKind.LogUniform, 1e-4, 1e-1), new("augmentation", RangeKind.Choice, Values: ["none", "flip"]), new("batchSize", RangeKind.Integer, 2, 8)])
    {
        Trials = 9,
        MinEpochs = 1,
        Reduction = 3,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-search").FullName;
    private readonly RunStore _store;

    public SearchTests() => _store = new RunStore(Path.Combine(_folder, "runs"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Stages_grow_by_the_reduction_up_to_all_epochs()
    {
        Assert.Equal([1, 3, 9], new Asha(1, 9, 3, 1).Stages);
        Assert.Equal([2, 8, 20], new Asha(2, 20, 4, 1).Stages);
        Assert.Equal([5], new Asha(5, 5, 2, 1).Stages);
    }

    [Fact]
    public void Best_third_of_each_stage_is_promoted()
    {
        var plan = new Asha(1, 9, 3, 9);
        var done = new List<AshaJob>();
        while (plan.Next() is { } job)
        {
            done.Add(job);
            plan.Hear(job, -job.Trial);
        }

        // Trials come in falling quality, so every third new one lets the best of those that wait go on; of the second stage's three, one.
        Assert.Equal(
            [(0, 1), (1, 1), (2, 1), (0, 3), (3, 1), (4, 1), (5, 1), (1, 3), (6, 1), (7, 1), (8, 1), (2, 3), (0, 9)],
            done.Select(job => (job.Trial, job.Epochs)));
    }

    [Fact]
    public void Trial_that_failed_is_never_promoted()
    {
        var plan = new Asha(1, 2, 2, 2);
        var (first, second) = (plan.Next()!, plan.Next()!);

        plan.Hear(first, double.NaN);
        plan.Hear(second, double.NegativeInfinity);

        Assert.Null(plan.Next());
    }

    [Fact]
    public void Trials_depend_on_the_seed_and_the_number_alone()
    {
        var trials = Enumerable.Range(0, 9).Select(_search.Trial).ToList();

        Assert.Equal(trials, Enumerable.Range(0, 9).Reverse().Select(_search.Trial).Reverse());
        Assert.Equal(9, trials.Distinct().Count());
        Assert.NotEqual(trials[0], (_search with { Seed = 2 }).Trial(0));
        Assert.All(trials, trial => Assert.InRange(trial.Optimizer.LearningRate, 1e-4, 1e-1));
        Assert.All(trials, trial => Assert.InRange(trial.BatchSize, 2, 8));
    }

    [Fact]
    public void Log_uniform_values_are_as_often_below_as_above_the_geometric_middle()
    {
        var search = _search with { Trials = 2000 };

        var below = Enumerable.Range(0, 2000).Count(i => search.Trial(i).Optimizer.LearningRate < Math.Sqrt(1e-4 * 1e-1));

        Assert.InRange(below, 900, 1100);
    }

    [Theory]
    [InlineData(0, "1E-05")]
    [InlineData(0.5, "0.001")]
    public void Log_uniform_value_lies_at_its_place(double place, string expected) => Assert.Equal(expected, new SearchRange("x", RangeKind.LogUniform, 1e-5, 1e-1).At(place));

    [Fact]
    public void Asha_gives_every_trial_a_start_and_only_the_best_the_end()
    {
        var engine = new FakeEngine(1, Score);

        var result = _search.Run(_store, engine);

        Assert.Equal(9, result.Runs.Count);
        Assert.Equal(9, engine.Started.Count(job => job.UntilEpoch == 1));
        Assert.Equal(3, engine.Started.Count(job => job.UntilEpoch == 3));
        Assert.Equal(1, engine.Started.Count(job => job.UntilEpoch == 9));
        Assert.Equal(RunStatus.Finished, result.Best.Status);
        Assert.Contains(result.Best.Id, result.ToString().Split('\n')[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Random_search_runs_every_trial_to_its_end()
    {
        var engine = new FakeEngine(1, Score);

        (_search with { Method = SearchMethod.Random }).Run(_store, engine);

        Assert.Equal([.. Enumerable.Range(0, 9).Select(i => new TrialJob(_search.Trial(i), 9))], engine.Started);
    }

    [Fact]
    public void Same_number_of_workers_makes_the_same_decisions()
    {
        var (first, second) = (new FakeEngine(3, Score), new FakeEngine(3, Score));

        _search.Run(_store, first);
        _search.Run(new RunStore(Path.Combine(_folder, "again")), second);

        Assert.Equal(first.Started, second.Started);
    }

    [Fact]
    public void Trials_of_which_none_depends_on_another_do_not_wait_for_the_slowest()
    {
        Experiment[] trials = [.. Enumerable.Range(0, 5).Select(_search.Trial)];
        var heard = new List<Experiment>();
        using var runner = new TrialRunner(_store, new FakeEngine(2, Score) { LatestFirst = true }, CancellationToken.None);

        var runs = runner.All(trials, run => heard.Add(run.Experiment));

        // The first keeps one of the two slots until the end; the others go through the other one.
        Assert.Equal([1, 2, 3, 4, 0], heard.Select(experiment => Array.IndexOf(trials, experiment)));
        Assert.Equal(trials, runs.Select(run => run.Experiment));
    }

    [Fact]
    public void Search_hears_results_in_the_order_it_asked_in()
    {
        var (quick, slow) = (new FakeEngine(2, Score), new FakeEngine(2, Score) { LatestFirst = true });

        _search.Run(_store, quick);
        _search.Run(new RunStore(Path.Combine(_folder, "again")), slow);

        Assert.Equal(quick.Started, slow.Started);
    }

    [Fact]
    public void Search_that_was_stopped_goes_on_without_doing_anything_twice()
    {
        var whole = new FakeEngine(1, Score);
        _search.Run(new RunStore(Path.Combine(_folder, "whole")), whole);
        var stopped = new FakeEngine(1, Score) { StopAfter = 5 };
        Assert.Throws<OperationCanceledException>(() => _search.Run(_store, stopped));
        var rest = new FakeEngine(1, Score);

        _search.Run(_store, rest);

        Assert.Equal(whole.Started, stopped.Started.Concat(rest.Started));
    }

    [Fact]
    public void Trial_that_fails_is_a_result_and_not_tried_again()
    {
        double OneFails(Experiment e) => e == _search.Trial(4) ? double.NaN : Score(e);
        _search.Run(_store, new FakeEngine(1, OneFails));
        var again = new FakeEngine(1, OneFails);

        var result = _search.Run(_store, again);

        Assert.Empty(again.Started);
        Assert.Equal(RunStatus.Failed, result.Runs[4].Status);
        Assert.Contains("failed", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Search_is_a_value_that_can_be_written_and_read()
    {
        var path = Path.Combine(_folder, "search.json");
        File.WriteAllText(path, _search.ToJson());

        var again = HyperparameterSearch.Load(path);

        Assert.Equal(_search.ToJson(), again.ToJson());
        Assert.Equal(_search.Trial(5), again.Trial(5));
    }

    [Fact]
    public void Bad_search_is_refused_by_name()
    {
        AssertRefused("space", _search with { Space = [] });
        AssertRefused("trials", _search with { Trials = 0 });
        AssertRefused("minEpochs", _search with { MinEpochs = 10 });
        AssertRefused("reduction", _search with { Reduction = 1 });
        AssertRefused("seed", _search with { Seed = -1 });
        AssertRefused("optimizer.rate", _search with { Space = [new("optimizer.rate", RangeKind.Uniform, 0, 1)] });
        AssertRefused("optimizer.learningRate", _search with { Space = [new("optimizer.learningRate", RangeKind.LogUniform, 0, 1)] });
        AssertRefused("optimizer.learningRate", _search with { Space = [new("optimizer.learningRate", RangeKind.Uniform, 1, 20)] });
        AssertRefused("augmentation", _search with { Space = [new("augmentation", RangeKind.Choice)] });

        static void AssertRefused(string named, HyperparameterSearch search) =>
            Assert.Contains(named, Assert.Throws<SegBookException>(search.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coordinate_wise_search_carries_the_best_of_each_stage_on()
    {
        var search = SearchTemplates.Reference(_base with { Epochs = 2 });
        var engine = new FakeEngine(1, Preference);

        var result = search.Run(_store, engine);

        // 4 + 3 + 4 + 3 + 2 choices and the long one; the choice that equals what is carried is not run twice: Adam, none, 0, cross entropy.
        Assert.Equal([4, 3, 4, 3, 2], result.Steps.Select(step => step.Runs.Count));
        Assert.Equal(4 + 2 + 3 + 2 + 2 + 1 - 1, engine.Started.Count);
        var final = result.Final.Experiment;
        Assert.Equal((OptimizerKind.Sgd, 5e-3, 5e-4), (final.Optimizer.Kind, final.Optimizer.LearningRate, final.Optimizer.WeightDecay));
        Assert.Equal((ScheduleKind.Step, 0.15, 2), (final.Schedule.Kind, final.Schedule.Gamma, final.Schedule.StepSize));
        Assert.Equal(8, final.Epochs);
        Assert.Contains("best, at the edge of its range", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Coordinate_wise_search_that_was_stopped_goes_on_without_doing_anything_twice()
    {
        var search = SearchTemplates.Reference(_base with { Epochs = 2 });
        var stopped = new FakeEngine(1, Preference) { StopAfter = 7 };
        Assert.Throws<OperationCanceledException>(() => search.Run(_store, stopped));
        var rest = new FakeEngine(1, Preference);

        search.Run(_store, rest);

        Assert.Empty(stopped.Started.Intersect(rest.Started));
        Assert.Equal(13, stopped.Started.Count + rest.Started.Count);
    }

    [Fact]
    public void Coordinate_wise_search_is_a_value_that_can_be_written_and_read()
    {
        var path = Path.Combine(_folder, "search.json");
        var search = SearchTemplates.Reference(_base);
        File.WriteAllText(path, search.ToJson());

        Assert.Equal(search.ToJson(), CoordinateSearch.Load(path).ToJson());
    }

    [Fact]
    public void Coordinate_wise_search_with_a_bad_choice_is_refused()
    {
        var search = new CoordinateSearch(_base, [new("loss", [StageChoice.Of("Hinge", ("loss.kind", "Hinge"))])]);

        Assert.Contains("loss.kind", Assert.Throws<SegBookException>(search.Validate).Message, StringComparison.Ordinal);
    }

    private static double Score(Experiment e) => 0.5 - Math.Abs(Math.Log10(e.Optimizer.LearningRate) + 2.5) / 10 + (e.BatchSize / 1000.0);

    private static double Preference(Experiment e) =>
        e.Optimizer.LearningRate + e.Optimizer.WeightDecay + (e.Optimizer.Kind == OptimizerKind.Sgd ? 0.1 : 0)
        + (e.Schedule.Kind == ScheduleKind.Step ? e.Schedule.Gamma : 0) + (e.Loss.Kind == SegBook.Losses.LossKind.Dice ? 0.1 : 0);
}
