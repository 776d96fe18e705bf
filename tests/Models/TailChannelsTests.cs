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
        random.manual_seed(2); // most seeds differ by 3e-6; where a ReLU of an untrained U-Net happens to be at its kink, by a percent
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
        using var block = new ResidualBlock(Layers.Normalised, ResNetVariant.Of("resnet50"), 1024, 512, 2, 1);
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
    [InlineData(64, 11, 3, 1, 1)]
    [InlineData(64, 11, 1, 1, 1)]
    [InlineData(40, 24, 3, 1, 1)]
    [InlineData(33, 32, 1, 2, 1)]
    [InlineData(64, 64, 3, 2, 1)]
    [InlineData(64, 64, 3, 1, 2)]
    [InlineData(64, 128, 1, 2, 1)]
    [InlineData(256, 1024, 1, 1, 1)]
    [InlineData(1024, 64, 1, 2, 1)]
    [InlineData(3, 64, 7, 2, 1)]
    public void Convolutions_and_their_gradients_are_right_in_bfloat16(int inputs, int outputs, int kernel, int stride, int dilation) =>
        Check(new Convolution2d(inputs, outputs, kernel, stride, dilation));

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(24)]
    [InlineData(32)]
    public void Depthwise_convolutions_are_right_in_bfloat16_too(int dilation) => Check(new Convolution2d(304, 304, 3, 1, dilation, groups: 304));

    private static void Check(Convolution2d conv)
    {
        using var scope = NewDisposeScope();
        using var owned = conv;
        random.manual_seed(1);
        using (no_grad())
        {
            // Already rounded, so that only what is made of it is.
            conv.Weight.copy_(conv.Weight.to(bfloat16));
            conv.Bias?.copy_(conv.Bias.to(bfloat16));
        }

        var x = randn(2, conv.InChannels, 24, 32).to(bfloat16);
        var direction = randn_like(conv.call(x));
        foreach (var isLast in new[] { false, true })
        {
            var actual = Run(isLast ? x.ChannelsLast() : x, direction);
            conv.to(float64);
            var expected = Run(x.to(float64), direction.to(float64));
            conv.to(float32);

            Assert.All(actual.Zip(expected), pair =>
                Assert.InRange((pair.First - pair.Second).abs().max().item<double>() / pair.Second.abs().max().item<double>(), 0, 0.02));
        }

        Tensor[] Run(Tensor input, Tensor direction)
        {
            conv.zero_grad();
            input = input.detach().requires_grad_();
            var y = conv.call(input);
            y.backward([direction.to(y.dtype)]);
            return [y.detach().to(float64), input.grad!.to(float64), conv.Weight.grad!.to(float64)];
        }
    }

    private static Dictionary<string, Tensor> Gradients(SegmentationModel model, Tensor images, Tensor direction)
    {
        model.zero_grad();
        (model.call(images) * direction).sum().backward();
        return model.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
    }
}
