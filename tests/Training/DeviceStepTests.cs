using System.Runtime.InteropServices;
using SegBook.Data;
using SegBook.Losses;
using SegBook.Models;
using SegBook.Tests.Support;
using SegBook.Training;
using TorchSharp;
using static TorchSharp.torch;
using Architecture = SegBook.Models.Architecture;

namespace SegBook.Tests.Training;

/// <summary>On another device than the CPU: every tensor that the library makes lies there, and no training step asks for a number.</summary>
public sealed class DeviceStepTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-device").FullName;
    private readonly Drive _drive;
    private readonly FrameCache _cache;

    public DeviceStepTests()
    {
        SyntheticDrive.Write(_folder, frames: 6, height: 64, width: 64, seed: 3);
        _drive = Drive.Open(_folder);
        _cache = new FrameCache(_drive);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _drive.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [MetaTheory]
    [InlineData(Architecture.UNet, Precision.Tf32, "strong", LossKind.CrossEntropy)]
    [InlineData(Architecture.PSPNet, Precision.Tf32, "standard", LossKind.Dice)]
    [InlineData(Architecture.DeepLabV3Plus, Precision.Tf32, "none", LossKind.Focal)]
    [InlineData(Architecture.PSPNet, Precision.Bf16, "flip", LossKind.CrossEntropy)]
    [InlineData(Architecture.DeepLabV3Plus, Precision.Bf16, "standard", LossKind.Jaccard)]
    public void Training_asks_the_device_for_no_number_and_leaves_everything_there(Architecture architecture, Precision precision, string augmentation, LossKind kind)
    {
        MetaDevice.Prepare();
        using var scope = NewDisposeScope();
        using var model = Model(architecture);
        using var optimizer = Optimizers.Create(new OptimizerSettings(), model);
        using var weights = ones([_drive.LabelMap.Count]);
        using var loss = SegmentationLoss.Create(new LossConfig { Kind = kind, Weighting = ClassWeighting.InverseFrequency }, _drive.LabelMap.Count, weights);
        using var meter = new EpochMeter(_drive.LabelMap.Count, META, null);
        using var step = new TrainingStep(model, loss, precision);
        model.train();
        foreach (var batch in Batches(augmentation).Take(3))
        {
            using (batch)
            {
                Assert.Equal(DeviceType.META, batch.Images.device_type);
                Assert.Equal(DeviceType.META, batch.Labels.device_type);
                step.Begin();
                step.Add(batch, 2, meter);
                GradientClip.Apply(model.parameters(), 1);
                optimizer.step();
            }
        }

        Assert.Equal(3, meter.Batches);
        Assert.All(model.State(), entry => Assert.Equal(DeviceType.META, entry.Tensor.device_type));
        Assert.All(model.parameters(), parameter => Assert.Equal((DeviceType.META, ScalarType.Float32), (parameter.device_type, parameter.dtype)));
    }

    [MetaTheory]
    [InlineData(LossKind.CrossEntropy, false)]
    [InlineData(LossKind.Dice, false)]
    [InlineData(LossKind.Tversky, false)]
    [InlineData(LossKind.Focal, false)]
    [InlineData(LossKind.NotebookDice, false)]
    [InlineData(LossKind.Lovasz, true)]
    public void Of_the_losses_only_Lovasz_asks_the_device_which_classes_occur(LossKind kind, bool asks)
    {
        MetaDevice.Prepare();
        using var scope = NewDisposeScope();
        using var loss = SegmentationLoss.Create(new LossConfig { Kind = kind }, 5);
        var logits = zeros([2, 5, 8, 8], device: META).requires_grad_();
        var labels = zeros([2, 8, 8], int64, META);

        var error = Record.Exception(() => loss.Of(logits, labels).backward());

        Assert.Equal(asks, error is ExternalException { Message: var message } && message.Contains("makes the host wait", StringComparison.Ordinal));
        Assert.Equal(asks, error is not null);
    }

    [MetaTheory]
    [InlineData("a number")]
    [InlineData("a copy")]
    [InlineData("two devices")]
    public void The_stand_in_for_a_gpu_does_notice(string what)
    {
        MetaDevice.Prepare();
        using var scope = NewDisposeScope();
        var there = zeros([4], device: META);

        Assert.Throws<ExternalException>(() => what switch
        {
            "a number" => there.sum().ToSingle(),
            "a copy" => there.cpu().numel(),
            _ => nn.functional.grid_sample(zeros([1, 3, 4, 4], device: META), zeros(1, 4, 4, 2)).numel(),
        });
    }

    private SegmentationModel Model(Architecture architecture)
    {
        var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Classes = _drive.LabelMap.Count });
        model.to(META);
        return model;
    }

    private IEnumerable<Batch> Batches(string augmentation) =>
        new BatchLoader(_cache, [0, 1, 2, 3, 4, 5], new LoaderOptions { BatchSize = 2, Shuffle = true, Augmentation = Augmentation.Named(augmentation), Device = META, AugmentOnDevice = true }).Epoch(0);
}
