using System.Runtime.InteropServices;
using SegBook.Cli.Synthetic;
using SegBook.Data;
using SegBook.Losses;
using SegBook.Models;
using SegBook.Tests.Support;
using SegBook.Training;
using TorchSharp;
using static TorchSharp.torch;
using Architecture = SegBook.Models.Architecture;

namespace SegBook.Tests.Training;

/// <summary>On another device than the CPU: every tensor that the library makes lies there, and no training step asks for a number. The device is <see cref="MetaDevice"/>.</summary>
public sealed class DeviceStepTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-device").FullName;
    private readonly SegmentationDataset _dataset;
    private readonly FrameCache _cache;

    public DeviceStepTests()
    {
        MetaDevice.Prepare();
        SyntheticSequence.Write(_folder, frames: 6, height: 64, width: 64, seed: 3);
        _dataset = SegmentationDataset.Open(_folder);
        _cache = new FrameCache(_dataset);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _dataset.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(Architecture.UNet, Precision.Tf32, "strong", LossKind.CrossEntropy)]
    [InlineData(Architecture.PSPNet, Precision.Tf32, "standard", LossKind.Dice)]
    [InlineData(Architecture.DeepLabV3Plus, Precision.Tf32, "none", LossKind.Focal)]
    [InlineData(Architecture.PSPNet, Precision.Mixed, "flip", LossKind.CrossEntropy)]
    [InlineData(Architecture.DeepLabV3Plus, Precision.Mixed, "standard", LossKind.Jaccard)]
    public void Training_asks_the_device_for_no_number_and_leaves_everything_there(Architecture architecture, Precision precision, string augmentation, LossKind kind)
    {
        using var scope = NewDisposeScope();
        using var model = Model(architecture);
        model.Precision = precision;
        var experiment = new Experiment { Data = _folder, Precision = precision, Accumulation = 2, ClipNorm = 1, Augmentation = augmentation };
        using var optimizer = Optimizers.Create(experiment.Optimizer, model);
        using var weights = ones([_dataset.LabelMap.Count]);
        using var loss = SegmentationLoss.Create(new LossConfig { Kind = kind, Weighting = ClassWeighting.InverseFrequency }, _dataset.LabelMap.Count, weights);
        using var meter = new EpochMeter(_dataset.LabelMap.Count, META, null);
        using var loader = Loader(augmentation);
        Assert.All(loader.Epoch(1), batch => Assert.Equal((DeviceType.META, DeviceType.META), (batch.Images.device_type, batch.Labels.device_type)));
        var loop = new TrainingLoop(experiment, model, optimizer, loss, loader);

        var collections = GC.CollectionCount(0);
        loop.Epoch(0, PlateauState.Start, meter, () => { }, CancellationToken.None);

        Assert.True(GC.CollectionCount(0) - collections >= 2, "one before each step of the optimizer");
        Assert.Empty(MetaDevice.Problems);
        Assert.Equal(3, meter.Batches);
        Assert.True(loop.LearningRate > 0);
        Assert.All(model.State(), entry => Assert.Equal(DeviceType.META, entry.Tensor.device_type));
        Assert.All(model.parameters(), parameter => Assert.Equal((DeviceType.META, ScalarType.Float32), (parameter.device_type, parameter.dtype)));
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy, false)]
    [InlineData(LossKind.Dice, false)]
    [InlineData(LossKind.Tversky, false)]
    [InlineData(LossKind.Focal, false)]
    [InlineData(LossKind.Lovasz, true)]
    public void Of_the_losses_only_Lovasz_asks_the_device_which_classes_occur(LossKind kind, bool asks)
    {
        using var scope = NewDisposeScope();
        using var loss = SegmentationLoss.Create(new LossConfig { Kind = kind }, 5);
        var logits = zeros([2, 5, 8, 8], device: META).requires_grad_();
        var labels = zeros([2, 8, 8], int64, META);

        var error = Record.Exception(() => loss.Of(logits, labels).backward());

        Assert.Equal(asks ? "aten::bincount" : null, error?.Message.Split(": ")[0]);
        Assert.Empty(MetaDevice.Problems);
    }

    [Fact]
    public void The_stand_in_for_a_gpu_notices_a_number_that_is_read()
    {
        using var scope = NewDisposeScope();
        var there = zeros([4], device: META);

        Assert.All(
            new Func<object>[] { () => there.sum().ToSingle(), () => there[0].item<float>(), () => there.cpu(), () => there.data<float>().ToArray(), () => there.nonzero(), () => there[there > 0], () => zeros(4).copy_(there) },
            read => Assert.Throws<ExternalException>(read));
    }

    [Fact]
    public void The_stand_in_for_a_gpu_notices_a_tensor_that_was_left_on_the_cpu()
    {
        using var scope = NewDisposeScope();
        var (images, weight, labels, index) = (zeros([1, 3, 4, 4], device: META), zeros([2, 3, 3, 3], device: META), zeros([1, 4, 4], int64, META), zeros([2], int64, META));
        Assert.Throws<ExternalException>(() => images + zeros(1, 3, 4, 4));
        Action[] mixed =
        [
            () => nn.functional.conv2d(images, zeros(2, 3, 3, 3)),
            () => nn.functional.conv2d(images, weight, zeros(2)),
            () => nn.functional.batch_norm(images, zeros(3), ones([3], device: META)),
            () => nn.functional.cross_entropy(images, zeros([1, 4, 4], int64)),
            () => nn.functional.cross_entropy(images, labels, ones(3)),
            () => nn.functional.grid_sample(images, zeros(1, 4, 4, 2), align_corners: false),
            () => images.index_select(1, zeros([2], int64)),
            () => images.gather(1, zeros([1, 3, 4, 4], int64)),
            () => zeros([3], device: META).scatter_add_(0, index, ones(2)),
            () => cat([images, zeros(1, 3, 4, 4)]),
        ];

        Assert.All(mixed, (step, i) =>
        {
            MetaDevice.Prepare();
            step();
            Assert.True(MetaDevice.Problems.Count > 0, $"step {i}");
        });
    }

    private SegmentationModel Model(Architecture architecture)
    {
        var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Classes = _dataset.LabelMap.Count });
        model.to(META);
        return model;
    }

    private DataLoader Loader(string augmentation) =>
        new(_cache, [0, 1, 2, 3, 4, 5], new DataLoaderOptions { BatchSize = 2, Shuffle = true, Augmentation = Transform.Named(augmentation), Device = META });
}
