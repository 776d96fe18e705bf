using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Makes the layers that every part is built of, so that one place decides what normalises a convolution.</summary>
internal sealed class Layers(bool hasNorm)
{
    public static Layers Normalised { get; } = new(hasNorm: true);

    /// <summary>With biases in place of batch norms.</summary>
    public static Layers Plain { get; } = new(hasNorm: false);

    /// <summary>A convolution that keeps the size (stride 1), with a bias only where no normalisation follows.</summary>
    public Convolution2d Conv(long inChannels, long outChannels, long kernel, long stride = 1, long dilation = 1) =>
        new(inChannels, outChannels, kernel, stride, dilation, hasBias: !hasNorm);

    /// <summary>The batch normalisation of <paramref name="channels"/> maps, or nothing.</summary>
    public Module<Tensor, Tensor> Norm(long channels) => hasNorm ? BatchNorm2d(channels) : Identity();

    /// <summary>A convolution that keeps the size, normalisation, ReLU, under SMP's names 0, 1, 2.</summary>
    public Sequential ConvNormRelu(long inChannels, long outChannels, long kernel, long dilation = 1) =>
        NormRelu(Conv(inChannels, outChannels, kernel, 1, dilation), outChannels);

    /// <summary>A depthwise and a pointwise convolution under SMP's names 0 and 1. Chollet 2017.</summary>
    public Sequential SeparableConv(long inChannels, long outChannels, long kernel, long dilation = 1) => Sequential(
        ("0", new Convolution2d(inChannels, inChannels, kernel, 1, dilation, groups: inChannels, hasBias: false)),
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
        Require(channels >= Reduction,
            $"scSE attention needs at least {Reduction} channels, the decoder has a block with {channels}. Use wider decoder channels or no attention.");
        var (squeeze, excite) = (new Convolution2d(channels, channels / Reduction, 1), new Convolution2d(channels / Reduction, channels, 1));
        cSE = Sequential(("0", AdaptiveAvgPool2d(1)), ("1", squeeze), ("2", ReLU(inplace: true)), ("3", excite), ("4", Sigmoid()));
        sSE = Sequential(("0", new Convolution2d(channels, 1, 1)), ("1", Sigmoid()));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x * cSE.call(x)).Plus(x * sSE.call(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>Small steps between layers.</summary>
internal static class LayerSteps
{
    private static readonly Scalar One = 1;

    /// <summary>Adds in place. TorchSharp 0.107 would make a Scalar of the factor 1 that may be collected while libtorch reads it (README, Limits); this one stays.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add_(y, One);

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
}
