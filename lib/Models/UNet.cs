using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>The expansive path of a U-Net: each stage enlarges, joins the encoder's map of that size, and convolves twice.</summary>
/// <remarks>Shape: the encoder's maps to (N, last decoder width, H, W). Ronneberger et al. 2015; interpolation and a last stage without a skip are SMP's.</remarks>
public sealed class UNetDecoder : Module<IReadOnlyList<Tensor>, Tensor>
{
    private readonly ModuleList<UNetBlock> blocks;
    private readonly bool _hasSkips;

    internal UNetDecoder(Layers layers, ModelConfig config, IntList encoderChannels)
        : base(nameof(UNetDecoder))
    {
        int[] deepestFirst = [.. encoderChannels.Skip(1).Reverse()];
        int[] incoming = [deepestFirst[0], .. config.Widths.SkipLast(1)];
        _hasSkips = config.SkipConnections ?? true;
        int[] skips = [.. deepestFirst.Skip(1).Select(channels => _hasSkips ? channels : 0), 0];
        blocks = new ModuleList<UNetBlock>([.. config.Widths.Select((width, i) => new UNetBlock(layers, config, incoming[i], skips[i], width))]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> features)
    {
        using var scope = NewDisposeScope();
        var x = features[^1];
        for (var i = 0; i < blocks.Count; i++)
        {
            // The finest map is the image itself: its size is wanted, its pixels are not.
            var skip = features[features.Count - 2 - i];
            var y = blocks[i].Join(x, skip, withSkip: _hasSkips && i < blocks.Count - 1);
            if (i > 0)
            {
                x.Dispose();
            }

            x = y;
        }

        return x.MoveToOuterDisposeScope();
    }
}

/// <summary>One stage of a <see cref="UNetDecoder"/>.</summary>
internal sealed class UNetBlock : Module<Tensor, Tensor>
{
    private readonly Sequential conv1;
    private readonly Sequential? attention1;
    private readonly Sequential conv2;
    private readonly Sequential? attention2;
    private readonly InterpolationMode _interpolation;

    public UNetBlock(Layers layers, ModelConfig config, int inChannels, int skipChannels, int outChannels)
        : base(nameof(UNetBlock))
    {
        _interpolation = Enum.Parse<InterpolationMode>($"{config.DecoderInterpolation}");
        conv1 = layers.ConvNormRelu(inChannels + skipChannels, outChannels, 3);
        conv2 = layers.ConvNormRelu(outChannels, outChannels, 3);
        if (config.DecoderAttention == DecoderAttention.Scse)
        {
            attention1 = Sequential(("attention", new SpatialAndChannelExcitation(inChannels + skipChannels)));
            attention2 = Sequential(("attention", new SpatialAndChannelExcitation(outChannels)));
        }

        RegisterComponents();
    }

    /// <summary>Enlarges <paramref name="x"/> to the skip's size, puts the skip beside it and convolves.</summary>
    public Tensor Join(Tensor x, Tensor skip, bool withSkip)
    {
        using var scope = NewDisposeScope();
        var isSmooth = _interpolation is InterpolationMode.Bilinear or InterpolationMode.Bicubic;
        var y = functional.interpolate(x, skip.Size(), mode: _interpolation, align_corners: isSmooth ? false : null);
        if (withSkip)
        {
            using var enlarged = y;
            y = cat([enlarged, skip], dim: 1);
            y = attention1 is null ? y : y.Then(attention1);
        }

        return y.Then(this).MoveToOuterDisposeScope();
    }

    /// <summary>The two convolutions, on maps that are already enlarged and joined.</summary>
    public override Tensor forward(Tensor x)
    {
        var y = conv1.call(x).Then(conv2);
        return attention2 is null ? y : y.Then(attention2);
    }
}
