using System.Diagnostics;
using SegBook.Training;

namespace SegBook.Tests.Training;

/// <summary>A run on a disk of its own, which fills up.</summary>
public sealed class FullDiskTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [MountFact]
    public void Run_on_a_full_disk_keeps_its_last_state_and_goes_on_when_there_is_room()
    {
        var whole = Trainer.Train(fixture.Small, fixture.Store(), TextWriter.Null);
        var store = fixture.Store();
        Directory.CreateDirectory(store.Folder);

        // The state of one epoch has room, that of a second beside it has not.
        var state = StateSize(fixture.Small);
        Assert.True(Tool("mount", "-t", "tmpfs", "-o", $"size={state * 3 / 2}", "segbook", store.Folder));
        try
        {
            var error = Assert.Throws<SegBookException>(() => Trainer.Train(fixture.Small, store, TextWriter.Null));

            Assert.Contains("could not be written", error.Message, StringComparison.Ordinal);
            Assert.Equal(1, StateFile.Read(new RunFiles(store.FolderOf(fixture.Small)).State).State.Epoch);
            Assert.Equal(RunStatus.Unfinished, store.Find(fixture.Small)!.Status);
            Assert.True(Tool("mount", "-o", $"remount,size={state * 6}", store.Folder));
            Runs.AssertIdentical(whole, Trainer.Train(fixture.Small, store, TextWriter.Null));
        }
        finally
        {
            Tool("umount", "--lazy", store.Folder);
        }
    }

    private long StateSize(Experiment experiment)
    {
        var run = Trainer.Train(experiment, fixture.Store(), TextWriter.Null, untilEpoch: 1);
        return Directory.GetFiles(Path.Combine(run.Folder, "state")).Sum(file => new FileInfo(file).Length);
    }

    internal static bool Tool(string name, params string[] arguments)
    {
        try
        {
            using var tool = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true })!;
            tool.StandardError.ReadToEnd();
            tool.WaitForExit();
            return tool.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that mounts a disk in memory, skipped where that is not allowed.</summary>
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> _allowed = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("segbook-mount").FullName;
        var mounted = FullDiskTests.Tool("mount", "-t", "tmpfs", "-o", "size=1m", "segbook", folder);
        var gone = !mounted || FullDiskTests.Tool("umount", folder);
        Directory.Delete(folder);
        return mounted && gone;
    });

    /// <summary>Skipped where no disk can be mounted.</summary>
    public MountFactAttribute() => Skip = _allowed.Value ? null : "needs the right to mount a disk in memory (root, outside a plain container)";
}
