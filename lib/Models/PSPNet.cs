using TorchSharp.Modules;
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
        var bins = config.PyramidBins ?? [1, 2, 3, 6];
        psp = new PyramidPooling(layers, encoderChannels[^1], bins);
        conv = layers.ConvNormRelu((encoderChannels[^1] / Math.Max(1, bins.Count) * bins.Count) + encoderChannels[^1], config.Widths[0], 1);
        dropout = Dropout2d(config.Dropout);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> features) => psp.call(features[^1]).Then(conv).Then(dropout);
}

/// <summary>The features averaged over grids of some cells a side, usually 1, 2, 3 and 6, convolved, enlarged again, and put beside the features themselves.</summary>
/// <remarks>Shape: (N, C, H, W) to (N, B * (C / B) + C, H, W) for B grids. Zhao et al. 2017, section 3.2.</remarks>
internal sealed class PyramidPooling : Module<Tensor, Tensor>
{
    private readonly ModuleList<Sequential> blocks;

    public PyramidPooling(Layers layers, int channels, IntList bins)
        : base(nameof(PyramidPooling))
    {
        // A single cell per image has no statistics to normalise by, so SMP leaves the norm out there.
        blocks = new ModuleList<Sequential>([.. bins.Select(grid => Sequential(("pool", Level(grid == 1 ? Layers.Plain : layers, grid))))]);
        RegisterComponents();

        Sequential Level(Layers kind, int grid) => Sequential(("0", AdaptiveAvgPool2d(grid)), ("1", kind.ConvNormRelu(channels, channels / bins.Count, 1)));
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return cat([.. blocks.Select(level => level.call(x).Enlarge(x.Size())), x], dim: 1).MoveToOuterDisposeScope();
    }
}
