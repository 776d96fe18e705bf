using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>A residual block: two 3x3 convolutions, or a bottleneck of 1x1, 3x3, 1x1, and the way around them.</summary>
/// <remarks>Shape: (N, C, H, W) to (N, width * expansion, H / stride, W / stride). He et al. 2016, figure 5; the bottleneck's stride sits on its 3x3 convolution, as in torchvision.</remarks>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly Module<Tensor, Tensor> bn1;
    private readonly Conv2d conv2;
    private readonly Module<Tensor, Tensor> bn2;
    private readonly Conv2d? conv3;
    private readonly Module<Tensor, Tensor>? bn3;
    private readonly Sequential? downsample;

    // An array, because fields would be registered a second time under their own names.
    private readonly (Conv2d Conv, Module<Tensor, Tensor> Norm)[] _shortcut = [];
    private readonly long _stride;

    /// <param name="layers">Makes the layers.</param>
    /// <param name="variant">Which ResNet.</param>
    /// <param name="inChannels">Channels that come in.</param>
    /// <param name="width">Channels inside.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="dilation">Of every convolution of the block, its first and its shortcut's included: SMP dilates a whole stage.</param>
    public ResidualBlock(Layers layers, ResNetVariant variant, long inChannels, long width, long stride, long dilation)
        : base(nameof(ResidualBlock))
    {
        var outChannels = width * variant.Expansion;
        conv1 = variant.Bottleneck ? layers.Conv(inChannels, width, 1, dilation: dilation) : layers.Conv(inChannels, width, 3, stride, dilation);
        bn1 = layers.Norm(width);
        conv2 = layers.Conv(width, width, 3, variant.Bottleneck ? stride : 1, dilation);
        bn2 = layers.Norm(width);
        if (variant.Bottleneck)
        {
            conv3 = layers.Conv(width, outChannels, 1, dilation: dilation);
            bn3 = layers.Norm(outChannels);
        }

        if (inChannels != outChannels || stride != 1)
        {
            _stride = stride;
            _shortcut = [(layers.Conv(inChannels, outChannels, 1, stride, dilation), layers.Norm(outChannels))];
            downsample = Sequential(("0", _shortcut[0].Conv), ("1", _shortcut[0].Norm));
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = conv1.call(x).Then(bn1).relu_().Then(conv2).Then(bn2);
        if (conv3 is not null)
        {
            y = y.relu_().Then(conv3).Then(bn3!);
        }

        // In place: neither a batch norm nor a convolution needs its output for the way back.
        return y.add_(downsample is null ? x : Shortcut(x)).relu_().MoveToOuterDisposeScope();
    }

    // One tap with a stride looks at every other pixel, so these can be picked before. On a virtual machine that did not tell the sizes of its
    // caches, oneDNN 3.7.1 divided by zero, and the process ended, when it planned the gradient of such a strided convolution of 1024 channels.
    private Tensor Shortcut(Tensor x)
    {
        if (_stride == 1 || x.device_type != DeviceType.CPU)
        {
            return downsample!.call(x);
        }

        var (conv, norm) = _shortcut[0];
        using var picked = x.slice(2, 0, x.shape[2], _stride).slice(3, 0, x.shape[3], _stride);
        return functional.conv2d(picked, conv.weight!, conv.bias).Then(norm);
    }
}
