using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>The expansive path of a U-Net: each stage enlarges, joins the encoder's map of that size, and convolves twice.</summary>
/// <remarks>Shape: the encoder's maps to (N, last decoder width, H, W). Ronneberger et al. 2015; the upsampling by interpolation and the last stage without a skip are SMP's.</remarks>
public sealed class UNetDecoder : Module<IReadOnlyList<Tensor>, Tensor>
{
    private readonly ModuleList<UNetBlock> blocks;

    internal UNetDecoder(Layers layers, ModelConfig config, IntList encoderChannels)
        : base(nameof(UNetDecoder))
    {
        int[] deepestFirst = [.. encoderChannels.Skip(1).Reverse()];
        int[] incoming = [deepestFirst[0], .. config.Widths.SkipLast(1)];
        int[] skips = [.. deepestFirst.Skip(1), 0];
        blocks = new ModuleList<UNetBlock>([.. config.Widths.Select((width, i) => new UNetBlock(layers, config, incoming[i], skips[i], width))]);
        RegisterComponents();
    }

    internal IReadOnlyList<UNetBlock> Blocks => [.. blocks];

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> features)
    {
        using var scope = NewDisposeScope();
        var x = features[^1];
        for (var i = 0; i < blocks.Count; i++)
        {
            // The finest map is the image itself: its size is wanted, its pixels are not.
            var skip = features[features.Count - 2 - i];
            var y = blocks[i].Join(x, skip, withSkip: i < blocks.Count - 1);
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
    private readonly Attention? attention1;
    private readonly Sequential conv2;
    private readonly Attention? attention2;
    private readonly DoubledConvolution? doubled;
    private readonly InterpolationMode _mode;

    public UNetBlock(Layers layers, ModelConfig config, int inChannels, int skipChannels, int outChannels)
        : base(nameof(UNetBlock))
    {
        _mode = Mode(config.DecoderInterpolation);
        var attends = config.DecoderAttention == DecoderAttention.Scse;
        conv1 = layers.ConvNormRelu(inChannels + skipChannels, outChannels, 3);
        attention1 = attends ? new Attention(inChannels + skipChannels) : null;
        conv2 = layers.ConvNormRelu(outChannels, outChannels, 3);
        attention2 = attends ? new Attention(outChannels) : null;
        doubled = layers.IsFused && !layers.HasNorm && !attends && _mode == InterpolationMode.Nearest ? new DoubledConvolution(inChannels, skipChannels, outChannels) : null;
        RegisterComponents();
    }

    /// <summary>Enlarges <paramref name="x"/> to the skip's size, puts the skip beside it and convolves.</summary>
    public Tensor Join(Tensor x, Tensor skip, bool withSkip)
    {
        using var scope = NewDisposeScope();
        var size = skip.Size();
        if (doubled is not null && size[0] == 2 * x.shape[2] && size[1] == 2 * x.shape[3])
        {
            return doubled.Join(x, withSkip ? skip : null).relu_().Then(conv2).MoveToOuterDisposeScope();
        }

        var y = _mode is InterpolationMode.Nearest or InterpolationMode.NearestExact or InterpolationMode.Area
            ? functional.interpolate(x, size, mode: _mode)
            : functional.interpolate(x, size, mode: _mode, align_corners: false);
        if (withSkip)
        {
            using var enlarged = y;
            y = cat([enlarged, skip], dim: 1);
            y = attention1 is null ? y : y.Then(attention1);
        }

        return y.Then(this).MoveToOuterDisposeScope();
    }

    /// <summary>In a folded network, once its weights are there: prepares the faster way for skips of exactly twice the size.</summary>
    public void Prepare() => doubled?.TakeOver((Conv2d)conv1.children().First());

    /// <summary>The two convolutions, on maps that are already enlarged and joined.</summary>
    public override Tensor forward(Tensor x)
    {
        var y = conv1.call(x).Then(conv2);
        return attention2 is null ? y : y.Then(attention2);
    }

    private static InterpolationMode Mode(DecoderInterpolation interpolation) => interpolation switch
    {
        DecoderInterpolation.Nearest => InterpolationMode.Nearest,
        DecoderInterpolation.NearestExact => InterpolationMode.NearestExact,
        DecoderInterpolation.Bilinear => InterpolationMode.Bilinear,
        DecoderInterpolation.Bicubic => InterpolationMode.Bicubic,
        _ => InterpolationMode.Area,
    };
}
