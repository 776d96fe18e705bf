using SegBook.Data;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>A segmentation network: an encoder, a decoder and a head, joined as in SMP and with SMP's parameter names.</summary>
/// <remarks>Shape: (N, 3, H, W) to logits (N, classes, H, W), for any H and W.</remarks>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/plain"])]
public sealed class SegmentationModel : Module<Tensor, Tensor>, IShowsTable
{
    private static readonly string[] Rest = ["background", "bg", "rest", "other", "others", "void", "none", "nothing", "unlabeled", "unlabelled"];

    private readonly ResNetEncoder encoder;
    private readonly Module<IReadOnlyList<Tensor>, Tensor> decoder;
    private readonly SegmentationHead segmentation_head;

    private SegmentationModel(ModelConfig config, bool isFolded = false)
        : base(nameof(SegmentationModel))
    {
        Config = config;
        var outputStride = config.Architecture == Architecture.DeepLabV3Plus ? config.EncoderOutputStride : 32;
        var layers = isFolded ? Layers.Plain : Layers.Normalised;
        encoder = new ResNetEncoder(layers, ResNetVariant.Of(config.Encoder), config.Depth, outputStride);
        decoder = config.Architecture switch
        {
            Architecture.UNet => new UNetDecoder(layers, config, encoder.OutChannels),
            Architecture.PSPNet => new PSPDecoder(layers, config, encoder.OutChannels),
            _ => new DeepLabV3PlusDecoder(layers, config, encoder.OutChannels),
        };
        segmentation_head = new SegmentationHead(config);
        RegisterComponents();
    }

    /// <summary>What the network was built from.</summary>
    public ModelConfig Config { get; }

    /// <summary>The classes that it learned, where the folder or run that it was opened from names them; else null, as for one that SMP wrote.</summary>
    public LabelMap? LabelMap { get; internal set; }

    /// <summary>How it computes from now on: <see cref="Precision.Mixed"/> or else float32. Its weights are float32 either way. Default Float32.</summary>
    public Precision Precision { get; set; } = Precision.Float32;

    /// <summary>Turns images into feature maps.</summary>
    public ResNetEncoder Encoder => encoder;

    /// <summary>Turns feature maps into one map.</summary>
    public Module<IReadOnlyList<Tensor>, Tensor> Decoder => decoder;

    /// <summary>A new network with random weights, drawn as SMP draws them, in training mode and on the CPU.</summary>
    /// <exception cref="SegBookException">A setting is out of its range.</exception>
    public static SegmentationModel Create(ModelConfig config)
    {
        var model = CreateFrame(config);
        using var scope = NewDisposeScope();
        model.encoder.Initialise();
        if (config.Architecture != Architecture.DeepLabV3Plus)
        {
            model.InitialiseDecoderAndHead();
        }

        return model;
    }

    /// <summary>A network whose weights are about to be overwritten, so that none need be drawn with care.</summary>
    internal static SegmentationModel CreateFrame(ModelConfig config)
    {
        config.Validate();
        return new(config);
    }

    /// <summary>A copy for prediction, in evaluation mode: batch norms are part of the convolutions before them, and weights are rounded once where it is Mixed.</summary>
    internal SegmentationModel Folded(Precision? precision = null)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var device = encoder.parameters().First().device;
        var copy = new SegmentationModel(Config, isFolded: true) { Precision = precision is { } asked ? Compute.Resolve(asked, device) : Precision, LabelMap = LabelMap };
        copy.to(device);
        copy.eval();
        Convolution2d? last = null;
        foreach (var ((_, own), (_, twin)) in this.Tree().Zip(copy.Tree()))
        {
            if (own is BatchNorm2d norm && twin is Identity)
            {
                last!.Fold(norm);
                continue;
            }

            last = twin as Convolution2d ?? last;
            foreach (var (from, to) in Numbers(own).Zip(Numbers(twin)))
            {
                to.copy_(from);
            }
        }

        foreach (var conv in copy.modules().OfType<Convolution2d>())
        {
            conv.LayOut(copy.Precision == Precision.Mixed && conv != copy.segmentation_head.Convolution ? bfloat16 : float32);
        }

        return copy;

