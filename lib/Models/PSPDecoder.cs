using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Pyramid pooling over the encoder's last map, a 1x1 convolution, and dropout of whole channels.</summary>
/// <remarks>Shape: the encoder's maps to (N, width, h, w) of the last map. Zhao et al. 2017.</remarks>
public sealed class PSPDecoder : Module<IReadOnlyList<Tensor>, Tensor>
{
    private readonly PyramidPooling psp;
    private readonly Sequential conv;
    private readonly Dropout2d dropout;

    internal PSPDecoder(Layers layers, ModelConfig config, IntList encoderChannels)
        : base(nameof(PSPDecoder))
    {
        psp = new PyramidPooling(layers, encoderChannels[^1]);
        conv = layers.ConvNormRelu(psp.OutChannels, config.Widths[0], 1);
        dropout = Dropout2d(config.Dropout);
        RegisterComponents();
    }

    internal PyramidPooling Pyramid => psp;

    internal Sequential Fusion => conv;

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> features)
    {
        var y = psp.call(features[^1]).Then(conv);
        return training ? y.Then(dropout) : y;
    }
}

/// <summary>The features averaged over grids of 1, 2, 3 and 6 cells, convolved, enlarged again, and put beside the features themselves.</summary>
/// <remarks>Shape: (N, C, H, W) to (N, 4 * (C / 4) + C, H, W). Zhao et al. 2017, section 3.2.</remarks>
internal sealed class PyramidPooling : Module<Tensor, Tensor>
{
    private readonly ModuleList<PyramidLevel> blocks;

    public PyramidPooling(Layers layers, int channels)
        : base(nameof(PyramidPooling))
    {
        int[] grids = [1, 2, 3, 6];
        LevelChannels = channels / grids.Length;
        OutChannels = (LevelChannels * grids.Length) + channels;
        blocks = new ModuleList<PyramidLevel>([.. grids.Select(grid => new PyramidLevel(layers, channels, LevelChannels, grid))]);
        RegisterComponents();
    }

    /// <summary>Channels that each grid contributes.</summary>
    public int LevelChannels { get; }

    /// <summary>Channels of the result.</summary>
    public int OutChannels { get; }

    public IReadOnlyList<PyramidLevel> Levels => [.. blocks];

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return cat([.. blocks.Select(level => level.call(x)), x], dim: 1).MoveToOuterDisposeScope();
    }
}

/// <summary>One grid of a <see cref="PyramidPooling"/>.</summary>
internal sealed class PyramidLevel : Module<Tensor, Tensor>
{
    private readonly Sequential pool;

    public PyramidLevel(Layers layers, long inChannels, long outChannels, int grid)
        : base(nameof(PyramidLevel))
    {
        Grid = grid;

        // A single cell per image has no statistics to normalise by, so SMP leaves the norm out there.
        pool = Sequential(("0", AdaptiveAvgPool2d(grid)), ("1", (grid == 1 ? layers.WithoutNorm() : layers).ConvNormRelu(inChannels, outChannels, 1)));
        RegisterComponents();
    }

    /// <summary>Cells per side.</summary>
    public int Grid { get; }

    public Sequential Pool => pool;

    public override Tensor forward(Tensor x)
    {
        using var pooled = pool.call(x);
        return pooled.Enlarge(x.Size());
    }
}
