using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>The last convolution, enlarged to the image's size, and the activation if there is one.</summary>
/// <remarks>Shape: (N, C, h, w) to (N, classes, H, W).</remarks>
public sealed class SegmentationHead : Module<Tensor, Tensor>
{
    private readonly int? _upsampling;

    // An array, because a field would be registered a second time under its own name.
    private readonly Module<Tensor, Tensor>[] _layers;

    internal SegmentationHead(ModelConfig config)
        : base(nameof(SegmentationHead))
    {
        var kernel = config.Architecture == Architecture.DeepLabV3Plus ? 1 : 3;
        _upsampling = config.Architecture == Architecture.UNet ? null : config.Upsampling;
        _layers = [Conv2d(config.Widths[^1], config.Classes, kernel, 1, kernel / 2).WithRightGradient(), config.Activation.Layer()];
        register_module("0", _layers[0]);
        register_module("2", _layers[1]);
    }

    internal Conv2d Convolution => (Conv2d)_layers[0];

    /// <summary>Only the convolution.</summary>
    public override Tensor forward(Tensor x) => _layers[0].call(x);

    /// <summary>The whole head: convolution, enlarging, activation.</summary>
    /// <param name="x">The decoder's output.</param>
    /// <param name="size">Height and width of the image.</param>
    public Tensor At(Tensor x, long[] size)
    {
        var y = call(x);
        var own = y.Size();
        var wanted = _upsampling is { } factor ? [own[0] * factor, own[1] * factor] : size;
        if (!own.SequenceEqual(wanted))
        {
            using var small = y;
            y = small.Enlarge(wanted);
        }

        return _layers[1] is Identity ? y : y.Then(_layers[1]);
    }
}