        static IEnumerable<Tensor> Numbers(Module module) =>
            [.. module.named_parameters(recurse: false).Select(entry => entry.parameter), .. module.named_buffers(recurse: false).Select(entry => entry.buffer)];
    }

    /// <summary>Logits (N, classes, H, W) of images (N, 3, H, W).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return segmentation_head.At(decoder.call(Features(x)), x.Size()).MoveToOuterDisposeScope();
    }

    /// <summary>The encoder's maps, finest (the image itself) first. The caller owns them.</summary>
    /// <exception cref="SegBookException"><paramref name="x"/> is not a batch of colour images.</exception>
    public IReadOnlyList<Tensor> Features(Tensor x)
    {
        Require(x.ndim == 4 && x.shape[1] == 3, $"The network takes images of shape (N, 3, H, W); it was given ({string.Join(", ", x.shape)}).");
        using var scope = NewDisposeScope();
        var isMixed = Precision == Precision.Mixed;
        x = isMixed ? x.to(bfloat16) : x;
        return [.. encoder.call(isMixed || x.device_type == TorchSharp.DeviceType.CPU ? x.ChannelsLast() : x).Select(map => map.MoveToOuterDisposeScope())];
    }

    /// <summary>The parameters outside the encoder: decoder and head.</summary>
    public Parameter[] DecoderParameters() => [.. decoder.parameters(), .. segmentation_head.parameters()];

    /// <summary>How many numbers the network learns.</summary>
    public long ParameterCount() => parameters().Sum(parameter => parameter.numel());

    /// <summary>Refuses labels that mean something else than the network's channels. One channel stands for the second of two classes, or for an only one.</summary>
    /// <exception cref="SegBookException">They do, in number, name, colour or order, as far as the network's folder tells.</exception>
    public void RequireClasses(LabelMap labelMap)
    {
        var isOne = Config.Classes == 1;
        Require(Config.Classes == labelMap.Count || (isOne && labelMap.Count == 2),
            $"The model tells {(isOne ? "1 class from the rest" : $"{Config.Classes} classes apart")}, the label map '{labelMap.Name}' has {labelMap.Count}. "
            + $"Use the label map that the model was trained with{(isOne ? ": a list of two classes, the rest first" : "")}.");
        Require(!isOne || labelMap.Count == 1 || !Rest.Contains(labelMap.Names[1], StringComparer.OrdinalIgnoreCase),
            $"The model's one channel stands for the second class of the label map, which is '{labelMap.Names.ElementAtOrDefault(1)}' in '{labelMap.Name}'. List the rest first.");
        var difference = LabelMap?.DifferenceFrom(labelMap);
        Require(difference is null, $"The model learned other classes: {difference}. Use the label map that the model was trained with.");
    }

    /// <summary>One line: what it is and how big.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Config.Architecture.Title()} on {Config.Encoder}: {Config.Classes} {(Config.Classes == 1 ? "class" : "classes")}, {ParameterCount() / 1e6:0.0} million parameters");

    TextTable IShowsTable.ToTable() => new(ToString());

    /// <summary>He's uniform distribution for decoders, Glorot's for heads. DeepLabV3+ keeps PyTorch's defaults, as SMP's does.</summary>
    private void InitialiseDecoderAndHead()
    {
        foreach (var (name, tensor, _) in this.State().Where(entry => entry.IsParameter && !entry.Name.StartsWith("encoder.", StringComparison.Ordinal)))
        {
            if (tensor.ndim == 1)
            {
                // The weight of a norm; anything else with one dimension is an offset.
                init.constant_(tensor, name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0);
            }
            else if (name.StartsWith("decoder.", StringComparison.Ordinal))
            {
                init.kaiming_uniform_(tensor, 0, init.FanInOut.FanIn, init.NonlinearityType.ReLU);
            }
            else
            {
                init.xavier_uniform_(tensor);
            }
        }
    }
}

/// <summary>The last convolution, enlarged to the image's size, in float32.</summary>
/// <remarks>Shape: (N, C, h, w) to (N, classes, H, W).</remarks>
public sealed class SegmentationHead : Module<Tensor, Tensor>
{
    // An array, because a field would be registered a second time under its own name.
    private readonly Convolution2d[] _layers;

    internal SegmentationHead(ModelConfig config)
        : base(nameof(SegmentationHead))
    {
        _layers = [new Convolution2d(config.Widths[^1], config.Classes, kernel: config.Architecture == Architecture.DeepLabV3Plus ? 1 : 3)];
        register_module("0", Convolution);
    }

    internal Convolution2d Convolution => _layers[0];

    /// <summary>Only the convolution.</summary>
    public override Tensor forward(Tensor x) => Convolution.call(x);

    /// <summary>The whole head: convolution, enlarging to an image's height and width.</summary>
    public Tensor At(Tensor x, long[] size)
    {
        using var scope = NewDisposeScope();
        var y = call(x.dtype == bfloat16 ? x.to(float32) : x);
        return (y.Size().SequenceEqual(size) ? y : y.Enlarge(size)).MoveToOuterDisposeScope();
    }
}

/// <summary>A parameter or buffer, live, under its key in a checkpoint, such as <c>encoder.conv1.weight</c>.</summary>
internal readonly record struct StateEntry(string Name, Tensor Tensor, bool IsParameter);

/// <summary>Walks a network in PyTorch's order: a module, then its children, in order of registration.</summary>
internal static class ModuleTree
{
    /// <summary>The module itself under the empty name, and everything below it.</summary>
    public static IEnumerable<(string Name, Module Module)> Tree(this Module root) => root.named_children()
        .SelectMany(child => child.module.Tree().Select(node => (node.Name.Length == 0 ? child.name : $"{child.name}.{node.Name}", node.Module)))
        .Prepend(("", root));

    /// <summary>Parameters and buffers in the order of PyTorch's <c>state_dict</c>: per module, parameters first.</summary>
    public static IEnumerable<StateEntry> State(this Module root) => root.Tree().SelectMany(node => Enumerable.Concat(
        node.Module.named_parameters(recurse: false).Select(entry => new StateEntry(Full(node.Name, entry.name), entry.parameter, true)),
        node.Module.named_buffers(recurse: false).Select(entry => new StateEntry(Full(node.Name, entry.name), entry.buffer, false))));

    private static string Full(string module, string name) => module.Length == 0 ? name : $"{module}.{name}";
}
