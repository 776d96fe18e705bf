using System.Diagnostics;
using SegBook.Cli.Search;
using SegBook.Tests.Support;
using SegBook.Training;
using TorchSharp;

namespace SegBook.Tests.Training;

/// <summary>Runs in processes of their own that are killed without warning.</summary>
public sealed class KillTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    private const int Kills = 12;

    [Fact]
    public void Run_killed_at_a_dozen_random_moments_always_ends_as_if_nothing_had_happened()
    {
        var random = new Random(1);
        var threads = torch.get_num_threads();
        torch.set_num_threads(1);
        try
        {
            var experiment = fixture.Small with { Epochs = 4 };
            var whole = Trainer.Train(experiment, fixture.Store(), TextWriter.Null);
            var places = new HashSet<string>();
            var length = KillWithin(experiment, fixture.Store(), TimeSpan.FromMinutes(10));
            for (var i = 0; i < Kills; i++)
            {
                var store = fixture.Store();

                // Now and then it is over before the kill, which must do no harm either.
                KillWithin(experiment, store, length * random.NextDouble(), saveSeconds: i % 3);
                places.Add(Place(store, experiment));

                Runs.AssertIdentical(whole, Trainer.Train(experiment, store, TextWriter.Null));
                Directory.Delete(store.Folder, recursive: true);
            }

            // The kills must not all have hit the same place.
            Assert.True(places.Count > 2, string.Join("; ", places));
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    /// <summary>Starts the run in another process, kills it so long after its first sign of life, and says how long it lived from there.</summary>
    private static TimeSpan KillWithin(Experiment experiment, RunStore store, TimeSpan delay, int saveSeconds = 0)
    {
        var job = Path.Combine(store.Folder, "job.json");
        JobFile.Write(job, new TrialJob(experiment, experiment.Epochs));
        var info = new ProcessStartInfo("dotnet", [Cli, "train", "--job", job, "--store", store.Folder, "--quiet"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["OMP_NUM_THREADS"] = "1";
        info.Environment["SEGBOOK_THREADS"] = "1";
        info.Environment["SEGBOOK_SAVE_SECONDS"] = $"{saveSeconds}";
        using var process = Process.Start(info)!;
        var config = Path.Combine(store.FolderOf(experiment), "config.json");
        while (!File.Exists(config) && !process.HasExited)
        {
            Thread.Sleep(5);
        }

        var alive = Stopwatch.StartNew();
        process.WaitForExit(delay);
        var lived = alive.Elapsed;
        process.Kill();
        process.WaitForExit();
        return lived;
    }

    private static string Place(RunStore store, Experiment experiment)
    {
        var folder = store.FolderOf(experiment);
        var history = Path.Combine(folder, "history.csv");
        return $"{(File.Exists(history) ? File.ReadLines(history).Count() - 1 : 0)} epochs, {(File.Exists(Path.Combine(folder, "scores.json")) ? "finished" : "unfinished")}, {Directory.GetFileSystemEntries(folder).Length} files";
    }

    private static string Cli => Path.Combine(Shared.Root, "tools", "bin", "segbook-cli.dll");
}
