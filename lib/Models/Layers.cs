using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Makes the layers that every part is built of, so that one place decides what normalises a convolution.</summary>
internal sealed class Layers(DecoderNorm norm)
{
    /// <summary>With batch normalisation: encoders and DeepLabV3+ know no other.</summary>
    public static Layers Batch { get; } = new(new DecoderNorm());

    public static Layers Plain { get; } = new(new DecoderNorm { Kind = NormKind.None });

    /// <summary>A convolution that keeps the size (stride 1), with a bias only where no normalisation follows.</summary>
    public Conv2d Conv(long inChannels, long outChannels, long kernel, long stride = 1, long dilation = 1) =>
        Conv2d(inChannels, outChannels, kernel, stride, kernel / 2 * dilation, dilation, bias: norm.Kind == NormKind.None).InSafeLayout();

    /// <summary>The normalisation of <paramref name="channels"/> maps, or nothing.</summary>
    public Module<Tensor, Tensor> Norm(long channels) => norm.Kind switch
    {
        NormKind.Batch => BatchNorm2d(channels, norm.Epsilon, norm.Momentum, norm.Affine ?? true, norm.TrackRunningStatistics ?? true),
        NormKind.Instance => InstanceNorm2d(channels, norm.Epsilon, norm.Momentum, norm.Affine ?? false, norm.TrackRunningStatistics ?? false),
        _ => Identity(),
    };

    /// <summary>A convolution that keeps the size, normalisation, ReLU, under SMP's names 0, 1, 2.</summary>
    public Sequential ConvNormRelu(long inChannels, long outChannels, long kernel, long dilation = 1) =>
        NormRelu(Conv(inChannels, outChannels, kernel, 1, dilation), outChannels);

    /// <summary>A depthwise and a pointwise convolution under SMP's names 0 and 1. Chollet 2017.</summary>
    public Sequential SeparableConv(long inChannels, long outChannels, long kernel, long dilation = 1) => Sequential(
        ("0", Conv2d(inChannels, inChannels, kernel, 1, kernel / 2 * dilation, dilation, PaddingModes.Zeros, groups: inChannels, bias: false)),
        ("1", Conv(inChannels, outChannels, 1)));

    /// <summary>Any convolution, normalisation, ReLU.</summary>
    public Sequential NormRelu(Module<Tensor, Tensor> conv, long channels) => Sequential(("0", conv), ("1", Norm(channels)), ("2", ReLU(inplace: true)));
}

/// <summary>Concurrent spatial and channel squeeze and excitation: the map weighted per channel, plus the map weighted per pixel.</summary>
/// <remarks>Shape: (N, C, H, W) to the same. Roy et al. 2018; the sum in place of the maximum and the reduction to a sixteenth are SMP's.</remarks>
internal sealed class SpatialAndChannelExcitation : Module<Tensor, Tensor>
{
    private const int Reduction = 16;
    private readonly Sequential cSE;
    private readonly Sequential sSE;

