using System.Text.Json.Serialization;

namespace SegBook.Models;

/// <summary>Everything that decides a network's shape: SMP's constructor arguments under readable names, with SMP's defaults. Two equal configs build the same network.</summary>
public sealed record ModelConfig
{
    /// <summary>Which family of network. Default U-Net.</summary>
    public Architecture Architecture { get; init; }

    /// <summary>The encoder: resnet18 (default), resnet34, resnet50, resnet101 or resnet152.</summary>
    public string Encoder { get; init; } = "resnet18";

    /// <summary>Channels of the output; at least 1. An experiment's may be left out: the label map says how many there are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Classes { get; init; }

    /// <summary>Channels of the input. Default 3 (red, green, blue); at least 1.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>How many times the encoder halves the image, 3 to 5. Null is SMP's default: 5, for PSPNet 3.</summary>
    public int? EncoderDepth { get; init; }

    /// <summary>DeepLabV3+ only: stride of the encoder's last map, 8 or 16 (default); the stages beyond are dilated instead.</summary>
    public int EncoderOutputStride { get; init; } = 16;

    /// <summary>Decoder widths. U-Net: one number per stage, coarsest first (default 256, 128, 64, 32, 16). PSPNet and DeepLabV3+: one number (512, 256).</summary>
    public IntList? DecoderChannels { get; init; }

    /// <summary>U-Net and PSPNet only: normalisation in the decoder. Default batch.</summary>
    public DecoderNorm DecoderNorm { get; init; } = DecoderNorm.Batch;

    /// <summary>U-Net only: attention in the decoder's blocks. Default none.</summary>
    public DecoderAttention DecoderAttention { get; init; }

    /// <summary>U-Net only: how the decoder enlarges. Default nearest.</summary>
    public DecoderInterpolation DecoderInterpolation { get; init; }

    /// <summary>DeepLabV3+ only: dilations of the three atrous branches. Default 12, 24, 36.</summary>
    public IntList AtrousRates { get; init; } = [12, 24, 36];

    /// <summary>DeepLabV3+ only: whether the atrous convolutions are depthwise separable. Default true.</summary>
    public bool AsppSeparable { get; init; } = true;

    /// <summary>Dropout before the decoder's output, in [0, 1). Null is SMP's default: 0.2 for PSPNet, 0.5 for DeepLabV3+. U-Net has none.</summary>
    public double? DecoderDropout { get; init; }

    /// <summary>What the head does with its logits. Default nothing.</summary>
    public HeadActivation Activation { get; init; }

    /// <summary>PSPNet and DeepLabV3+ only: by what factor the head enlarges. Null (default) enlarges to the input's size, whatever that is.</summary>
    public int? Upsampling { get; init; }

    /// <summary>A second head that classifies the whole image; none by default.</summary>
    public AuxiliaryHead? Auxiliary { get; init; }

    /// <summary><see cref="EncoderDepth"/> with the architecture's default filled in.</summary>
    internal int Depth => EncoderDepth ?? (Architecture == Architecture.PSPNet ? 3 : 5);

    /// <summary><see cref="DecoderChannels"/> with the architecture's default filled in.</summary>
    internal IntList Widths => DecoderChannels ?? Architecture switch
    {
        Architecture.UNet => [256, 128, 64, 32, 16],
        Architecture.PSPNet => [512],
        _ => [256],
    };

    /// <summary><see cref="DecoderDropout"/> with the architecture's default filled in.</summary>
    internal double Dropout => DecoderDropout ?? Architecture switch
    {
        Architecture.UNet => 0,
        Architecture.PSPNet => 0.2,
        _ => 0.5,
    };

    /// <summary>The factor between the decoder's output and the input.</summary>
    internal int NaturalUpsampling => Architecture switch
    {
        Architecture.UNet => 1,
        Architecture.PSPNet => 1 << Depth,
        _ => 4,
    };

    /// <summary>The same network with every default left out. SMP always states the upsampling factor; if it leads back to the input's size, any input size may follow.</summary>
    internal ModelConfig Simplified()
    {
        var plain = this with { EncoderDepth = null, DecoderChannels = null, DecoderDropout = null, Upsampling = null };
        return this with
        {
            EncoderDepth = Depth == plain.Depth ? null : EncoderDepth,
            DecoderChannels = Widths.Equals(plain.Widths) ? null : DecoderChannels,
            DecoderDropout = Dropout.Equals(plain.Dropout) ? null : DecoderDropout,
            Upsampling = Upsampling == NaturalUpsampling ? null : Upsampling,
        };
    }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="SegBookException">One is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        ResNetVariant.Of(Encoder);
        Check(Classes >= 1, nameof(Classes), Classes, "at least 1");
        Check(InChannels >= 1, nameof(InChannels), InChannels, "at least 1");
        Check(Depth is >= 3 and <= 5, nameof(EncoderDepth), Depth, "3, 4 or 5");
        Check(EncoderOutputStride is 8 or 16, nameof(EncoderOutputStride), EncoderOutputStride, "8 or 16");
        Check(Widths.All(width => width >= 1), nameof(DecoderChannels), Widths, "numbers of at least 1");
        var widths = Architecture == Architecture.UNet ? Depth : 1;
        Check(Widths.Count == widths, nameof(DecoderChannels), Widths, $"{widths} number(s) for {Architecture} with an encoder depth of {Depth}");
        Check(AtrousRates.Count == 3 && AtrousRates.All(rate => rate >= 1), nameof(AtrousRates), AtrousRates, "three numbers of at least 1");
        Check(Dropout is >= 0 and < 1, nameof(DecoderDropout), Dropout, "from 0 to below 1");
        Check(Upsampling is null or >= 1, nameof(Upsampling), Upsampling ?? 0, "at least 1");
        Check(DecoderNorm.Epsilon > 0, $"{nameof(DecoderNorm)}.{nameof(DecoderNorm.Epsilon)}", DecoderNorm.Epsilon, "above 0");
        Check(DecoderNorm.Momentum is >= 0 and <= 1, $"{nameof(DecoderNorm)}.{nameof(DecoderNorm.Momentum)}", DecoderNorm.Momentum, "between 0 and 1");
        Check(Auxiliary is null or { Classes: >= 1 }, $"{nameof(Auxiliary)}.{nameof(Auxiliary.Classes)}", Auxiliary?.Classes ?? 0, "at least 1");
        Check(Auxiliary is null or { Dropout: >= 0 and < 1 }, $"{nameof(Auxiliary)}.{nameof(Auxiliary.Dropout)}", Auxiliary?.Dropout ?? 0, "from 0 to below 1");
    }

    private static void Check(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new SegBookException(FormattableString.Invariant($"The model's {name} is {value}; it has to be {range}."));
        }
    }
}

/// <summary>SMP's <c>aux_params</c>: a head that classifies the whole image from the encoder's last map.</summary>
public sealed record AuxiliaryHead
{
    /// <summary>Channels of the classification; at least 1.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether the map is pooled by its maximum instead of its mean. Default false.</summary>
    public bool MaxPooling { get; init; }

    /// <summary>Dropout before the linear layer, in [0, 1). Default 0.2.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>What is done with its logits. Default nothing.</summary>
    public HeadActivation Activation { get; init; }
}
