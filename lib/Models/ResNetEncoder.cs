using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>A row of He et al. 2016, table 1: SMP's name, whether blocks squeeze to a quarter (1x1, 3x3, 1x1; else 3x3, 3x3), and how many each stage has.</summary>
internal sealed record ResNetVariant(string Name, bool Bottleneck, IntList Blocks)
{
    public static IReadOnlyList<ResNetVariant> All { get; } =
    [
        new("resnet18", Bottleneck: false, [2, 2, 2, 2]),
        new("resnet34", Bottleneck: false, [3, 4, 6, 3]),
        new("resnet50", Bottleneck: true, [3, 4, 6, 3]),
        new("resnet101", Bottleneck: true, [3, 4, 23, 3]),
        new("resnet152", Bottleneck: true, [3, 8, 36, 3]),
    ];

    /// <summary>How much wider a block's output is than its inner convolutions.</summary>
    public int Expansion => Bottleneck ? 4 : 1;

    public static ResNetVariant Of(string name) =>
        All.FirstOrDefault(variant => variant.Name == name)
        ?? throw new SegBookException($"There is no encoder '{name}'. Use one of {string.Join(", ", ResNetEncoder.Names)}.");
}

/// <summary>A ResNet without its classifier that hands over a list of feature maps, finest first.</summary>
/// <remarks>Shape: (N, 3, H, W) to maps of stride 1 (the input itself), 2, 4, 8, ...; <see cref="OutChannels"/> has their channels.
/// Parameter names are torchvision's. Stages beyond <see cref="Depth"/> are there (checkpoints have them) but do nothing.</remarks>
public sealed class ResNetEncoder : Module<Tensor, IReadOnlyList<Tensor>>
{
    private readonly Convolution2d conv1;
    private readonly Module<Tensor, Tensor> bn1;
    private readonly MaxPool2d maxpool;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;

    internal ResNetEncoder(Layers layers, ResNetVariant variant, int depth, int outputStride)
        : base(nameof(ResNetEncoder))
    {
        Depth = depth;
        OutChannels = IntList.Create([3, 64, .. Enumerable.Range(0, depth - 1).Select(stage => (64 << stage) * variant.Expansion)]);
        conv1 = layers.Conv(3, 64, 7, stride: 2);
        bn1 = layers.Norm(64);
        maxpool = MaxPool2d(3, stride: 2, padding: 1);
        layer1 = Stage(layers, variant, 0, 32);
        layer2 = Stage(layers, variant, 1, 32);
        layer3 = Stage(layers, variant, 2, outputStride);
        layer4 = Stage(layers, variant, 3, outputStride);
        RegisterComponents();
    }

    /// <summary>The encoders there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ResNetVariant.All.Select(variant => variant.Name)];

    /// <summary>How many times the image is halved (less where stages are dilated): the list has one map more.</summary>
    public int Depth { get; }

    /// <summary>Channels of each map, finest first.</summary>
    public IntList OutChannels { get; }

    /// <summary>The feature maps. The first is the input; the caller owns all of them.</summary>
    public override IReadOnlyList<Tensor> forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        List<Tensor> features = [x.alias(), conv1.call(x).Then(bn1).relu_()];
        foreach (var stage in new[] { layer1, layer2, layer3, layer4 }.Take(Depth - 1))
        {
            features.Add(stage == layer1 ? maxpool.call(features[1]).Then(layer1) : stage.call(features[^1]));
        }

        return [.. features.Select(feature => feature.MoveToOuterDisposeScope())];
    }

    /// <summary>Weights from He's normal distribution over the outputs, as in torchvision.</summary>
    internal void Initialise()
    {
        foreach (var conv in modules().OfType<Convolution2d>())
        {
            init.kaiming_normal_(conv.Weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        }
    }

    /// <summary>Stage <paramref name="index"/> has stride 4, 8, 16, 32; what exceeds <paramref name="outputStride"/> becomes dilation.</summary>
    private static Sequential Stage(Layers layers, ResNetVariant variant, int index, int outputStride)
    {
        var width = 64 << index;
        var dilation = Math.Max(1, (4 << index) / outputStride);
        var stride = index > 0 && dilation == 1 ? 2 : 1;
        var inChannels = index == 0 ? 64 : width / 2 * variant.Expansion;
        return Sequential(Enumerable.Range(0, variant.Blocks[index]).Select(block => ($"{block}", (Module<Tensor, Tensor>)Block(block == 0))).ToArray());

        ResidualBlock Block(bool first) => new(layers, variant, first ? inChannels : width * variant.Expansion, width, first ? stride : 1, dilation);
    }
}

/// <summary>A residual block: two 3x3 convolutions, or a bottleneck of 1x1, 3x3, 1x1, and the way around them.</summary>
/// <remarks>Shape: (N, C, H, W) to (N, width * expansion, H / stride, W / stride). He et al. 2016, figure 5; a bottleneck's stride sits on its 3x3, as in torchvision.</remarks>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly Convolution2d conv1;
    private readonly Module<Tensor, Tensor> bn1;
    private readonly Convolution2d conv2;
    private readonly Module<Tensor, Tensor> bn2;
    private readonly Convolution2d? conv3;
    private readonly Module<Tensor, Tensor>? bn3;
    private readonly Sequential? downsample;

    // SMP dilates every convolution of a stage, the first and the shortcut's included.
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
            downsample = Sequential(("0", layers.Conv(inChannels, outChannels, 1, stride, dilation)), ("1", layers.Norm(outChannels)));
        }

        RegisterComponents();
    }

    /// <summary>The convolution of the way around, where there is one.</summary>
    public Convolution2d? Projection => (Convolution2d?)downsample?[0];

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = conv1.call(x).Then(bn1).relu_().Then(conv2).Then(bn2);
        if (conv3 is not null)
        {
            y = y.relu_().Then(conv3).Then(bn3!);
        }

        // In place: neither a batch norm nor a convolution needs its output for the way back.
        return y.Plus(downsample is null ? x : downsample.call(x)).relu_().MoveToOuterDisposeScope();
    }
}