    public SpatialAndChannelExcitation(long channels)
        : base(nameof(SpatialAndChannelExcitation))
    {
        SegBookException.Require(channels >= Reduction,
            $"scSE attention needs at least {Reduction} channels, the decoder has a block with {channels}. Use wider decoder channels or no attention.");
        var (squeeze, excite) = (Conv2d(channels, channels / Reduction, 1), Conv2d(channels / Reduction, channels, 1));
        cSE = Sequential(("0", AdaptiveAvgPool2d(1)), ("1", squeeze), ("2", ReLU(inplace: true)), ("3", excite), ("4", Sigmoid()));
        sSE = Sequential(("0", Conv2d(channels, 1, 1)), ("1", Sigmoid()));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x * cSE.call(x)).add_(x * sSE.call(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>Small steps between layers.</summary>
internal static class LayerSteps
{
    /// <summary>Hands a tensor on to the next layer and lets go of it.</summary>
    public static Tensor Then(this Tensor x, Module<Tensor, Tensor> layer)
    {
        using (x)
        {
            return layer.call(x);
        }
    }

    /// <summary>The same numbers, laid out pixel by pixel: TorchSharp has no memory formats, libtorch goes by the strides.</summary>
    public static Tensor ChannelsLast(this Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    public static long[] Size(this Tensor x) => x.shape[^2..];

    /// <summary>Bilinear interpolation to any size with the corner pixels on the corners; with SMP's factors it gives SMP's numbers.</summary>
    public static Tensor Enlarge(this Tensor x, long[] size) => functional.interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: true);

    public static Module<Tensor, Tensor> Layer(this HeadActivation activation) => activation switch
    {
        HeadActivation.Sigmoid => Sigmoid(),
        HeadActivation.Softmax => Softmax(1),
        HeadActivation.LogSoftmax => LogSoftmax(1),
        HeadActivation.Tanh => Tanh(),
        _ => Identity(),
    };
}

/// <summary>Keeps convolutions on CPUs right where libtorch is wrong.</summary>
/// <remarks>libtorch 2.10 convolves with oneDNN 3.7.1, which on some processors (seen: AMD family 26) forgets to clear the channels that fill up the last of its
/// vectors. So a convolution whose output channels are not a multiple of 16, such as every network's last with as many channels as there are classes, gets a
/// wrong gradient of its input, without a word: in float32 for more than one tap, in bfloat16 even for one, where the result may be wrong, too; with more than
/// 16 input channels that are no multiple of 16 the result is wrong in float32 as well. With multiples it is right laid out plainly; float32 is also right
/// channels-last, and so is bfloat16 there for even numbers of channels, except for depthwise convolutions: one with dilation 12 was wrong channels-last.</remarks>
internal static class TailChannels
{
    public const string Warning =
        "On this processor libtorch gives convolutions of 3x3 and more, whose output channels are not a multiple of 16, a wrong gradient. "
        + "The library's networks work around it; for one of your own see the README, Limits.";

    private static readonly Lazy<bool> Wrong = new(Try);

    /// <summary>Whether libtorch is wrong in this way on this machine; tried once, in some milliseconds.</summary>
    public static bool AreWrongHere => Wrong.Value;

    /// <summary>The convolution with channels of zeros added up to a multiple of 16, and taken away again.</summary>
    public static Tensor Padded(this Conv2d conv, Tensor x)
    {
        var missing = -conv.out_channels & 15;
        if (missing == 0 || x.device_type != DeviceType.CPU)
        {
            return conv.call(x);
        }

        using var scope = NewDisposeScope();
        var weight = cat([conv.weight!, zeros([missing, .. conv.weight!.shape[1..]], conv.weight.dtype)]);
        var bias = conv.bias is null ? null : cat([conv.bias, zeros([missing], conv.bias.dtype)]);
        var padding = (conv.weight.shape[2] - 1) / 2;
        return functional.conv2d(x, weight, bias, padding: [padding, padding]).narrow(1, 0, conv.out_channels).MoveToOuterDisposeScope();
    }

    /// <summary>Makes a convolution take its input channels-last on a CPU, at the price of a copy, where its channels need it; in a network of the usual widths none do.</summary>
    public static Conv2d InSafeLayout(this Conv2d conv)
    {
        // Fewer than 16 input channels, a picture's three among them, are convolved in another way, which is right.
        if (conv.out_channels % 16 != 0 || (conv.in_channels % 16 != 0 && conv.in_channels > 16))
        {
            conv.register_forward_pre_hook((_, x) => x.device_type == DeviceType.CPU ? x.ChannelsLast() : x);
        }

        return conv;
    }

    // With several threads it goes wrong more often than not, but not each time.
    private static bool Try()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (arange(2 * 16 * 32 * 32, float32).sin().view(2, 16, 32, 32), arange(11 * 16 * 9, float32).cos().view(11, 16, 3, 3));
        var y = arange(2 * 11 * 32 * 32, float32).cos().view(2, 11, 32, 32);
        var right = Gradient(x.ChannelsLast());
        return Enumerable.Range(0, 64).Any(_ => !right.allclose(Gradient(x), 1e-3, 1e-3));

        Tensor Gradient(Tensor input)
        {
            input = input.detach().requires_grad_();
            (functional.conv2d(input, weight, padding: [1, 1]) * y).sum().backward();
            return input.grad!;
        }
    }
}
