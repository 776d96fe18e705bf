using SegBook.Data;
using SegBook.Losses;
using SegBook.Models;
using SegBook.Training;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using TorchSharp;

namespace SegBook.Tests.Training;

/// <summary>Training that comes to nothing says so: numbers that are none, batches too small, data that has nothing to learn.</summary>
public sealed class FiniteTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Theory]
    [InlineData(Architecture.UNet, 32, null, true)]
    [InlineData(Architecture.UNet, 64, null, false)]
    [InlineData(Architecture.UNet, 32, 4, false)]
    [InlineData(Architecture.PSPNet, 32, null, false)]
    [InlineData(Architecture.PSPNet, 32, 5, true)]
    [InlineData(Architecture.DeepLabV3Plus, 128, null, true)]
    public void Batch_of_one_is_refused_where_a_batch_norm_would_see_one_value(Architecture architecture, int size, int? depth, bool refused)
    {
        var model = new ModelConfig { Architecture = architecture, EncoderDepth = depth, DecoderChannels = architecture == Architecture.UNet && depth == 4 ? [64, 32, 16, 16] : null };
        var experiment = fixture.Small with { Model = model, Height = size, Width = size, BatchSize = 1, Epochs = 1 };

        if (refused)
        {
            Assert.Contains("batchSize is 1; it must be at least 2", Assert.Throws<SegBookException>(experiment.Validate).Message, StringComparison.Ordinal);
        }
        else
        {
            // Nothing less than a training shows that none is needlessly let through.
            Assert.Equal(RunStatus.Finished, Trainer.Train(experiment, fixture.Store(), TextWriter.Null).Status);
        }
    }

    [Fact]
    public void Single_training_frame_is_refused_where_two_are_needed()
    {
        var folder = Frames("few", 4, (_, _) => 0);
        var experiment = fixture.Small with
        {
            Data = folder, Model = new(), BatchSize = 4, Epochs = 1, Split = new() { Kind = SplitKind.Chronological, Gap = 1, Validation = 0.25, Test = 0.25 },
        };

        // 4 frames, a test, a validation, a gap each: with one frame more there would be two to train on.
        var error = Assert.Throws<SegBookException>(() => Trainer.Train(experiment with { Split = experiment.Split with { Gap = 0, Test = 0.5 } }, fixture.Store(), TextWriter.Null));

        Assert.Contains("leaves one training frame of 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("split.gap", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encoder.layer1.0.conv1.weight", float.NaN)]
    [InlineData("encoder.bn1.running_var", float.PositiveInfinity)]
    public void Network_that_holds_no_numbers_is_not_finished(string name, float value)
    {
        var store = fixture.Store();
        var experiment = fixture.Small with { Split = fixture.Small.Split with { Validation = 0 } };
        var run = Trainer.Train(experiment, store, TextWriter.Null, untilEpoch: 2);
        Spoil(run, name, value);

        var error = Assert.Throws<TrialFailedException>(() => Trainer.Train(experiment with { Epochs = 3 }, store, TextWriter.Null));

        Assert.Contains(name.EndsWith("var", StringComparison.Ordinal) ? name : "", error.Message, StringComparison.Ordinal);
        run = store.Find(experiment)!;
        Assert.Equal((RunStatus.Failed, error.Message), (run.Status, run.Failure));
        Assert.False(Directory.Exists(Path.Combine(run.Folder, "model")));
    }

    [Fact]
    public void Network_spoilt_after_its_last_epoch_is_not_saved()
    {
        var store = fixture.Store();
        var experiment = fixture.Small with { Epochs = 2 };
        var run = Trainer.Train(experiment, store, TextWriter.Null, untilEpoch: 1);
        Spoil(run, "decoder.conv.0.weight", float.NaN, epochs: 2);

        var error = Assert.Throws<TrialFailedException>(() => Trainer.Train(experiment, store, TextWriter.Null));

        Assert.Contains("'decoder.conv.0.weight' holds NaN", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(run.Folder, "model")));
    }

    [Fact]
    public void Evaluation_whose_loss_is_no_number_names_the_batch()
    {
        using var dataset = SegmentationDataset.Open(fixture.Data);
        using var cache = new FrameCache(dataset, 32, 32);
        using var model = SegmentationModel.Create(fixture.Small.Network(dataset.LabelMap.Count));
        using var loss = SegmentationLoss.Create(new LossConfig(), dataset.LabelMap.Count);
        using (torch.no_grad())
        {
            model.State().First(entry => entry.Name == "segmentation_head.0.bias").Tensor.fill_(float.NaN);
        }

        var error = Assert.ThrowsAny<SegBookException>(() => Evaluation.Of(model, cache, [4, 5, 6], torch.CPU, 2, loss));

        Assert.Equal("The loss is NaN in batch 1 (frames 4, 5, counted from 0).", error.Message);
    }

    [Theory]
    [InlineData(-1, "every pixel of the training and validation and test frames is ignored, so nothing is learned")]
    [InlineData(3, "the training frames show Road alone, so nothing is told apart")]
    public void Data_that_has_nothing_to_learn_says_so_at_the_end(int only, string remark)
    {
        var (said, folder) = (new StringWriter(), Frames($"only{only}", 12, (_, _) => only));

        var run = Trainer.Train(fixture.Small with { Data = folder, Labels = "CamVid11", Epochs = 1 }, fixture.Store(), said);

        Assert.EndsWith($"; {remark}", said.ToString().TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(remark, run.Scores!.Remark);
        Assert.Contains(remark, Run.Open(run.Folder).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_frames_that_are_all_ignored_stop_nothing()
    {
        // Of 16 frames in 4 folds, the first tests and the next ones validate.
        var folder = Frames("blind", 16, (frame, x) => frame is 4 or 5 ? -1 : x < 16 ? 3 : 0);

        var run = Trainer.Train(fixture.Small with { Data = folder, Labels = "CamVid11", Epochs = 1 }, fixture.Store(), TextWriter.Null);

        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Equal("every pixel of the validation frames is ignored, so that has no score", run.Scores!.Remark);
    }

    [Fact]
    public void List_of_one_class_is_refused_before_anything_is_trained()
    {
        var list = Path.Combine(fixture.Folder, "one.txt");
        File.WriteAllText(list, "128 64 128 road\n");
        var folder = Frames("one", 8, (_, _) => 3);

        var error = Assert.Throws<SegBookException>(() => Trainer.Train(fixture.Small with { Data = folder, Labels = list }, fixture.Store(), TextWriter.Null));

        Assert.Contains("'road'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Add a line for the rest", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Puts a value into the weights of a run's last epoch, as if it had come there by itself; with another number of epochs, it is taken for that far.</summary>
    private static void Spoil(Run run, string name, float value, int epochs = 0)
    {
        var files = new RunFiles(run.Folder);
        var (state, optimizer, _) = StateFile.Read(files.State);
        using var model = SegmentationModel.CreateFrame(run.Experiment.Network(LabelMap.CamVid11.Count));
        Checkpoints.LoadWeights(model, files.Weights(state));
        using (torch.no_grad())
        {
            model.State().First(entry => entry.Name == name).Tensor.fill_(value);
        }

        if (epochs > 0)
        {
            state = state with { Epoch = epochs, History = [.. Enumerable.Range(1, epochs).Select(epoch => state.History[0] with { Epoch = epoch, ValidationMeanIou = epoch / 10.0 })] };
        }

        Safetensors.Write(files.Weights(state), model.State().Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor)));
        StateFile.Write(files.State, state, optimizer, System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(files.Weights(state))));
    }

    /// <summary>Frames of 48 x 32 pixels whose label, -1 for Void, follows from the frame and the column.</summary>
    private string Frames(string name, int count, Func<int, int, int> label)
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, name)).FullName;
        for (var frame = 0; frame < count; frame++)
        {
            using var image = new Image<Rgb24>(48, 32);
            using var mask = new Image<Rgb24>(48, 32);
            for (var at = 0; at < 48 * 32; at++)
            {
                var (x, y) = (at % 48, at / 48);
                var c = label(frame, x) is >= 0 and var index ? LabelMap.CamVid11.Classes[index] : new LabelClass("Void", 0, 0, 0);
                mask[x, y] = new Rgb24(c.Red, c.Green, c.Blue);
                image[x, y] = new Rgb24((byte)(5 * x), (byte)(7 * y), (byte)(9 * frame));
            }

            image.SaveAsPng(Path.Combine(folder, $"f_{frame:D3}.png"));
            mask.SaveAsPng(Path.Combine(folder, $"f_{frame:D3}_L.png"));
        }

        return folder;
    }
}
