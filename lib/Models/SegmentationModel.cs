using SegBook.Display;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>A segmentation network: an encoder, a decoder and a head, joined as in SMP and with SMP's parameter names.</summary>
/// <remarks>Shape: (N, channels, H, W) to logits (N, classes, H, W), for any H and W.</remarks>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/plain"])]
public sealed class SegmentationModel : Module<Tensor, Tensor>, IShowsTable
{
    private readonly ResNetEncoder encoder;
    private readonly Module<IReadOnlyList<Tensor>, Tensor> decoder;
    private readonly SegmentationHead segmentation_head;
    private readonly Sequential? classification_head;

    private SegmentationModel(ModelConfig config, bool folded)
        : base(nameof(SegmentationModel))
    {
        Config = config;
        IsFused = folded;
        var layers = new Layers(config.DecoderNorm, folded);
        var outputStride = config.Architecture == Architecture.DeepLabV3Plus ? config.EncoderOutputStride : 32;
        encoder = new ResNetEncoder(layers.WithBatchNorm(), ResNetVariant.Of(config.Encoder), config.InChannels, config.Depth, outputStride);
        decoder = config.Architecture switch
        {
            Architecture.UNet => new UNetDecoder(layers, config, encoder.OutChannels),
            Architecture.PSPNet => new PSPDecoder(layers, config, encoder.OutChannels),
            _ => new DeepLabV3PlusDecoder(layers, config, encoder.OutChannels),
        };
        segmentation_head = new SegmentationHead(config);
        classification_head = config.Auxiliary is { } auxiliary ? ClassificationHead(auxiliary, encoder.OutChannels[^1]) : null;
        RegisterComponents();
    }

    /// <summary>What the network was built from.</summary>
    public ModelConfig Config { get; }

    /// <summary>Turns images into feature maps.</summary>
    public ResNetEncoder Encoder => encoder;

    /// <summary>Turns feature maps into one map.</summary>
    public Module<IReadOnlyList<Tensor>, Tensor> Decoder => decoder;

    /// <summary>Turns that map into logits.</summary>
    public SegmentationHead Head => segmentation_head;

    /// <summary>True for what <see cref="FusedBatchNorm.Fused"/> made: for inference only.</summary>
    public bool IsFused { get; }

    /// <summary>Whether the encoder is left as it is while the rest trains.</summary>
    public bool IsEncoderFrozen { get; private set; }

    /// <summary>A new network with random weights, drawn as SMP draws them, in training mode and on the CPU.</summary>
    /// <exception cref="SegBookException">A setting is out of its range.</exception>
    public static SegmentationModel Create(ModelConfig config)
    {
        var model = CreateFrame(config);
        Initialisation.Apply(model);
        return model;
    }

    /// <summary>A network whose weights are about to be overwritten, so that none need be drawn with care.</summary>
    internal static SegmentationModel CreateFrame(ModelConfig config, bool folded = false)
    {
        config.Validate();
        return new(config, folded);
    }

    /// <summary>Logits (N, classes, H, W) of images (N, channels, H, W).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Masks(Features(x), x.Size()).MoveToOuterDisposeScope();
    }

    /// <summary>Logits and, from the second head, labels (N, labels) of the whole images.</summary>
    /// <exception cref="SegBookException">The network has no second head.</exception>
    public (Tensor Masks, Tensor Labels) ForwardWithLabels(Tensor x)
    {
        var head = classification_head ?? throw new SegBookException($"This network has no second head. Set {nameof(ModelConfig)}.{nameof(ModelConfig.Auxiliary)} to get one.");
        using var scope = NewDisposeScope();
        var features = Features(x);
        return (Masks(features, x.Size()).MoveToOuterDisposeScope(), head.call(features[^1]).MoveToOuterDisposeScope());
    }

    /// <summary>The encoder's maps, finest (the image itself) first. The caller owns them.</summary>
    /// <exception cref="SegBookException"><paramref name="x"/> is not a batch of images with the network's number of channels.</exception>
    public IReadOnlyList<Tensor> Features(Tensor x) => x.ndim == 4 && x.shape[1] == Config.InChannels
        ? encoder.call(x)
        : throw new SegBookException($"The network takes images of shape (N, {Config.InChannels}, H, W); it was given ({string.Join(", ", x.shape)}).");

    /// <summary>Switches between training and evaluation. A frozen encoder's batch norms stay in evaluation: their statistics do not move.</summary>
    public override void train(bool train = true)
    {
        base.train(train);
        if (IsEncoderFrozen)
        {
            encoder.train(false);
        }
    }

    /// <summary>Leaves the encoder as it is: no gradients for its parameters, no updates of its batch statistics.</summary>
    public void FreezeEncoder() => SetEncoderTrainable(false);

    /// <summary>Lets the encoder train again.</summary>
    public void UnfreezeEncoder() => SetEncoderTrainable(true);

    /// <summary>The encoder's parameters that train, for an optimizer group of their own; empty when it is frozen.</summary>
    public Parameter[] EncoderParameters() => [.. encoder.parameters().Where(parameter => parameter.requires_grad)];

    /// <summary>The parameters that train outside the encoder: decoder and heads.</summary>
    public Parameter[] DecoderParameters() =>
        [.. new Module?[] { decoder, segmentation_head, classification_head }.OfType<Module>().SelectMany(part => part.parameters()).Where(parameter => parameter.requires_grad)];

    /// <summary>How many numbers the network learns, frozen ones included.</summary>
    public long ParameterCount() => parameters().Sum(parameter => parameter.numel());

    /// <summary>One line: what it is and how big.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Config.Architecture} on {Config.Encoder}: {Config.Classes} classes, {ParameterCount() / 1e6:0.0} million parameters{(IsFused ? ", folded for inference" : "")}{(IsEncoderFrozen ? ", encoder frozen" : "")}");

    TextTable IShowsTable.ToTable() => new(ToString());

    private Tensor Masks(IReadOnlyList<Tensor> features, long[] size)
    {
        using var decoded = decoder.call(features);
        return segmentation_head.At(decoded, size);
    }

    private void SetEncoderTrainable(bool trainable)
    {
        foreach (var parameter in encoder.parameters())
        {
            parameter.requires_grad = trainable;
        }

        IsEncoderFrozen = !trainable;
        encoder.train(trainable && training);
    }

    private static Sequential ClassificationHead(AuxiliaryHead head, int channels) => Sequential(
        ("0", head.MaxPooling ? AdaptiveMaxPool2d([1, 1]) : AdaptiveAvgPool2d(1)),
        ("1", Flatten()),
        ("2", Dropout(head.Dropout)),
        ("3", Linear(channels, head.Classes)),
        ("4", head.Activation.Layer()));
}
