using SegBook.Cli.Runs;
using SegBook.Data;
using SegBook.Models;
using SegBook.Tests.Support;
using SegBook.Training;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using TorchSharp;

namespace SegBook.Tests.Training;

/// <summary>Runs as they lie in their folders, found, compared and done again.</summary>
public sealed class RunStoreTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Fact]
    public void Folder_of_a_run_holds_everything_that_it_was()
    {
        var run = Trainer.Train(fixture.Small, fixture.Store(), TextWriter.Null);

        Assert.Equal(fixture.Small.Id, run.Id);
        Assert.Equal(fixture.Small, run.Experiment);
        Assert.Equal(fixture.Small, Experiment.Load(Path.Combine(run.Folder, "config.json")));
        Assert.NotEmpty(run.Environment.DataFingerprint);
        Assert.Equal(run.History, HistoryFile.Read(Path.Combine(run.Folder, "history.csv")));
        Assert.Equal(12, File.ReadAllLines(Path.Combine(run.Folder, "confusion.csv")).Length);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(run.Folder, "model")));
    }

    [Fact]
    public void Pictures_of_a_run_are_its_worst_middle_and_best_test_frame_with_truth_and_answer()
    {
        var run = Trainer.Train(fixture.Small, fixture.Store(), TextWriter.Null);

        var ranked = run.TestFrames().OrderBy(frame => frame.Matrix.MeanIou()).Select(frame => frame.Frame).ToList();
        var pictures = Path.Combine(run.Folder, "pictures");
        Assert.Equal(
            [$"best-{ranked[^1]}.png", $"middle-{ranked[ranked.Count / 2]}.png", $"worst-{ranked[0]}.png"],
            Directory.GetFiles(pictures).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        using var dataset = SegmentationDataset.Open(fixture.Data);
        using var cache = new FrameCache(dataset, 32, 32);
        using var model = run.OpenBest();
        var worst = dataset.Names.Index().Single(name => name.Item == ranked[0]).Index;
        using var picture = Image.Load<Rgb24>(Path.Combine(pictures, $"worst-{ranked[0]}.png"));
        var columns = Enumerable.Range(0, 3).Select(column => Column(picture, column)).ToList();
        var frame = cache.Get(worst);
        Assert.Equal(frame.Rgb, columns[0]);
        Assert.Equal(dataset.LabelMap.Colorize(frame.Labels), columns[1]);
        using var image = cache.Image(worst);
        using var batch = Normalization.Apply(image).unsqueeze(0);
        using var answer = model.Predict(batch).to(torch.ScalarType.Byte);
        Assert.Equal(dataset.LabelMap.Colorize(answer.bytes), columns[2]);
    }

    private static byte[] Column(Image<Rgb24> picture, int column)
    {
        var rgb = new byte[3 * picture.Width * picture.Height];
        picture.CopyPixelDataTo(rgb);
        const int gap = 6;
        var width = (picture.Width - (2 * gap)) / 3;
        return [.. Enumerable.Range(0, picture.Height).SelectMany(y => rgb.AsSpan(3 * ((y * picture.Width) + (column * (width + gap))), 3 * width).ToArray())];
    }

    [Fact]
    public void Run_is_found_by_name_beginning_end_and_folder()
    {
        var store = fixture.Store();
        var run = Trainer.Train(fixture.Small with { Epochs = 1 }, store, TextWriter.Null);

        foreach (var name in new[] { run.Id, run.Id[..8], run.Id[^4..], run.Folder })
        {
            Assert.Equal(run.Folder, store.Find(name).Folder);
        }

        Assert.Equal(run.Folder, new RunStore(fixture.Folder).Find(run.Folder).Folder);
        Assert.Contains("There is no run 'unet'", Assert.Throws<SegBookException>(() => store.Find("unet")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparison_shows_only_the_settings_that_differ()
    {
        var store = fixture.Store();
        var experiment = fixture.Small with { Epochs = 1 };
        var first = Trainer.Train(experiment, store, TextWriter.Null);
        var second = Trainer.Train(experiment.With("optimizer.learningRate", "0.01"), store, TextWriter.Null);

        var table = RunComparison.Of(store.Runs());

        Assert.Equal(["run", "optimizer.learningRate", "epochs", "best", "validation mIoU", "test mIoU", "95 %", "minutes", "status"], table.Columns);
        Assert.Equal([first.Id, second.Id], table.Rows.Select(row => row[0]));
        Assert.Equal(["0.0015", "0.01"], table.Rows.Select(row => row[1]));
        var byScore = RunComparison.Of(store.Runs(), RunOrder.Test).Rows.Select(row => row[5]).ToList();
        Assert.Equal(byScore.OrderDescending(), byScore);
    }

    [Fact]
    public void Run_done_again_is_identical()
    {
        var run = Trainer.Train(fixture.Small, fixture.Store(), TextWriter.Null);

        var reproduction = Reproduction.Of(run, fixture.Store(), TextWriter.Null);

        Assert.True(reproduction.IsIdentical);
        Assert.Contains("Identical to the bit. Same environment.", reproduction.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Unfinished_run_is_not_done_again()
    {
        var run = Trainer.Train(fixture.Small, fixture.Store(), TextWriter.Null, untilEpoch: 1);

        Assert.Contains("not finished", Assert.Throws<SegBookException>(() => Reproduction.Of(run, fixture.Store(), TextWriter.Null)).Message, StringComparison.Ordinal);
        Assert.Throws<SegBookException>(run.TestFrames);
        using var model = run.OpenBest();
        Assert.False(model.training);
    }

    [Fact]
    public void Checkpoint_scores_on_its_test_part_what_the_run_scored()
    {
        var store = fixture.Store();
        var run = Trainer.Train(fixture.Small, store, TextWriter.Null);

        var scored = Checkpoint.Score(run.Id, store, new CheckpointRequest { Device = "cpu" });
        var everywhere = Checkpoint.Score(run.Id, store, new CheckpointRequest { Device = "cpu", AllFrames = true });

        Assert.Equal(run.Scores!.Test!.MeanIou, scored.Scores.MeanIou, precision: 4);
        Assert.True(scored.Scores.MillisecondsPerFrame > 0);
        Assert.Equal(16, everywhere.Scores.Frames);
    }

    [Fact]
    public void Checkpoint_says_how_sure_it_is_and_looks_at_mirror_images_when_asked()
    {
        var store = fixture.Store();
        var run = Trainer.Train(fixture.Small, store, TextWriter.Null);
        using var model = run.OpenBest();
        using var dataset = SegmentationDataset.Open(fixture.Small.Data);
        using var cache = new FrameCache(dataset, fixture.Small.Height, fixture.Small.Width);
        var options = new PredictOptions(Flip: true) { Scales = [1, 1.5] };

        var plain = Checkpoint.Score(run.Id, store, new CheckpointRequest { Device = "cpu" }).Evaluation;
        var looks = Checkpoint.Score(run.Id, store, new CheckpointRequest { Device = "cpu", Looks = options }).Evaluation;

        using var scope = torch.NewDisposeScope();
        var (sum, under, pixels, right) = (0.0, 0L, 0L, 0L);
        foreach (var frame in looks.Numbers)
        {
            var probabilities = model.Probabilities(Normalization.Apply(cache.Image(frame)).unsqueeze(0), options).squeeze(0);
            var (labels, largest, classes) = (cache.Get(frame).Labels, probabilities.amax(0).data<float>().ToArray(), probabilities.argmax(0).data<long>().ToArray());
            foreach (var pixel in Enumerable.Range(0, labels.Length).Where(pixel => labels[pixel] != LabelMap.Ignore))
            {
                (sum, under, pixels, right) = (sum + largest[pixel], under + (largest[pixel] < 0.5 ? 1 : 0), pixels + 1, right + (classes[pixel] == labels[pixel] ? 1 : 0));
            }
        }

        Assert.Equal(sum / pixels, looks.Confidence!.Mean, 1e-3);
        Assert.Equal((double)under / pixels, looks.Confidence.UnderHalf, 1e-2);
        Assert.Equal((double)right / pixels, looks.Total.PixelAccuracy(), 1e-2);
        Assert.InRange(plain.Confidence!.Mean, 1.0 / looks.LabelMap.Count, 1);
        Assert.NotEqual(plain.Confidence.Mean, looks.Confidence.Mean);
    }

    [Fact]
    public void Cross_validation_tests_every_frame_once_for_each_seed()
    {
        var validation = new CrossValidation(fixture.Small with { Epochs = 1, Split = new() { Folds = 2, Gap = 0, Validation = 0 } }, 1, 2);

        var result = validation.Run(fixture.Store(), new InProcess(TextWriter.Null));

        Assert.Equal(4, result.Runs.Count);
        Assert.All(result.Runs.GroupBy(run => run.Experiment.Seed), seed => Assert.Equal(16, seed.SelectMany(run => run.TestFrames()).Select(frame => frame.Frame).Distinct().Count()));
        Assert.Equal(result.BySeed.Values.Average(), result.MeanIou);
        Assert.True(result.Interval.Contains(result.Interval.Estimate));
        Assert.Contains("seed 2", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cross_validation_needs_blocks()
    {
        var validation = new CrossValidation(fixture.Small with { Split = new() { Kind = SplitKind.Random } }, 1);

        Assert.Throws<SegBookException>(() => validation.Run(fixture.Store(), new InProcess(TextWriter.Null)));
    }
}
