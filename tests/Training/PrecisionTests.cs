using SegBook.Losses;
using SegBook.Models;
using SegBook.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SegBook.Tests.Training;

/// <summary>Training in mixed precision, on the CPU.</summary>
public sealed class PrecisionTests(TrainingFixture fixture) : IClassFixture<TrainingFixture>
{
    [Fact]
    public void Mixed_learns_like_float32()
    {
        var experiment = fixture.Small with { Model = new() { Architecture = Architecture.UNet }, Augmentation = "none", Epochs = 6, Optimizer = new() { LearningRate = 2e-3 } };
        var full = Trainer.Train(experiment with { Precision = Precision.Float32 }, fixture.Store(), TextWriter.Null);

        var mixed = Trainer.Train(experiment with { Precision = Precision.Mixed }, fixture.Store(), TextWriter.Null);

        var (first, last) = (mixed.History[0].TrainLoss, mixed.History[^1].TrainLoss);
        Assert.True(last < 0.8 * first, $"{first} to {last}");
        Assert.InRange(last / full.History[^1].TrainLoss, 0.8, 1.25);
        Assert.InRange(first / full.History[0].TrainLoss, 0.95, 1.05);
    }

    [Theory]
    [InlineData(Precision.Mixed)]
    [InlineData(Precision.Float32)]
    public void Run_goes_on_in_the_precision_that_it_began_with_to_the_bit(Precision precision)
    {
        var experiment = fixture.Small with { Precision = precision, Epochs = 2 };
        var whole = Trainer.Train(experiment, fixture.Store(), TextWriter.Null);
        var begun = Trainer.Train(experiment, fixture.Store(), TextWriter.Null, untilEpoch: 1);
        File.WriteAllText(Path.Combine(begun.Folder, "config.json"), (experiment with { Precision = Precision.Auto }).ToJson());

        var resumed = Trainer.Resume(Run.Open(begun.Folder), progress: TextWriter.Null);

        Assert.Equal((precision, precision), (begun.Precision, resumed.Precision));
        Assert.Equal(whole.History.Select(epoch => epoch.TrainLoss), resumed.History.Select(epoch => epoch.TrainLoss));
        Assert.Equal(whole.Scores!.Test!.MeanIou, resumed.Scores!.Test!.MeanIou);
    }

    [Theory]
    [InlineData(Architecture.UNet)]
    [InlineData(Architecture.PSPNet)]
    [InlineData(Architecture.DeepLabV3Plus)]
    public void Mixed_gives_nearly_the_same_logits_and_gradients_that_point_the_same_way(Architecture architecture)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Classes = 4, DecoderDropout = 0 });
        using var loss = SegmentationLoss.Create(new LossConfig(), 4);
        var (images, labels) = (randn(4, 3, 64, 64), randint(0, 4, [4, 64, 64], int64));

        model.Precision = Precision.Mixed;
        var rough = model.call(images);
        loss.Of(rough, labels).backward();
        var mixed = Gradients(model).Select(gradient => gradient.clone()).ToList();
        model.zero_grad();
        model.Precision = Precision.Float32;
        var exact = model.call(images);
        loss.Of(exact, labels).backward();
        var full = Gradients(model).ToList();

        // Of an untrained network on noise: batch norms over a few pixels make much of little.
        var error = (rough - exact).abs().mean() / exact.abs().mean();
        var likeness = cat([.. mixed.Select(g => g.flatten())]).mul(cat([.. full.Select(g => g.flatten())])).sum() / (Length(mixed) * Length(full));
        Assert.Equal(ScalarType.Float32, rough.dtype);
        Assert.All(mixed, gradient => Assert.Equal(ScalarType.Float32, gradient.dtype));
        Assert.InRange(error.item<float>(), 1e-5f, 0.12f);
        Assert.InRange(likeness.item<float>(), 0.75f, 1.001f);
    }

    // A PSPNet has stages that it does not run.
    private static IEnumerable<Tensor> Gradients(SegmentationModel model) => model.parameters().Select(parameter => parameter.grad).OfType<Tensor>();

    private static Tensor Length(List<Tensor> gradients) => stack(gradients.Select(gradient => gradient.norm())).norm();

    [Fact]
    public void Clipping_leaves_short_gradients_and_shortens_long_ones()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (new Parameter(zeros(2)), new Parameter(zeros(1)));
        (a.grad, b.grad) = (tensor(new[] { 3f, 0f }), tensor(new[] { 4f }));

        Optimizers.Clip([a, b], 10);
        var before = a.grad!.data<float>().ToArray();
        Optimizers.Clip([a, b], 1);

        Assert.Equal([3f, 0f], before);
        Assert.Equal(0.6f, a.grad!.data<float>()[0], 5);
        Assert.Equal(0.8f, b.grad!.data<float>()[0], 5);
    }
}
