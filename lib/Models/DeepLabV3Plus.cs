using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Atrous spatial pyramid pooling of the last map, enlarged to stride 4 and merged with the encoder's map there.</summary>
/// <remarks>Shape: the encoder's maps to (N, width, H / 4, W / 4). Chen et al. 2018, figure 2.</remarks>
public sealed class DeepLabV3PlusDecoder : Module<IReadOnlyList<Tensor>, Tensor>
{
    private const int SkipChannels = 48;
    private readonly Sequential aspp;
    private readonly Sequential block1;
    private readonly Sequential block2;

    internal DeepLabV3PlusDecoder(Layers layers, ModelConfig config, IntList encoderChannels)
        : base(nameof(DeepLabV3PlusDecoder))
    {
        var width = config.Widths[0];
        var pyramid = new AtrousPyramid(layers, config, encoderChannels[^1]);
        aspp = Sequential(("0", pyramid), ("1", layers.SeparableConv(width, width, 3)), ("2", layers.Norm(width)), ("3", ReLU(inplace: true)));
        block1 = layers.ConvNormRelu(encoderChannels[2], SkipChannels, 1);
        block2 = layers.NormRelu(layers.SeparableConv(SkipChannels + width, width, 3), width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> features)
    {
        using var scope = NewDisposeScope();
        var skip = block1.call(features[2]);
        using var context = aspp.call(features[^1]);
        return cat([context.Enlarge(skip.Size()), skip], dim: 1).Then(block2).MoveToOuterDisposeScope();
    }
}

/// <summary>Five looks at one map side by side: a 1x1 convolution, three atrous ones, and the mean over the image; then a projection.</summary>
/// <remarks>Shape: (N, C, H, W) to (N, width, H, W). Chen et al. 2017, section 3.3; separable as in Chen et al. 2018.</remarks>
internal sealed class AtrousPyramid : Module<Tensor, Tensor>
{
    private readonly ModuleList<Sequential> convs;
    private readonly Sequential project;

    public AtrousPyramid(Layers layers, ModelConfig config, int inChannels)
        : base(nameof(AtrousPyramid))
    {
        var width = config.Widths[0];
        convs = new ModuleList<Sequential>(
        [
            layers.ConvNormRelu(inChannels, width, 1),
            .. config.AtrousRates.Select(rate => config.AsppSeparable
                ? layers.NormRelu(layers.SeparableConv(inChannels, width, 3, rate), width)
                : layers.ConvNormRelu(inChannels, width, 3, rate)),
            Sequential(("0", AdaptiveAvgPool2d(1)), ("1", layers.Conv(inChannels, width, 1)), ("2", layers.Norm(width)), ("3", ReLU(inplace: true))),
        ]);
        project = layers.ConvNormRelu(width * convs.Count, width, 1);
        project.append("3", Dropout(config.Dropout));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        Require(!training || x.shape[0] > 1,
            "DeepLabV3+ cannot train on a batch of one image: the batch norm of its image pooling would see a single value per channel. "
            + "Use a batch size of at least 2 and drop a last batch of one.");
        using var scope = NewDisposeScope();
        var branches = convs.Select(branch => branch.call(x)).ToArray();

        // The last branch is one pixel per image; enlarging a single pixel is repeating it.
        branches[^1] = branches[^1].expand(branches[0].shape);
        return cat(branches, dim: 1).Then(project).MoveToOuterDisposeScope();
    }
}
