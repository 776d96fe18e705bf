using SegBook.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace SegBook.Bench;

/// <summary>The three networks as one writes them with TorchSharp's own layers, layer for layer those of bench/models.py: what the library's are held against.</summary>
internal static class PlainNetworks
{
    public static Module<Tensor, Tensor> Create(Architecture architecture, string encoder, int classes) => architecture switch
    {
        Architecture.UNet => new PlainUNet(encoder, classes),
        Architecture.PSPNet => new PlainPSPNet(encoder, classes),
        _ => new PlainDeepLabV3Plus(encoder, classes),
    };

    internal static Conv2d Conv(long inputs, long outputs, long kernel, long stride = 1, long dilation = 1, long groups = 1, bool bias = false) =>
        Conv2d(inputs, outputs, kernel, stride, kernel / 2 * dilation, dilation, PaddingModes.Zeros, groups, bias);

    internal static Sequential ConvNormRelu(long inputs, long outputs, long kernel, bool norm = true) => norm
        ? Sequential(Conv(inputs, outputs, kernel), BatchNorm2d(outputs), ReLU(inplace: true))
        : Sequential(Conv(inputs, outputs, kernel, bias: true), ReLU(inplace: true));

    internal static Sequential Separable(long inputs, long outputs, long dilation = 1) => Sequential(
        Conv(inputs, inputs, 3, dilation: dilation, groups: inputs), Conv(inputs, outputs, 1), BatchNorm2d(outputs), ReLU(inplace: true));

    internal static Tensor Bilinear(Tensor x, long[] size) => interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: true);
}

internal sealed class PlainBlock : Module<Tensor, Tensor>
{
    private readonly Sequential layers;
    private readonly Sequential? downsample;
    private readonly long _stride;

    public PlainBlock(bool bottleneck, long inputs, long width, long stride, long dilation)
        : base(nameof(PlainBlock))
    {
        var outputs = bottleneck ? width * 4 : width;
        layers = bottleneck
            ? Sequential(
                PlainNetworks.Conv(inputs, width, 1), BatchNorm2d(width), ReLU(inplace: true),
                PlainNetworks.Conv(width, width, 3, stride, dilation), BatchNorm2d(width), ReLU(inplace: true),
                PlainNetworks.Conv(width, outputs, 1), BatchNorm2d(outputs))
            : Sequential(
                PlainNetworks.Conv(inputs, width, 3, stride, dilation), BatchNorm2d(width), ReLU(inplace: true),
                PlainNetworks.Conv(width, width, 3, 1, dilation), BatchNorm2d(width));
        downsample = inputs == outputs && stride == 1 ? null : Sequential(PlainNetworks.Conv(inputs, outputs, 1), BatchNorm2d(outputs));
        _stride = stride;
        RegisterComponents();
    }

    // The shortcut's stride is taken before its 1x1 convolution: oneDNN 3.7.1 ends the process where it sees the strided one with 1024 channels.
    public override Tensor forward(Tensor x) =>
        relu(layers.call(x) + (downsample is null ? x : downsample.call(_stride == 1 ? x : x[TensorIndex.Ellipsis, TensorIndex.Slice(step: _stride), TensorIndex.Slice(step: _stride)])), inplace: true);
}

internal sealed class PlainEncoder : Module<Tensor, Tensor[]>
{
    private readonly Sequential stem;
    private readonly ModuleList<Sequential> stages;

    public PlainEncoder(string name, int depth, bool dilated)
        : base(nameof(PlainEncoder))
    {
        var variant = ResNetVariant.Of(name);
        stem = Sequential(PlainNetworks.Conv(3, 64, 7, 2), BatchNorm2d(64), ReLU(inplace: true));
        stages = [];
        var inputs = 64L;
        for (var stage = 0; stage < depth - 1; stage++)
        {
            var (width, isDilated) = (64L << stage, dilated && stage == 3);
            List<Module<Tensor, Tensor>> blocks = [];
            for (var block = 0; block < variant.Blocks[stage]; block++)
            {
                blocks.Add(new PlainBlock(variant.Bottleneck, inputs, width, block == 0 && stage > 0 && !isDilated ? 2 : 1, isDilated ? 2 : 1));
                inputs = width * variant.Expansion;
            }

            stages.Add(Sequential(blocks));
        }

        Channels = [3, 64, .. Enumerable.Range(0, depth - 1).Select(stage => (64L << stage) * variant.Expansion)];
        RegisterComponents();
    }

    public long[] Channels { get; }

