using SegBook.Cli.Runs;
using SegBook.Tests.Support;
using SegBook.Training;

namespace SegBook.Tests.Training;

/// <summary>Runs whose folder, frames or label list are no longer where or what they were.</summary>
public sealed class ResumeTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Fact]
    public void Renamed_run_is_gone_on_with_where_it_lies()
    {
        var (whole, store) = (Trainer.Train(fixture.Small, fixture.Store(), TextWriter.Null), fixture.Store());
        var begun = Trainer.Train(fixture.Small, store, TextWriter.Null, untilEpoch: 2);
        var folder = Path.Combine(store.Folder, "mine");
        Directory.Move(begun.Folder, folder);

        var (exit, _, errors) = CommandLine.Run("resume", $"{folder}/", "--quiet");

        Assert.True(exit == 0, errors);
        Assert.Equal([folder], Directory.GetDirectories(store.Folder));
        Assert.Equal(whole.History.Select(epoch => epoch.TrainLoss), Run.Open(folder).History.Select(epoch => epoch.TrainLoss));
        Assert.Equal("mine", Assert.Single(store.Runs()).Id);
    }

    [Fact]
    public void Copies_of_a_run_go_on_each_for_itself()
    {
        var store = fixture.Store();
        var run = Trainer.Train(fixture.Small, store, TextWriter.Null, untilEpoch: 1);
        var copy = $"{run.Folder} copy";
        Copy(run.Folder, copy);

        var second = Trainer.Resume(Run.Open(copy), progress: TextWriter.Null, untilEpoch: 2);

        Assert.Equal((copy, 2, 1), (second.Folder, second.History.Count, Run.Open(run.Folder).History.Count));
        Assert.Equal(run.Folder, store.Find(run.Id).Folder);
    }

    [Fact]
    public void Frames_that_were_moved_are_given_once()
    {
        var (frames, moved, store) = (Path.Combine(fixture.Folder, "here"), Path.Combine(fixture.Folder, "there"), fixture.Store());
        Copy(fixture.Data, frames);
        var run = Trainer.Train(fixture.Small with { Data = frames }, store, TextWriter.Null, untilEpoch: 1);
        Directory.Move(frames, moved);

        var gone = Assert.Throws<SegBookException>(() => Trainer.Resume(run, progress: TextWriter.Null));
        var (exit, _, errors) = CommandLine.Run("resume", run.Folder, "--data", moved, "--quiet");

        Assert.Contains($"segbook resume {run.Folder} --data PATH", gone.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sample", gone.Message, StringComparison.Ordinal);
        Assert.True(exit == 0, errors);
        var done = Run.Open(run.Folder);
        Assert.Equal((RunStatus.Finished, moved), (done.Status, done.Experiment.Data));
        Assert.Equal(4, Checkpoint.Score(run.Folder, store, new CheckpointRequest { Device = "cpu" }).Scores.Frames);
    }

    [Fact]
    public void Frames_of_a_finished_run_can_be_given_anew()
    {
        var moved = Path.Combine(fixture.Folder, "elsewhere");
        Copy(fixture.Data, moved);
        var run = Trainer.Train(fixture.Small with { Epochs = 1 }, fixture.Store(), TextWriter.Null);

        Assert.Equal((RunStatus.Finished, moved), (Trainer.Resume(run, moved, TextWriter.Null) is var now ? now.Status : default, Run.Open(run.Folder).Experiment.Data));
    }

    [Fact]
    public void Other_frames_are_not_taken_for_those_of_the_run()
    {
        var other = Path.Combine(fixture.Folder, "other");
        Copy(fixture.Data, other);
        File.Delete(Directory.GetFiles(other, "*_L.png").Order().Last());
        File.Delete(Directory.GetFiles(other, "*.png").Where(file => !file.EndsWith("_L.png", StringComparison.Ordinal)).Order().Last());
        var run = Trainer.Train(fixture.Small, fixture.Store(), TextWriter.Null, untilEpoch: 1);

        var error = Assert.Throws<SegBookException>(() => Trainer.Resume(run, other, TextWriter.Null));

        Assert.Contains("begun with other data", error.Message, StringComparison.Ordinal);
        Assert.Equal(fixture.Data, Run.Open(run.Folder).Experiment.Data);
    }

    [Fact]
    public void Paths_of_a_run_are_absolute_whoever_begins_it()
    {
        var store = fixture.Store();
        var experiment = fixture.Small with { Data = Path.GetRelativePath(Environment.CurrentDirectory, fixture.Data), Epochs = 1 };

        var run = Trainer.Train(experiment, store, TextWriter.Null);

        Assert.Equal(fixture.Data, run.Experiment.Data);
        Assert.Equal(run.Id, run.Experiment.Id);
        Assert.Equal(run.Folder, store.Find(experiment)!.Folder);
    }

    [Theory]
    [InlineData("config.json", "")]
    [InlineData("config.json", "{ \"data\": \"x\", \"split\": null }")]
    [InlineData("scores.json", "")]
    [InlineData("environment.json", "[]")]
    [InlineData("history.csv", "<<<<<<< HEAD")]
    [InlineData("environment.json", null)]
    public void Broken_run_is_named_and_hides_no_other(string file, string? text)
    {
        var store = fixture.Store();
        var good = Trainer.Train(fixture.Small with { Epochs = 1 }, store, TextWriter.Null);
        Copy(good.Folder, Path.Combine(store.Folder, "b"));
        File.Delete(Path.Combine(store.Folder, "b", file));
        if (text is not null)
        {
            File.WriteAllText(Path.Combine(store.Folder, "b", file), text);
        }

        var told = new List<string>();
        var listed = store.Runs((name, reason) => told.Add($"{name}: {reason}"));
        var (exit, output, errors) = CommandLine.Run("runs", "--store", store.Folder);

        Assert.Equal(good.Folder, Assert.Single(listed).Folder);
        Assert.Contains(file, Assert.Single(told), StringComparison.Ordinal);
        Assert.StartsWith("b: ", told[0], StringComparison.Ordinal);
        Assert.True(exit == 0, errors);
        Assert.Contains(good.Id, output, StringComparison.Ordinal);
        Assert.Contains(output.Split('\n'), line => line.StartsWith("b ", StringComparison.Ordinal) && line.Contains("unreadable", StringComparison.Ordinal));
    }

    [Fact]
    public void Hint_of_a_run_that_is_not_there_is_a_command_that_works()
    {
        var store = fixture.Store();
        Trainer.Train(fixture.Small with { Epochs = 1 }, store, TextWriter.Null);

        var error = Assert.Throws<SegBookException>(() => store.Find("nothing")).Message;
        var hint = error[(error.IndexOf("'segbook ", StringComparison.Ordinal) + 9)..error.LastIndexOf('\'')];

        Assert.Equal(0, CommandLine.Run(hint.Split(' ')).Exit);
    }

    [Theory]
    [InlineData("best_model.pth")]
    [InlineData("weights/best.safetensors")]
    public void Weights_alone_are_told_from_a_model(string file)
    {
        var path = Path.Combine(fixture.Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "weights");

        foreach (var name in new[] { path, Path.GetDirectoryName(path)! }.Take(file.Contains('/') ? 2 : 1))
        {
            var error = Assert.Throws<SegBookException>(() => Checkpoint.Score(name, fixture.Store(), new CheckpointRequest()));
            Assert.Contains("save_pretrained", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("pytorch_model.bin")]
    public void Model_that_is_a_pointer_of_git_lfs_is_recognised(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, $"lfs-{name}")).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), """{ "_model_class": "Unet", "encoder_name": "resnet18", "classes": 11 }""");
        File.WriteAllText(Path.Combine(folder, name), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 57000000\n");

        var error = Assert.Throws<SegBookException>(() => Checkpoint.Score(folder, fixture.Store(), new CheckpointRequest { Data = fixture.Data, Device = "cpu" }));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("git lfs pull", error.Message, StringComparison.Ordinal);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
