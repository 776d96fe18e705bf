using System.Security.Cryptography;
using SegBook.Cli.Synthetic;
using SegBook.Data;
using SegBook.Models;
using SegBook.Training;
using TorchSharp;

namespace SegBook.Tests.Training;

/// <summary>What the trainer does, on runs of a second.</summary>
public sealed class TrainerTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Theory]
    [InlineData(Architecture.UNet, 64, 12)]
    [InlineData(Architecture.PSPNet, 144, 24)]
    [InlineData(Architecture.DeepLabV3Plus, 96, 15)]
    public void Two_frames_are_learned_by_heart(Architecture architecture, int size, int epochs)
    {
        var folder = TwoFramesManyTimes(architecture.ToString());
        var experiment = new Experiment
        {
            Data = folder,
            Height = size,
            Width = size,
            Model = new() { Architecture = architecture },
            Augmentation = "none",
            BatchSize = 2,
            Epochs = epochs,
            Split = new() { Kind = SplitKind.Chronological, Gap = 0, Validation = 0, Test = 0.2 },
            Optimizer = new() { LearningRate = 4e-3, WeightDecay = 0 },
            Device = "cpu",
            Precision = Precision.Float32,
        };

        var run = Trainer.Train(experiment, fixture.Store(), TextWriter.Null);

        // In evaluation mode, as the model is used.
        using var model = run.OpenBest();
        using var dataset = SegmentationDataset.Open(folder);
        using var cache = new FrameCache(dataset, size, size);
        var evaluation = Evaluation.Of(model, cache, [0, 1], torch.CPU);
        Assert.True(evaluation.Total.PixelAccuracy() > 0.95, $"pixel accuracy {evaluation.Total.PixelAccuracy():F4} after {epochs} epochs, {run.History[^1].TrainPixelAccuracy:F4} in training");
    }

    [Fact]
    public void Same_record_gives_the_same_numbers()
    {
        var first = Trainer.Train(fixture.Small, fixture.Store(), TextWriter.Null);
        var second = Trainer.Train(fixture.Small with { }, fixture.Store(), TextWriter.Null);

        Runs.AssertIdentical(first, second);
    }

    [Fact]
    public void Another_seed_gives_other_numbers()
    {
        var experiment = fixture.Small with { Epochs = 1 };
        var first = Trainer.Train(experiment, fixture.Store(), TextWriter.Null);
        var second = Trainer.Train(experiment with { Seed = 2 }, fixture.Store(), TextWriter.Null);

        Assert.False(first.History[0].SameNumbers(second.History[0]));
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, ScheduleKind.Step)]
    [InlineData(OptimizerKind.Adam, ScheduleKind.Plateau)]
    [InlineData(OptimizerKind.AdamW, ScheduleKind.OneCycle)]
    [InlineData(OptimizerKind.RmsProp, ScheduleKind.Cosine)]
    public void Run_that_pauses_after_every_epoch_ends_like_one_that_does_not(OptimizerKind optimizer, ScheduleKind schedule)
    {
        var experiment = fixture.Small with
        {
            Optimizer = new() { Kind = optimizer, LearningRate = 1e-3, EncoderLearningRate = 1e-4 },
            Schedule = new() { Kind = schedule, Patience = 0, StepSize = 1 },
        };
        var whole = Trainer.Train(experiment, fixture.Store(), TextWriter.Null);
        var store = fixture.Store();

        for (var epoch = 1; epoch < 3; epoch++)
        {
            var part = Trainer.Train(experiment, store, TextWriter.Null, untilEpoch: epoch);
            Assert.Equal((RunStatus.Unfinished, epoch), (part.Status, part.History.Count));
        }

        Runs.AssertIdentical(whole, Trainer.Train(experiment, store, TextWriter.Null));
    }

    [Fact]
    public void Run_that_is_interrupted_after_every_batch_ends_like_one_that_is_not()
    {
        // Dropout, augmentation, order and accumulation must all go on where they were.
        var experiment = fixture.Small with { Epochs = 2, Augmentation = "strong", BatchSize = 2, Accumulation = 2, ClipNorm = 1 };
        var whole = Trainer.Train(experiment, fixture.Store(), TextWriter.Null);
        var store = fixture.Store();
        var stops = 0;

        Run run;
        while ((run = Interrupted(experiment, store, out var said)).Status != RunStatus.Finished)
        {
            stops++;
            Assert.Contains("segbook resume", said, StringComparison.Ordinal);
            Assert.True(stops < 20);
        }

        Assert.InRange(stops, 4, 20);
        Runs.AssertIdentical(whole, run);
    }

    [Fact]
    public void Interrupt_of_a_cell_stops_the_run_and_leaves_it_to_be_gone_on_with()
    {
        var store = fixture.Store();
        Interrupt.Request();
        try
        {
            Assert.Equal(RunStatus.Unfinished, Trainer.Train(fixture.Small, store, TextWriter.Null).Status);
        }
        finally
        {
            Interrupt.Reset();
        }

        Assert.Equal(RunStatus.Finished, Trainer.Train(fixture.Small, store, TextWriter.Null).Status);
    }

    [Fact]
    public void Finished_run_is_given_back_and_not_run_again()
    {
        var store = fixture.Store();
        var first = Trainer.Train(fixture.Small, store, TextWriter.Null);
        var written = File.GetLastWriteTimeUtc(Path.Combine(first.Folder, "scores.json"));

        var second = Trainer.Train(fixture.Small, store, TextWriter.Null);

        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(second.Folder, "scores.json")));
        Assert.False(Directory.Exists(Path.Combine(first.Folder, "state")));
    }

    [Fact]
    public void Best_epoch_by_validation_is_what_is_kept_and_scored()
    {
        var run = Trainer.Train(fixture.Small, fixture.Store(), TextWriter.Null);

        var best = run.History.MaxBy(epoch => epoch.ValidationMeanIou)!;
        Assert.Equal(best.Epoch, run.BestEpoch);
        Assert.Equal(best.ValidationMeanIou, run.Scores!.Validation!.MeanIou);
        Assert.Equal(best.ValidationLoss, run.Scores.Validation.Loss);
        Assert.Equal(run.Scores.Test!.MeanIou, SegBook.Metrics.ConfusionMatrix.Sum(run.TestFrames().Select(frame => frame.Matrix)).MeanIou());
        Assert.Equal(4, run.Scores.Test.Frames);
    }

    [Fact]
    public void Loss_that_is_no_number_stops_the_run_with_its_frames_named_and_the_last_state_kept()
    {
        // Weights grow ninefold with every step.
        var experiment = fixture.Small with { Epochs = 200, Optimizer = new() { LearningRate = 10, WeightDecay = 1 }, Schedule = new() { Kind = ScheduleKind.Constant } };
        var store = fixture.Store();

        var error = Assert.Throws<TrialFailedException>(() => Trainer.Train(experiment, store, TextWriter.Null));

        Assert.Matches(@"The (validation )?loss is \S+ in epoch \d+, batch \d+ \(frames \S+, ", error.Message);
        var run = store.Find(experiment)!;
        Assert.Equal((RunStatus.Failed, error.Message), (run.Status, run.Failure));
        Assert.All(run.History, epoch => Assert.True(double.IsFinite(epoch.TrainLoss)));
        Assert.Equal(run.History.Count, StateFile.Read(Path.Combine(run.Folder, "state", "last.state")).State.Epoch);
    }

    [Fact]
    public void Run_stops_early_when_validation_no_longer_improves()
    {
        // So small a rate improves nothing, so the first epochs decide.
        var experiment = fixture.Small with { Epochs = 30, EarlyStopping = 2, Augmentation = "none", Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 1e-12, Momentum = 0, WeightDecay = 0 }, Schedule = new() { Kind = ScheduleKind.Constant } };

        var run = Trainer.Train(experiment, fixture.Store(), TextWriter.Null);

        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Equal(run.BestEpoch + 2, run.History.Count);
    }

    [Fact]
    public void Run_from_pretrained_weights_records_the_file_and_its_hash()
    {
        var folder = Path.Combine(fixture.Folder, "weights");
        var experiment = fixture.Small with { Epochs = 1, Weights = "imagenet" };
        using var model = SegmentationModel.Create(experiment.Network(classes: 2));
        var store = fixture.Store();
        Environment.SetEnvironmentVariable("SEGBOOK_WEIGHTS", folder);
        try
        {
            Assert.Throws<SegBookException>(() => Trainer.Train(experiment, store, TextWriter.Null));
            var file = Path.Combine(folder, $"{experiment.Model.Encoder}.imagenet.safetensors");
            Safetensors.Write(file, model.Encoder.State().Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor)));

            var run = Trainer.Train(experiment, store, TextWriter.Null);

            Assert.Equal($"{Path.GetFileName(file)}, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}", run.Environment.Pretrained);
        }
        finally
        {
            Environment.SetEnvironmentVariable("SEGBOOK_WEIGHTS", null);
        }
    }

    [Fact]
    public void Run_whose_data_has_changed_is_not_gone_on_with()
    {
        var folder = Path.Combine(fixture.Folder, "changing");
        SyntheticSequence.Write(folder, frames: 16, height: 48, width: 64, seed: 3);
        var (experiment, store) = (fixture.Small with { Data = folder }, fixture.Store());
        Trainer.Train(experiment, store, TextWriter.Null, untilEpoch: 1);
        SyntheticSequence.Write(folder, frames: 16, height: 48, width: 64, seed: 4);

        var error = Assert.Throws<SegBookException>(() => Trainer.Train(experiment, store, TextWriter.Null));

        Assert.Contains("fingerprint", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_leaves_no_tensor_behind()
    {
        var experiment = fixture.Small with { Epochs = 1 };
        Trainer.Train(experiment, fixture.Store(), TextWriter.Null);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Trainer.Train(experiment, fixture.Store(), TextWriter.Null);

        // Batches are made on other threads and freed on this one, so there may be fewer, never more.
        Assert.True(DisposeScopeManager.Statistics.ThreadTotalLiveCount <= before);
    }

    [Fact]
    public void Progress_says_epoch_batch_loss_speed_and_time_left()
    {
        var said = new StringWriter();

        Trainer.Train(fixture.Small, fixture.Store(), said);

        var lines = said.ToString().Split('\r');
        Assert.Matches(@"^epoch 1/3 .* 1/\d+  loss \d\.\d{3}  \d+\.\d frames/s  \d+:\d\d left", lines[1]);
        Assert.Matches(@"^pspnet-resnet18-\w+: 3 epochs in \d+:\d\d, best epoch \d with mIoU 0\.\d{3}, test mIoU 0\.\d{3}\s*$", lines[^1]);
        Assert.Single(said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A sequence of twenty frames that are two, in turn: epochs of eight steps.</summary>
    private string TwoFramesManyTimes(string name)
    {
        var (two, many) = (Path.Combine(fixture.Folder, $"two-{name}"), Path.Combine(fixture.Folder, $"many-{name}"));
        SyntheticSequence.Write(two, frames: 2, height: 48, width: 48, seed: 5);
        Directory.CreateDirectory(many);
        foreach (var (which, file) in Directory.GetFiles(two, "*.png").Order().Where(file => !file.EndsWith("_L.png", StringComparison.Ordinal)).Index())
        {
            for (var copy = which; copy < 20; copy += 2)
            {
                File.Copy(file, Path.Combine(many, $"frame_{copy:D4}.png"));
                File.Copy(file.Replace(".png", "_L.png", StringComparison.Ordinal), Path.Combine(many, $"frame_{copy:D4}_L.png"));
            }
        }

        return many;
    }

    private static Run Interrupted(Experiment experiment, RunStore store, out string said)
    {
        using var stop = new CancellationTokenSource();
        using var writer = new StoppingWriter(stop);
        var run = Trainer.Train(experiment, store, writer, cancellation: stop.Token);
        said = writer.ToString();
        return run;
    }

    /// <summary>Stops the run with its first word, which comes after the first batch.</summary>
    private sealed class StoppingWriter(CancellationTokenSource stop) : StringWriter
    {
        public override void Write(string? value)
        {
            stop.Cancel();
            base.Write(value);
        }
    }
}