    public override Tensor[] forward(Tensor x)
    {
        List<Tensor> maps = [x, stem.call(x)];
        var y = max_pool2d(maps[1], 3, 2, 1);
        foreach (var stage in stages)
        {
            maps.Add(y = stage.call(y));
        }

        return [.. maps];
    }
}

internal sealed class PlainUNet : Module<Tensor, Tensor>
{
    private readonly PlainEncoder encoder;
    private readonly ModuleList<Sequential> blocks;
    private readonly Conv2d head;

    public PlainUNet(string name, int classes)
        : base(nameof(PlainUNet))
    {
        encoder = new PlainEncoder(name, 5, dilated: false);
        long[] skips = [.. encoder.Channels.Skip(1).Reverse()];
        long[] widths = [256, 128, 64, 32, 16];
        long[] inputs = [skips[0], .. widths[..^1]];
        long[] joins = [.. skips[1..], 0];
        blocks = [.. widths.Select((width, i) => Sequential(PlainNetworks.ConvNormRelu(inputs[i] + joins[i], width, 3), PlainNetworks.ConvNormRelu(width, width, 3)))];
        head = PlainNetworks.Conv(16, classes, 3, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var maps = encoder.call(x);
        var y = maps[^1];
        for (var i = 0; i < blocks.Count; i++)
        {
            var skip = maps[^(i + 2)];
            y = interpolate(y, skip.shape[2..]);
            y = blocks[i].call(i < 4 ? cat([y, skip], 1) : y);
        }

        return head.call(y).MoveToOuterDisposeScope();
    }
}

internal sealed class PlainPSPNet : Module<Tensor, Tensor>
{
    private readonly PlainEncoder encoder;
    private readonly ModuleList<Sequential> levels;
    private readonly Sequential fuse;
    private readonly Conv2d head;

    public PlainPSPNet(string name, int classes)
        : base(nameof(PlainPSPNet))
    {
        encoder = new PlainEncoder(name, 3, dilated: false);
        var channels = encoder.Channels[^1];
        levels = [.. new[] { 1, 2, 3, 6 }.Select(grid => Sequential(AdaptiveAvgPool2d(grid), PlainNetworks.ConvNormRelu(channels, channels / 4, 1, norm: grid > 1)))];
        fuse = Sequential(PlainNetworks.ConvNormRelu(channels * 2, 512, 1), Dropout2d(0.2));
        head = PlainNetworks.Conv(512, classes, 3, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = encoder.call(x)[^1];
        var pooled = levels.Select(level => PlainNetworks.Bilinear(level.call(y), y.shape[2..]));
        return PlainNetworks.Bilinear(head.call(fuse.call(cat([.. pooled, y], 1))), x.shape[2..]).MoveToOuterDisposeScope();
    }
}

internal sealed class PlainDeepLabV3Plus : Module<Tensor, Tensor>
{
    private readonly PlainEncoder encoder;
    private readonly ModuleList<Sequential> branches;
    private readonly Sequential image;
    private readonly Sequential project;
    private readonly Sequential skip;
    private readonly Sequential fuse;
    private readonly Conv2d head;

    public PlainDeepLabV3Plus(string name, int classes)
        : base(nameof(PlainDeepLabV3Plus))
    {
        encoder = new PlainEncoder(name, 5, dilated: true);
        var channels = encoder.Channels[^1];
        branches = [PlainNetworks.ConvNormRelu(channels, 256, 1), .. new[] { 12, 24, 36 }.Select(rate => PlainNetworks.Separable(channels, 256, rate))];
        image = Sequential(AdaptiveAvgPool2d(1), PlainNetworks.ConvNormRelu(channels, 256, 1));
        project = Sequential(PlainNetworks.ConvNormRelu(1280, 256, 1), Dropout(0.5), PlainNetworks.Separable(256, 256));
        skip = PlainNetworks.ConvNormRelu(encoder.Channels[2], 48, 1);
        fuse = PlainNetworks.Separable(304, 256);
        head = PlainNetworks.Conv(256, classes, 1, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var maps = encoder.call(x);
        var last = maps[^1];
        var mean = interpolate(image.call(last), last.shape[2..], mode: InterpolationMode.Bilinear, align_corners: false);
        var y = project.call(cat([.. branches.Select(branch => branch.call(last)), mean], 1));
        var fine = skip.call(maps[2]);
        y = head.call(fuse.call(cat([PlainNetworks.Bilinear(y, fine.shape[2..]), fine], 1)));
        return PlainNetworks.Bilinear(y, x.shape[2..]).MoveToOuterDisposeScope();
    }
}
