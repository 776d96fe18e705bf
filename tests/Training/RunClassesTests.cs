using System.Text.Json.Nodes;
using SegBook.Cli.Runs;
using SegBook.Data;
using SegBook.Tests.Data;
using SegBook.Tests.Support;
using SegBook.Training;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Tests.Training;

/// <summary>A run knows what its labels mean, whatever becomes of the list that said so.</summary>
public sealed class RunClassesTests : IDisposable
{
    private const string List = "10 20 30 ground\n40 50 60 wall\n70 80 90 sky\n";
    private const string Swapped = "10 20 30 ground\n70 80 90 wall\n40 50 60 sky\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-classes").FullName;
    private readonly string _list;
    private readonly RunStore _store;
    private readonly Experiment _experiment;

    public RunClassesTests()
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder, "frames")).FullName;
        for (var frame = 0; frame < 12; frame++)
        {
            using var image = new Image<Rgb24>(48, 32);
            using var mask = new Image<Rgb24>(48, 32);
            for (var at = 0; at < 48 * 32; at++)
            {
                var (x, y) = (at % 48, at / 48);
                var third = (y + frame) / 11 % 3;
                mask[x, y] = new Rgb24((byte)(10 + (30 * third)), (byte)(20 + (30 * third)), (byte)(30 + (30 * third)));
                image[x, y] = new Rgb24((byte)(80 * third), (byte)(5 * x), (byte)(9 * frame));
            }

            image.SaveAsPng(Path.Combine(data, $"f_{frame:D3}.png"));
            mask.SaveAsPng(Path.Combine(data, $"f_{frame:D3}_L.png"));
        }

        _list = Path.Combine(data, "label_colors.txt");
        File.WriteAllText(_list, List);
        _store = new RunStore(Path.Combine(_folder, "runs"));
        _experiment = new Experiment
        {
            Data = data, Labels = _list, Height = 32, Width = 48, Epochs = 2, Device = "cpu",
            Model = new() { Architecture = SegBook.Models.Architecture.PSPNet }, Split = new() { Folds = 4, Gap = 0, Validation = 0.1 },
        };
    }

    public void Dispose()
    {
        TrainingData.Forget();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Classes_are_kept_with_the_run()
    {
        var run = Trainer.Train(_experiment, _store, TextWriter.Null, untilEpoch: 1);

        var kept = Run.Open(run.Folder).LabelMap;

        Assert.Equal(["ground", "wall", "sky"], kept.Names);
        Assert.Null(kept.DifferenceFrom(LabelMap.Named(_list)));
    }

    [Theory]
    [InlineData(Swapped, "wall")]
    [InlineData("10 20 30 ground\n40 50 60 wall\n70 80 90 heaven\n", "heaven")]
    [InlineData(List + "1 2 3 more\n", "more")]
    [InlineData("40 50 60 wall\n10 20 30 ground\n70 80 90 sky\n", "ground")]
    public void Other_classes_are_refused_with_what_is_not_the_same(string list, string named)
    {
        var begun = Trainer.Train(_experiment with { Seed = 2 }, _store, TextWriter.Null, untilEpoch: 1);
        var run = Trainer.Train(_experiment, _store, TextWriter.Null);
        File.WriteAllText(_list, list);

        Refuses(() => Trainer.Resume(begun, progress: TextWriter.Null));
        Refuses(() => Trainer.Train(_experiment with { Seed = 2 }, _store, TextWriter.Null));
        Refuses(() => Trainer.Train(_experiment, _store, TextWriter.Null));
        Refuses(() => Checkpoint.Score(run.Id, _store, new CheckpointRequest { Device = "cpu" }));
        Refuses(() => Reproduction.Of(run, new RunStore(Path.Combine(_folder, "again")), TextWriter.Null));
        File.WriteAllText(_list, List);
        Assert.Equal(RunStatus.Finished, Trainer.Resume(begun, progress: TextWriter.Null).Status);

        void Refuses(Func<object> act)
        {
            var message = Assert.Throws<SegBookException>(act).Message;
            Assert.Contains("learned other classes", message, StringComparison.Ordinal);
            Assert.Contains(named, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Evaluation_on_other_frames_refuses_other_classes()
    {
        var run = Trainer.Train(_experiment, _store, TextWriter.Null);
        var other = Path.Combine(_folder, "other");
        Directory.CreateDirectory(other);
        foreach (var file in Directory.GetFiles(_experiment.Data).Where(file => !file.Contains("f_003", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(other, Path.GetFileName(file)));
        }

        Assert.Equal(11, Checkpoint.Score(run.Id, _store, new CheckpointRequest { Device = "cpu", Data = other }).Scores.Frames);
        File.WriteAllText(Path.Combine(other, "label_colors.txt"), Swapped);

        var error = Assert.Throws<SegBookException>(() => Checkpoint.Score(run.Id, _store, new CheckpointRequest { Device = "cpu", Data = other }));

        Assert.Contains("learned other classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_in_segnets_form_are_scored_as_they_are()
    {
        using var coloured = new TestDataset(frames: 12, height: 64, width: 96);
        File.WriteAllLines(coloured["label_colors.txt"], LabelMap.CamVid32.Classes.Select(c => $"{c.Red} {c.Green} {c.Blue}\t{c.Name}"));
        var run = Trainer.Train(_experiment with { Data = coloured.Folder, Labels = LabelMap.Auto }, _store, TextWriter.Null);
        var segnet = Path.Combine(_folder, "segnet");
        var (pictures, masks) = (Directory.CreateDirectory(Path.Combine(segnet, "train")).FullName, Directory.CreateDirectory(Path.Combine(segnet, "trainannot")).FullName);
        using var dataset = SegmentationDataset.Open(coloured.Folder);
        foreach (var (frame, name) in dataset.Names.Index())
        {
            File.Copy(coloured[$"{name}.png"], Path.Combine(pictures, $"{name}.png"));
            using var mask = Image.LoadPixelData<L8>(dataset.Load(frame).Labels.Select(label => label == LabelMap.Ignore ? (byte)11 : label).ToArray(), 96, 64);
            mask.SaveAsPng(Path.Combine(masks, $"{name}.png"));
        }

        var own = Checkpoint.Score(run.Id, _store, new CheckpointRequest { Device = "cpu", AllFrames = true }).Evaluation;
        var there = Checkpoint.Score(run.Id, _store, new CheckpointRequest { Device = "cpu", Data = segnet }).Evaluation;

        Assert.Equal(own.Total.ToArray(), there.Total.ToArray());
        Assert.InRange(there.Total.Total, 1, (12 * 32 * 48) - 1);
    }

    [Fact]
    public void Run_whose_list_is_gone_opens_and_goes_on()
    {
        var run = Trainer.Train(_experiment, _store, TextWriter.Null, untilEpoch: 1);
        File.Delete(_list);

        using var model = run.OpenBest();
        var done = Trainer.Resume(run, progress: TextWriter.Null);

        Assert.Equal(3, model.Config.Classes);
        Assert.Equal(RunStatus.Finished, done.Status);
        Assert.Equal(["ground", "wall", "sky"], SegBook.Models.ModelFolder.ReadCard(Path.Combine(done.Folder, "model"))!.Classes.Select(one => one.Name));
    }

    [Fact]
    public void List_that_lay_among_frames_that_were_moved_has_moved_along()
    {
        var moved = Path.Combine(_folder, "moved");
        var run = Trainer.Train(_experiment, _store, TextWriter.Null, untilEpoch: 1);
        Directory.Move(_experiment.Data, moved);

        var done = Trainer.Resume(run, moved, TextWriter.Null);

        Assert.Equal((moved, Path.Combine(moved, "label_colors.txt")), (done.Experiment.Data, done.Experiment.Labels));
        Assert.True(Reproduction.Of(done, new RunStore(Path.Combine(_folder, "again")), TextWriter.Null).IsIdentical);
    }

    [Fact]
    public void Runs_of_other_classes_are_not_compared()
    {
        var first = Trainer.Train(_experiment, _store, TextWriter.Null);
        File.WriteAllText(_list, Swapped);
        var second = Trainer.Train(_experiment with { Seed = 2 }, _store, TextWriter.Null);

        var together = CommandLine.Run("runs", first.Id, second.Id, "--store", _store.Folder);
        var list = CommandLine.Run("runs", "--store", _store.Folder);

        Assert.Equal(1, together.Exit);
        Assert.Contains("learned other classes", together.Errors, StringComparison.Ordinal);
        Assert.Equal(0, list.Exit);
        Assert.Contains("learned other classes", list.Text, StringComparison.Ordinal);
        var validation = new CrossValidation(_experiment with { Split = new() { Folds = 2, Gap = 0, Validation = 0 }, Epochs = 1 }, 1);
        validation.Run(_store, new InProcess(TextWriter.Null));
        File.WriteAllText(_list, List);
        Assert.Throws<SegBookException>(() => (validation with { Seeds = [1, 2] }).Run(_store, new InProcess(TextWriter.Null)));
    }

    [Fact]
    public void Record_of_classes_that_is_damaged_is_an_error_with_its_file()
    {
        var run = Trainer.Train(_experiment, _store, TextWriter.Null, untilEpoch: 1);
        var file = Path.Combine(run.Folder, "environment.json");
        var record = JsonNode.Parse(File.ReadAllText(file))!;
        record["classes"]!["lines"]![1]!["label"] = 7;
        File.WriteAllText(file, record.ToJsonString());

        var error = Assert.Throws<SegBookException>(() => Run.Open(run.Folder));

        Assert.Contains("environment.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("goes to no class", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_without_its_run_is_scored_on_frames_of_its_classes_alone()
    {
        var model = Path.Combine(Trainer.Train(_experiment, _store, TextWriter.Null).Folder, "model");
        var request = new CheckpointRequest { Device = "cpu", Data = _experiment.Data, Height = 32, Width = 48 };

        Assert.Equal(12, Checkpoint.Score(model, _store, request).Scores.Frames);
        File.WriteAllText(_list, Swapped);

        var error = Assert.Throws<SegBookException>(() => Checkpoint.Score(model, _store, request));
        Assert.Contains("learned other classes: class 1 was 'wall'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_given_by_a_relative_path_is_found_from_everywhere()
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _list);

        var run = Trainer.Train(_experiment with { Labels = relative }, _store, TextWriter.Null, untilEpoch: 1);

        Assert.Equal(_list, run.Experiment.Labels);
    }
}
