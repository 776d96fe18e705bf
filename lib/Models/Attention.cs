using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Attention in a decoder block; a module of its own because SMP's parameter names have this level.</summary>
internal sealed class Attention : Module<Tensor, Tensor>
{
    private readonly SpatialAndChannelExcitation attention;

    public Attention(long channels)
        : base(nameof(Attention))
    {
        attention = new SpatialAndChannelExcitation(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => attention.call(x);
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
        if (channels < Reduction)
        {
            throw new SegBookException($"scSE attention needs at least {Reduction} channels, the decoder has a block with {channels}. Use wider decoder channels or no attention.");
        }

        cSE = Sequential(
            ("0", AdaptiveAvgPool2d(1)),
            ("1", Conv2d(channels, channels / Reduction, 1)),
            ("2", ReLU(inplace: true)),
            ("3", Conv2d(channels / Reduction, channels, 1)),
            ("4", Sigmoid()));
        sSE = Sequential(("0", Conv2d(channels, 1, 1)), ("1", Sigmoid()));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x * cSE.call(x)).add_(x * sSE.call(x)).MoveToOuterDisposeScope();
    }
}
