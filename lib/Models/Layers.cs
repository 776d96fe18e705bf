using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Makes the layers that every part is built of, so that one place decides what normalises a convolution.</summary>
/// <param name="norm">What follows a convolution.</param>
/// <param name="folded">True builds the network for inference: batch norms are gone, their scale and offset live in the convolutions.</param>
internal sealed class Layers(DecoderNorm norm, bool folded)
{
    /// <summary>Whether a convolution is followed by a normalisation; if not, it has a bias.</summary>
    public bool HasNorm { get; } = norm.Kind != NormKind.None && !(folded && norm.Kind == NormKind.Batch && (norm.TrackRunningStatistics ?? true));

    /// <summary>Whether the network is built for inference.</summary>
    public bool IsFused { get; } = folded;

    /// <summary>The same with batch normalisation, whatever the decoder has: encoders and DeepLabV3+ know no other.</summary>
    public Layers WithBatchNorm() => new(DecoderNorm.Batch, IsFused);

    /// <summary>The same without normalisation.</summary>
    public Layers WithoutNorm() => new(DecoderNorm.None, IsFused);

    /// <summary>A convolution that keeps the size (stride 1), with a bias only where no normalisation follows.</summary>
    public Conv2d Conv(long inChannels, long outChannels, long kernel, long stride = 1, long dilation = 1, long groups = 1) =>
        Conv2d(inChannels, outChannels, kernel, stride, kernel / 2 * dilation, dilation, PaddingModes.Zeros, groups, bias: !HasNorm).InSafeLayout();

    /// <summary>The normalisation of <paramref name="channels"/> maps, or nothing.</summary>
    public Module<Tensor, Tensor> Norm(long channels) => !HasNorm ? Identity()
        : norm.Kind == NormKind.Batch ? BatchNorm2d(channels, norm.Epsilon, norm.Momentum, norm.Affine ?? true, norm.TrackRunningStatistics ?? true)
        : InstanceNorm2d(channels, norm.Epsilon, norm.Momentum, norm.Affine ?? false, norm.TrackRunningStatistics ?? false);

    /// <summary>Convolution, normalisation, ReLU, under SMP's names 0, 1, 2.</summary>
    public Sequential ConvNormRelu(long inChannels, long outChannels, long kernel, long dilation = 1) =>
        Sequential(("0", Conv(inChannels, outChannels, kernel, dilation: dilation)), ("1", Norm(outChannels)), ("2", ReLU(inplace: true)));

    /// <summary>A depthwise and a pointwise convolution under SMP's names 0 and 1. Chollet 2017.</summary>
    public Sequential SeparableConv(long inChannels, long outChannels, long kernel, long dilation = 1) => Sequential(
        ("0", Conv2d(inChannels, inChannels, kernel, 1, kernel / 2 * dilation, dilation, PaddingModes.Zeros, groups: inChannels, bias: false)),
        ("1", Conv(inChannels, outChannels, 1)));

    /// <summary>A separable convolution, normalisation, ReLU.</summary>
    public Sequential SeparableConvNormRelu(long inChannels, long outChannels, long kernel, long dilation = 1) =>
        Sequential(("0", SeparableConv(inChannels, outChannels, kernel, dilation)), ("1", Norm(outChannels)), ("2", ReLU(inplace: true)));
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

    /// <summary>Height and width.</summary>
    public static long[] Size(this Tensor x) => x.shape[^2..];

    /// <summary>Bilinear interpolation to <paramref name="size"/> with the corner pixels on the corners. With SMP's factors it gives SMP's numbers; it takes any other size as well.</summary>
    public static Tensor Enlarge(this Tensor x, long[] size) =>
        functional.interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: true);

    /// <summary>The layer that an activation stands for.</summary>
    public static Module<Tensor, Tensor> Layer(this HeadActivation activation) => activation switch
    {
        HeadActivation.Sigmoid => Sigmoid(),
        HeadActivation.Softmax => Softmax(1),
        HeadActivation.LogSoftmax => LogSoftmax(1),
        HeadActivation.Tanh => Tanh(),
        _ => Identity(),
    };
}
