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

    private static Dictionary<string, Tensor> Gradients(SegmentationModel model, Tensor images, Tensor direction)
    {
        model.zero_grad();
        (model.call(images) * direction).sum().backward();
        return model.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
    }
}
