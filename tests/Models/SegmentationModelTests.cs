using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SegBook.Tests.Models;

public class SegmentationModelTests
{
    public static IEnumerable<object[]> Architectures => Networks.Architectures;

    public static IEnumerable<object[]> Sizes =>
        from architecture in Enum.GetValues<Architecture>()
        from size in new[] { (360, 480), (45, 60), (67, 33), (32, 32), (1, 7) }
        select new object[] { architecture, size.Item1, size.Item2 };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Logits_have_the_images_size_whatever_it_is(Architecture architecture, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Networks.Make(architecture);
        model.eval();

        using var logits = model.call(rand(1, 3, height, width));

        Assert.Equal([1, 5, height, width], logits.shape);
        Assert.True(logits.isfinite().all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Gradients_reach_every_parameter_that_is_used(Architecture architecture)
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Make(architecture);
        using var loss = F.cross_entropy(model.call(rand(2, 3, 64, 64)), randint(0, 5, [2, 64, 64]));

        loss.backward();

        foreach (var (name, tensor, _) in model.State().Where(entry => entry.IsParameter))
        {
            // A PSPNet reads the encoder's map of stride 8; the stages beyond wait for a checkpoint.
            var used = architecture != Architecture.PSPNet || !(name.StartsWith("encoder.layer3", StringComparison.Ordinal) || name.StartsWith("encoder.layer4", StringComparison.Ordinal));
            Assert.Equal(used, tensor.grad is not null && tensor.grad.abs().sum().item<float>() > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_few_steps_lower_the_loss_on_one_batch(Architecture architecture)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Classes = 3, DecoderDropout = 0 });
        var images = F.interpolate(rand(2, 3, 4, 4), [64, 64]);
        var labels = (images.select(1, 0) * 3).to(int64);
        using var optimizer = optim.Adam(model.parameters().ToArray(), lr: 1e-3);

        var losses = Enumerable.Range(0, 12).Select(_ => Step(model, optimizer, images, labels)).ToArray();

        Assert.True(losses[^1] < 0.8 * losses[0], string.Join(", ", losses));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Fifty_steps_leave_no_tensor_behind(Architecture architecture)
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Make(architecture);
        var images = rand(2, 3, 32, 32);
        var labels = randint(0, 5, [2, 32, 32]);
        using var optimizer = optim.SGD(model.parameters().ToArray(), 1e-4, momentum: 0.9);
        Step(model, optimizer, images, labels);
        Step(model, optimizer, images, labels);

        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var step = 0; step < 50; step++)
        {
            Step(model, optimizer, images, labels);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Forward_pass_leaves_only_its_result_alive(Architecture architecture)
    {
        using var model = Networks.Make(architecture);
        using var images = rand(1, 3, 64, 64);
        using var noGrad = no_grad();
        model.eval();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        using var logits = model.call(images);

        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Encoder_and_decoder_parameters_are_all_and_apart(Architecture architecture)
    {
        using var model = Networks.Make(architecture);

        var encoder = model.Encoder.parameters().Sum(parameter => parameter.numel());
        var decoder = model.DecoderParameters().Sum(parameter => parameter.numel());

        Assert.Equal(model.State().Where(entry => entry.IsParameter && entry.Name.StartsWith("encoder.", StringComparison.Ordinal)).Sum(entry => entry.Tensor.numel()), encoder);
        Assert.Equal(model.ParameterCount(), encoder + decoder);
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        using var model = Networks.Make(Architecture.UNet);
        using var grey = rand(1, 1, 32, 32);

        Assert.Contains("(1, 1, 32, 32)", Assert.Throws<SegBookException>(() => model.call(grey)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deeplab_refuses_to_train_on_one_image()
    {
        using var model = Networks.Make(Architecture.DeepLabV3Plus);
        using var image = rand(1, 3, 64, 64);

        Assert.Contains("batch of one", Assert.Throws<SegBookException>(() => model.call(image)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_weights_have_smps_spread()
    {
        random.manual_seed(3);
        using var unet = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 32 });
        using var deepLab = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.DeepLabV3Plus, Classes = 32 });

        // Encoder: He normal over outputs. Decoder: He uniform over inputs, DeepLab's PyTorch's own. Head: Glorot uniform.
        Assert.Equal(Math.Sqrt(2.0 / (512 * 9)), Deviation(unet, "encoder.layer4.1.conv2.weight"), 3e-3 * Math.Sqrt(2.0 / (512 * 9)));
        Assert.Equal(Math.Sqrt(2.0 / (768 * 9)), Deviation(unet, "decoder.blocks.0.conv1.0.weight"), 3e-3 * Math.Sqrt(2.0 / (768 * 9)));
        Assert.Equal(Math.Sqrt(2.0 / ((16 + 32) * 9)), Deviation(unet, "segmentation_head.0.weight"), 3e-2 * Math.Sqrt(2.0 / (48 * 9)));
        Assert.Equal(Math.Sqrt(1.0 / (3 * 1280)), Deviation(deepLab, "decoder.aspp.0.project.0.weight"), 1e-2 * Math.Sqrt(1.0 / (3 * 1280)));
        Assert.Equal(0, Deviation(unet, "segmentation_head.0.bias"));
        Assert.True(Deviation(deepLab, "segmentation_head.0.bias") > 0);
    }

    [Theory]
    [InlineData("Encoder")]
    [InlineData("Classes")]
    [InlineData("EncoderDepth")]
    [InlineData("DecoderChannels")]
    [InlineData("AtrousRates")]
    [InlineData("EncoderOutputStride")]
    [InlineData("DecoderDropout")]
    [InlineData("PyramidBins")]
    public void Setting_out_of_range_is_named(string setting)
    {
        var good = new ModelConfig { Architecture = Architecture.DeepLabV3Plus, Classes = 2 };
        var bad = setting switch
        {
            "Encoder" => good with { Encoder = "vgg11" },
            "Classes" => good with { Classes = 0 },
            "EncoderDepth" => good with { EncoderDepth = 6 },
            "DecoderChannels" => good with { DecoderChannels = [256, 128] },
            "AtrousRates" => good with { AtrousRates = [1, 2] },
            "PyramidBins" => good with { PyramidBins = [1, 0] },
            "EncoderOutputStride" => good with { EncoderOutputStride = 32 },
            _ => good with { DecoderDropout = 1 },
        };

        Assert.Contains(setting == "Encoder" ? "vgg11" : setting, Assert.Throws<SegBookException>(() => SegmentationModel.Create(bad)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Architecture.UNet)]
    [InlineData(Architecture.PSPNet, 1, 5)]
    [InlineData(Architecture.PSPNet)]
    public void Variants_that_smp_has_not_are_trained_and_saved_like_the_others(Architecture architecture, params int[] bins)
    {
        using var scope = NewDisposeScope();
        var usual = new ModelConfig { Architecture = architecture, Classes = 3 };
        var config = architecture == Architecture.UNet ? usual with { SkipConnections = false } : usual with { PyramidBins = [.. bins] };
        using var model = SegmentationModel.Create(config);
        using var whole = SegmentationModel.Create(usual);

        Assert.NotEqual(whole.ParameterCount(), model.ParameterCount());
        Assert.Equal([2, 3, 64, 96], model.call(randn(2, 3, 64, 96)).shape);
        Assert.Equal(config, SmpConfig.Read(SmpConfig.Write(config)));
        Assert.DoesNotContain(architecture == Architecture.UNet ? "skip_connections" : "pyramid_bins", SmpConfig.Write(usual).ToJsonString(), StringComparison.Ordinal);

    }

    [Fact]
    public void Equal_configurations_are_equal_whatever_their_lists()
    {
        var one = new ModelConfig { Architecture = Architecture.UNet, Classes = 2, DecoderChannels = [64, 32, 16], EncoderDepth = 3 };
        var two = System.Text.Json.JsonSerializer.Deserialize<ModelConfig>(System.Text.Json.JsonSerializer.Serialize(one));

        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two!.GetHashCode());
        Assert.NotEqual(one, one with { DecoderChannels = [64, 32, 17] });
    }

    private static double Step(SegmentationModel model, optim.Optimizer optimizer, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = F.cross_entropy(model.call(images), labels);
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }

    private static double Deviation(SegmentationModel model, string name)
    {
        using var scope = NewDisposeScope();
        return model.State().First(entry => entry.Name == name).Tensor.detach().std(unbiased: false).item<float>();
    }
}
