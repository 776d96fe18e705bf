using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>A ResNet without its classifier that hands over a list of feature maps, finest first.</summary>
/// <remarks>
/// Shape: (N, C, H, W) to maps of stride 1 (the input itself), 2, 4, 8, ...; <see cref="OutChannels"/> has their channels.
/// Parameter names are torchvision's. Stages beyond <see cref="Depth"/> are there (checkpoints have them) but do nothing.
/// </remarks>
public sealed class ResNetEncoder : Module<Tensor, IReadOnlyList<Tensor>>
{
    private readonly Conv2d conv1;
    private readonly Module<Tensor, Tensor> bn1;
    private readonly HalvingMaxPool maxpool;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;

    internal ResNetEncoder(Layers layers, ResNetVariant variant, int inChannels, int depth, int outputStride)
        : base(nameof(ResNetEncoder))
    {
        Name = variant.Name;
        Depth = depth;
        OutputStride = Math.Min(outputStride, 1 << depth);
        OutChannels = IntList.Create([inChannels, 64, .. Enumerable.Range(0, depth - 1).Select(stage => (64 << stage) * variant.Expansion)]);
        conv1 = layers.Conv(inChannels, 64, 7, stride: 2);
        bn1 = layers.Norm(64);
        maxpool = new HalvingMaxPool();
        layer1 = Stage(layers, variant, 0, 32, depth);
        layer2 = Stage(layers, variant, 1, 32, depth);
        layer3 = Stage(layers, variant, 2, outputStride, depth);
        layer4 = Stage(layers, variant, 3, outputStride, depth);
        RegisterComponents();
    }

    /// <summary>The encoders there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ResNetVariant.All.Select(variant => variant.Name)];

    /// <summary>resnet18, resnet34, ...</summary>
    public string Name { get; }

    /// <summary>How many times the image is halved (less where stages are dilated): the list has one map more.</summary>
    public int Depth { get; }

    /// <summary>Stride of the last map.</summary>
    public int OutputStride { get; }

    /// <summary>Channels of each map, finest first.</summary>
    public IntList OutChannels { get; }

    /// <summary>The feature maps. The first is the input; the caller owns all of them.</summary>
    public override IReadOnlyList<Tensor> forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        List<Tensor> features = [x.alias(), conv1.call(x).Then(bn1).relu_()];
        if (Depth > 1)
        {
            features.Add(maxpool.call(features[1]).Then(layer1));
        }

        foreach (var stage in new[] { layer2, layer3, layer4 }.Take(Depth - 2))
        {
            features.Add(stage.call(features[^1]));
        }

        return [.. features.Select(feature => feature.MoveToOuterDisposeScope())];
    }

    /// <summary>Stage <paramref name="index"/> has stride 4, 8, 16, 32; what exceeds <paramref name="outputStride"/> becomes dilation.</summary>
    private static Sequential Stage(Layers layers, ResNetVariant variant, int index, int outputStride, int depth)
    {
        var width = 64 << index;
        var dilation = Math.Max(1, (4 << index) / outputStride);
        var stride = index > 0 && dilation == 1 ? 2 : 1;
        var inChannels = index == 0 ? 64 : width / 2 * variant.Expansion;

        // A folded network meets no checkpoint, so it leaves out what it would not run.
        var blocks = layers.IsFused && index > depth - 2 ? 0 : variant.Blocks[index];
        return Sequential(Enumerable.Range(0, blocks).Select(block =>
            ($"{block}", (Module<Tensor, Tensor>)new ResidualBlock(layers, variant, block == 0 ? inChannels : width * variant.Expansion, width, block == 0 ? stride : 1, dilation))).ToArray());
    }
}
