using System.Diagnostics;
using SegBook.Cli.Search;
using SegBook.Tests.Support;
using SegBook.Training;
using TorchSharp;

namespace SegBook.Tests.Training;

/// <summary>Trials in other processes and on a cluster end with the numbers that they have in this one.</summary>
public sealed class EngineTests : IClassFixture<TrainingFixture>, IDisposable
{
    private readonly TrainingFixture _fixture;
    private readonly int _threads = torch.get_num_threads();

    public EngineTests(TrainingFixture fixture)
    {
        _fixture = fixture;
        torch.set_num_threads(1);
    }

    private static WorkerCommand Cli { get; } = new("dotnet", [Path.Combine(Shared.Root, "tools", "bin", "segbook-cli.dll")]);

    private HyperparameterSearch Search => new(_fixture.Small with { Epochs = 2 }, [new("optimizer.learningRate", RangeKind.LogUniform, 1e-4, 1e-2)])
    {
        Method = SearchMethod.Random,
        Trials = 3,
    };

    public void Dispose() => torch.set_num_threads(_threads);

    [Fact]
    public void Trials_in_processes_of_their_own_have_the_numbers_of_trials_in_this_one()
    {
        using var workers = new ProcessWorkers(2, Cli);

        var there = Search.Run(_fixture.Store(), workers);

        AssertSameAsHere(there);
    }

    [Fact]
    public void Trial_that_fails_in_a_process_of_its_own_is_a_result()
    {
        // The weights grow ninefold with every step.
        var bad = Search with { Base = Search.Base with { Epochs = 60, Optimizer = new() { LearningRate = 10, WeightDecay = 1 }, Schedule = new() { Kind = ScheduleKind.Constant } }, Space = [new("seed", RangeKind.Choice, Values: ["1"])], Trials = 1 };
        using var workers = new ProcessWorkers(1, Cli);

        var result = bad.Run(_fixture.Store(), workers);

        Assert.Equal(RunStatus.Failed, Assert.Single(result.Runs).Status);
    }

    [Fact]
    public void Process_that_cannot_work_says_why()
    {
        var lost = Search with { Base = Search.Base with { Data = Path.Combine(_fixture.Folder, "nowhere") } };
        using var workers = new ProcessWorkers(1, Cli);

        var error = Assert.Throws<SegBookException>(() => lost.Run(_fixture.Store(), workers));

        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
    }

    [SlurmFact]
    public void Trials_on_a_cluster_have_the_numbers_of_trials_here_and_are_submitted_once()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"segbook-slurm-{Environment.ProcessId}");
        Slurm("up", folder);
        Environment.SetEnvironmentVariable("SLURM_CONF", Path.Combine(folder, "slurm.conf"));
        Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "1");
        Environment.SetEnvironmentVariable("SEGBOOK_THREADS", "1");
        try
        {
            var store = _fixture.Store();
            var engine = new SlurmEngine(poll: TimeSpan.FromSeconds(0.5), command: Cli);
            InterruptSoon(store, engine);

            var there = Search.Run(store, engine);

            AssertSameAsHere(there);
            Assert.Single(Directory.GetDirectories(Path.Combine(store.Folder, "slurm")));
        }
        finally
        {
            Environment.SetEnvironmentVariable("SLURM_CONF", null);
            Environment.SetEnvironmentVariable("OMP_NUM_THREADS", null);
            Environment.SetEnvironmentVariable("SEGBOOK_THREADS", null);
            Slurm("down", folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Begins the search and is interrupted as soon as the trials are in the queue.</summary>
    private void InterruptSoon(RunStore store, SlurmEngine engine)
    {
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!Directory.Exists(Path.Combine(store.Folder, "slurm")) || Directory.GetFiles(Path.Combine(store.Folder, "slurm"), "array.json", SearchOption.AllDirectories).Length == 0)
            {
                await Task.Delay(20);
            }

            await stop.CancelAsync();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Search.Run(store, engine, stop.Token));
        watch.Wait(TimeSpan.FromSeconds(5));
    }

    private void AssertSameAsHere(SearchResult there)
    {
        var here = Search.Run(_fixture.Store(), new InProcess(TextWriter.Null));
        Assert.Equal(Search.Trials, there.Runs.Count);
        foreach (var (mine, other) in here.Runs.Zip(there.Runs))
        {
            Runs.AssertIdentical(mine, other);
        }
    }

    private static void Slurm(string what, string folder)
    {
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Shared.Root, "tests", "Training", "slurm.sh"), what, folder]) { RedirectStandardError = true })!;
        var said = script.StandardError.ReadToEnd();
        script.WaitForExit();
        Assert.True(script.ExitCode == 0, said);
    }
}

/// <summary>A test on a real Slurm of one machine, skipped where that cannot run.</summary>
public sealed class SlurmFactAttribute : FactAttribute
{
    private static readonly string[] _programs = ["slurmctld", "slurmd", "sbatch", "squeue", "munged"];

    /// <summary>Skipped without root or one of Slurm's programs.</summary>
    public SlurmFactAttribute()
    {
        var places = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin".Split(':');
        var missing = _programs.Where(program => !places.Any(place => File.Exists(Path.Combine(place, program)))).ToList();
        Skip = missing.Count > 0 ? $"needs {string.Join(", ", missing)} (Debian: slurmctld slurmd slurm-client munge)"
            : !Environment.IsPrivilegedProcess ? "needs root, to start a Slurm of its own"
            : null;
    }
}
