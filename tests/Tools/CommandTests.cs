using SegBook.Tests.Support;
using SegBook.Tests.Training;

namespace SegBook.Tests.Tools;

/// <summary>The verbs of the command line that no other test goes through.</summary>
public sealed class CommandTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Fact]
    public void Train_again_runs_a_run_once_more_and_compares()
    {
        var store = Path.Combine(fixture.Folder, "again");
        string[] small = ["--set", "height=32", "--set", "width=32", "--set", "epochs=1", "--set", "device=cpu", "--quiet"];
        var first = CommandLine.Run(["train", "--data", fixture.Data, "--store", store, .. small]);
        var run = Path.GetFileName(Assert.Single(Directory.GetDirectories(store)));

        var (exit, text, errors) = CommandLine.Run("train", "--again", run, "--store", store, "--quiet");

        Assert.True(first.Exit == 0, first.Errors);
        Assert.True(exit == 0, errors);
        Assert.Contains("Identical to the bit.", text, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(store, "reproduced", run)));
    }

    [Fact]
    public void Train_again_with_other_settings_is_refused()
    {
        var (exit, _, errors) = CommandLine.Run("train", "--again", "some-run", "--seed", "2");

        Assert.Equal(1, exit);
        Assert.Contains("leave out --seed", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_tells_of_the_device_without_running_anything()
    {
        var (exit, text, _) = CommandLine.Run("run", "--device-info", "--device", "cpu");

        Assert.Equal(0, exit);
        Assert.Contains("on cpu", text, StringComparison.Ordinal);
        Assert.Contains("libtorch", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Notebooks_check_passes_what_is_committed()
    {
        var (exit, text, _) = CommandLine.Run("notebooks", "check");

        Assert.True(exit == 0, text);
        Assert.Equal(7, text.Split('\n').Count(line => line.EndsWith(": fit", StringComparison.Ordinal)));
    }
}
