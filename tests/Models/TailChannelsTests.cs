using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

/// <summary>Gradients of whole networks in float32 against float64, for numbers of classes and channels that no vector's width divides.</summary>
public sealed class TailChannelsTests
{
    [Theory]
    [InlineData(Architecture.UNet, 11)]
    [InlineData(Architecture.UNet, 1)]
    [InlineData(Architecture.UNet, 20)]
    [InlineData(Architecture.PSPNet, 11)]
    [InlineData(Architecture.PSPNet, 33)]
    [InlineData(Architecture.DeepLabV3Plus, 11)]
    public void Gradients_are_those_of_double_precision(Architecture architecture, int classes)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Classes = classes });
        model.eval();
        var images = randn(2, 3, 64, 96);
        var direction = randn(2, classes, 64, 96);
        var expected = Gradients(model.to(float64), images.to(float64), direction.to(float64));
        model.to(float32);

        for (var i = 0; i < 4; i++)
        {
            foreach (var (name, gradient) in Gradients(model, images, direction))
            {
                var scale = expected[name].abs().max().item<double>();
                var error = (gradient.to(float64) - expected[name]).abs().max().item<double>();
                Assert.True(error <= 0.02 * scale, $"{name}: {error} apart, the largest is {scale}: more than the kinks of ReLU explain");
            }
        }
    }

    [Fact]
    public void Strided_shortcut_of_a_thousand_channels_neither_ends_the_process_nor_is_wrong()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var block = new ResidualBlock(ResNetVariant.Of("resnet50"), 1024, 512, 2, 1);
        block.eval();
        var x = randn(4, 1024, 16, 16);
        var expected = Run(block, float64);

        Assert.InRange((Run(block, float32) - expected).abs().max().item<double>() / expected.abs().max().item<double>(), 0, 0.02);

        Tensor Run(ResidualBlock block, ScalarType type)
        {
            block.to(type);
            var input = x.to(type).requires_grad_();
            block.call(input).sum().backward();
            return input.grad!.to(float64);
        }
    }

    [Fact]
    public void Decoder_widths_that_are_no_multiple_of_a_vector_are_right_too()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 11, DecoderChannels = [100, 50, 24, 20, 10] });
        model.eval();
        var (images, direction) = (randn(2, 3, 64, 96), randn(2, 11, 64, 96));
        var expected = Gradients(model.to(float64), images.to(float64), direction.to(float64));
        model.to(float32);

        for (var i = 0; i < 4; i++)
        {
            Assert.All(Gradients(model, images, direction), entry => Assert.InRange((entry.Value.to(float64) - expected[entry.Key]).abs().max().item<double>() / expected[entry.Key].abs().max().item<double>(), 0, 0.02));
        }
    }

    [Theory]
    [InlineData(Architecture.UNet)]
    [InlineData(Architecture.PSPNet)]
    [InlineData(Architecture.DeepLabV3Plus)]
    public void Logits_and_gradients_of_the_head_are_right_in_bfloat16(Architecture architecture)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Classes = 11 });
        using var head = (SegmentationHead)model.named_children().Single(child => child.name == "segmentation_head").module;
        head.to(bfloat16);
        var channels = head.parameters().First().shape[1];
        foreach (var isLast in new[] { false, true })
        {
            var x = randn(2, channels, 24, 32).to(bfloat16);
            x = isLast ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x;
            var direction = randn(2, 11, 24, 32).to(bfloat16);
            var (logits, gradient) = Run(head, x, direction);
            head.to(float64);
            var (expectedLogits, expectedGradient) = Run(head, x.to(float64), direction.to(float64));
            head.to(bfloat16);

            Assert.InRange((logits - expectedLogits).abs().max().item<double>() / expectedLogits.abs().max().item<double>(), 0, 0.02);
            Assert.InRange((gradient - expectedGradient).abs().max().item<double>() / expectedGradient.abs().max().item<double>(), 0, 0.02);
        }

        static (Tensor, Tensor) Run(SegmentationHead head, Tensor x, Tensor direction)
        {
            x = x.detach().requires_grad_();
            var logits = head.call(x);
            logits.backward([direction]);
            return (logits.detach().to(float64), x.grad!.to(float64));
        }
    }

    private static Dictionary<string, Tensor> Gradients(SegmentationModel model, Tensor images, Tensor direction)
    {
        model.zero_grad();
        (model.call(images) * direction).sum().backward();
        return model.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
    }
}
