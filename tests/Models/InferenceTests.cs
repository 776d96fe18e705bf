using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

public class InferenceTests
{
    public static IEnumerable<object[]> Architectures => Networks.Architectures;

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Copy_with_folded_norms_gives_the_networks_own_numbers_and_outlives_it(Architecture architecture)
    {
        using var scope = NewDisposeScope();
        SegmentationModel exact, rough;
        Tensor expected, images = rand(2, 3, 64, 96);
        using (var model = Networks.Make(architecture))
        {
            model.train();
            for (var i = 0; i < 3; i++)
            {
                model.call(randn(4, 3, 64, 64)); // running statistics of its own
            }

            using var inner = NewDisposeScope();
            (exact, rough) = (model.Folded(), model.Folded(Precision.Mixed));
            Assert.True(model.training);
            model.eval();
            expected = model.call(images).MoveToOuterDisposeScope();
        }

        var size = expected.abs().max().item<float>();
        using (exact)
        using (rough)
        {
            Assert.Empty(exact.modules().OfType<TorchSharp.Modules.BatchNorm2d>());
            Assert.InRange(Networks.Distance(expected, exact.call(images)), 0, 1e-4 * size);
            Assert.InRange(Networks.Distance(expected, rough.call(images)), 1e-6 * size, 0.06 * size);
            Assert.All(rough.Encoder.modules().OfType<Convolution2d>(), conv => Assert.Equal(bfloat16, conv.Weight.dtype));
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Prediction_is_the_largest_logit_in_evaluation_mode_and_keeps_the_mode(Architecture architecture)
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Make(architecture);
        var images = rand(1, 3, 45, 60);
        model.train();

        var predicted = model.Predict(images);

        Assert.True(model.training);
        Assert.Equal(int64, predicted.dtype);
        model.eval();
        Assert.True(predicted.eq(model.call(images).argmax(1)).all().item<bool>());
    }

    [Fact]
    public void Probabilities_sum_to_one_however_they_are_found()
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Make(Architecture.UNet);
        var images = rand(1, 3, 70, 90);

        var probabilities = model.Probabilities(images, new PredictOptions { Flip = true, Scales = [0.75, 1, 1.5] });

        Assert.Equal([1, 5, 70, 90], probabilities.shape);
        Assert.False(probabilities.requires_grad);
        Assert.InRange(Networks.Distance(probabilities.sum(1L), ones(1, 70, 90)), 0, 1e-5);
    }

    [Fact]
    public void Flipping_makes_the_prediction_of_the_mirror_image_the_mirror_image()
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Make(Architecture.PSPNet);
        var images = rand(1, 3, 64, 64);
        var options = new PredictOptions { Flip = true };

        var plain = model.Probabilities(images, options);
        var mirrored = model.Probabilities(images.flip(3), options);

        Assert.InRange(Networks.Distance(plain, mirrored.flip(3)), 0, 1e-5);
        Assert.True(Networks.Distance(plain, model.Probabilities(images)) > 1e-3);
    }

    [Fact]
    public void Mean_over_scales_is_the_mean_of_the_looks()
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Make(Architecture.UNet);
        var images = rand(1, 3, 64, 64);

        var both = model.Probabilities(images, new PredictOptions { Scales = [1, 0.5] });
        var one = model.Probabilities(images, new PredictOptions { Scales = [1] });
        var half = model.Probabilities(images, new PredictOptions { Scales = [0.5] });

        Assert.InRange(Networks.Distance(both, (one + half) / 2), 0, 1e-6);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        using var model = Networks.Make(Architecture.PSPNet);
        using var images = rand(1, 3, 32, 32);

        Assert.Contains("scales", Assert.Throws<SegBookException>(() => model.Probabilities(images, new PredictOptions { Scales = [] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prediction_leaves_only_its_result_alive()
    {
        using var model = Networks.Make(Architecture.DeepLabV3Plus);
        using var images = rand(1, 3, 80, 80);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        using var predicted = model.Predict(images, new PredictOptions { Flip = true, Scales = [1, 0.7] });

        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
