using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SegBook.Models;

/// <summary>The network families of the workbook.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Architecture>))]
public enum Architecture
{
    /// <summary>U-Net: the map doubled stage by stage, with a skip connection at each. Ronneberger et al. 2015.</summary>
    UNet,

    /// <summary>PSPNet: one map at stride 8, pooled over grids of 1, 2, 3 and 6 cells. Zhao et al. 2017.</summary>
    PSPNet,

    /// <summary>DeepLabV3+: atrous spatial pyramid pooling and one skip connection from stride 4. Chen et al. 2018.</summary>
    DeepLabV3Plus,
}

/// <summary>Names of network families.</summary>
public static class ArchitectureNames
{
    /// <summary>As papers write it: U-Net, PSPNet, DeepLabV3+.</summary>
    public static string Title(this Architecture architecture) =>
        architecture switch { Architecture.UNet => "U-Net", Architecture.DeepLabV3Plus => "DeepLabV3+", _ => $"{architecture}" };
}

/// <summary>How a U-Net decoder block enlarges its input; half-pixel centres throughout, as in SMP.</summary>
public enum DecoderInterpolation
{
    /// <summary>The nearest pixel; SMP's default.</summary>
    Nearest,

    /// <summary>The nearest pixel, with the rounding of Pillow and scikit-image.</summary>
    NearestExact,

    /// <summary>Linear between four neighbours.</summary>
    Bilinear,

    /// <summary>Cubic between sixteen neighbours.</summary>
    Bicubic,

    /// <summary>The mean over the area that an output pixel covers.</summary>
    Area,
}

/// <summary>Attention in the blocks of a U-Net decoder.</summary>
public enum DecoderAttention
{
    /// <summary>None; the default.</summary>
    None,

    /// <summary>Concurrent spatial and channel squeeze and excitation. Roy et al. 2018.</summary>
    Scse,
}

/// <summary>Everything that decides a network's shape: SMP's constructor arguments with SMP's defaults. Equal configs build the same network.</summary>
/// <param name="Architecture">Which family of network. Default U-Net.</param>
/// <param name="Encoder">The encoder: resnet18 (default), resnet34, resnet50, resnet101 or resnet152.</param>
/// <param name="Classes">Channels of the output; at least 1. An experiment's may be left out: the label map says how many there are.</param>
/// <param name="EncoderDepth">How many times the encoder halves the image, 3 to 5. Null is SMP's default: 5, for PSPNet 3.</param>
/// <param name="EncoderOutputStride">DeepLabV3+ only: stride of the encoder's last map, 8 or 16 (default); the stages beyond are dilated instead.</param>
/// <param name="DecoderChannels">Decoder widths. U-Net: one for each stage, coarsest first (default 256, 128, 64, 32, 16). PSPNet and DeepLabV3+: one (512, 256).</param>
/// <param name="DecoderAttention">U-Net only: attention in the decoder's blocks. Default none.</param>
/// <param name="DecoderInterpolation">U-Net only: how the decoder enlarges. Default nearest.</param>
/// <param name="AsppSeparable">DeepLabV3+ only: whether the atrous convolutions are depthwise separable. Default true.</param>
/// <param name="DecoderDropout">Dropout before the decoder's output, in [0, 1). Null is SMP's default: 0.2 for PSPNet, 0.5 for DeepLabV3+. U-Net has none.</param>
public sealed record ModelConfig(
    Architecture Architecture = Architecture.UNet, string Encoder = "resnet18",
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Classes = 0, int? EncoderDepth = null, int EncoderOutputStride = 16, IntList? DecoderChannels = null,
    DecoderAttention DecoderAttention = DecoderAttention.None, DecoderInterpolation DecoderInterpolation = DecoderInterpolation.Nearest,
    bool AsppSeparable = true, double? DecoderDropout = null)
{
    /// <summary>DeepLabV3+ only: dilations of the three atrous branches. Default 12, 24, 36.</summary>
    public IntList AtrousRates { get; init; } = [12, 24, 36];

    /// <summary>U-Net only: whether the decoder sees the encoder's finer maps. Null, the default, is yes; SMP has no U-Net without.</summary>
    public bool? SkipConnections { get; init; }

    /// <summary>PSPNet only: grids of the pyramid pooling, in cells a side; none is no pyramid. Null is 1, 2, 3, 6, the only ones that SMP has.</summary>
    public IntList? PyramidBins { get; init; }

    /// <summary><see cref="EncoderDepth"/> with the architecture's default filled in.</summary>
    internal int Depth => EncoderDepth ?? (Architecture == Architecture.PSPNet ? 3 : 5);

    /// <summary><see cref="DecoderChannels"/> with the architecture's default filled in.</summary>
    internal IntList Widths =>
        DecoderChannels ?? Architecture switch { Architecture.UNet => [256, 128, 64, 32, 16], Architecture.PSPNet => [512], _ => [256] };

    /// <summary><see cref="DecoderDropout"/> with the architecture's default filled in.</summary>
    internal double Dropout => DecoderDropout ?? Architecture switch { Architecture.UNet => 0, Architecture.PSPNet => 0.2, _ => 0.5 };

    /// <summary>The factor between the decoder's output and the input, by which the head enlarges.</summary>
    internal int Upsampling => Architecture switch { Architecture.UNet => 1, Architecture.PSPNet => 1 << Depth, _ => 4 };

    /// <summary>Why two frames of this size are the least to train on at once: a batch norm would have one value a channel. Null where one will do.</summary>
    internal string? NeedsTwo(int height, int width) =>
        Architecture == Architecture.DeepLabV3Plus ? "the image pooling of DeepLabV3Plus normalises over the batch"
        : Math.Max(height, width) <= 1 << Depth ? $"at {height} x {width} an encoder of depth {Depth} ends in one pixel, which is normalised over the batch (or take larger frames)"
        : null;

    /// <summary>The same network with every default left out.</summary>
    internal ModelConfig Simplified()
    {
        var plain = this with { EncoderDepth = null, DecoderChannels = null, DecoderDropout = null };
        return this with
        {
            EncoderDepth = Depth == plain.Depth ? null : EncoderDepth,
            DecoderChannels = Widths.Equals(plain.Widths) ? null : DecoderChannels,
            DecoderDropout = Dropout.Equals(plain.Dropout) ? null : DecoderDropout,
        };
    }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="SegBookException">One is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        ResNetVariant.Of(Encoder);
        Known(Architecture, nameof(Architecture));
        Check(Classes >= 1, nameof(Classes), Classes, "at least 1");
        Check(Depth is >= 3 and <= 5, nameof(EncoderDepth), Depth, "3, 4 or 5");
        Check(EncoderOutputStride is 8 or 16, nameof(EncoderOutputStride), EncoderOutputStride, "8 or 16");
        Check(Widths.All(width => width >= 1), nameof(DecoderChannels), Widths, "numbers of at least 1");
        var widths = Architecture == Architecture.UNet ? Depth : 1;
        Check(Widths.Count == widths, nameof(DecoderChannels), Widths, $"{widths} number(s) for {Architecture} with an encoder depth of {Depth}");
        Known(DecoderAttention, nameof(DecoderAttention));
        Known(DecoderInterpolation, nameof(DecoderInterpolation));
        Check(AtrousRates is { Count: 3 } && AtrousRates.All(rate => rate >= 1), nameof(AtrousRates), AtrousRates, "three numbers of at least 1");
        Check(PyramidBins is null || PyramidBins.All(bin => bin >= 1), nameof(PyramidBins), PyramidBins, "numbers of at least 1");
        Check(Dropout is >= 0 and < 1, nameof(DecoderDropout), Dropout, "from 0 to below 1");
    }

    // In JSON an enum may be any number.
    private static void Known<T>(T value, string name)
        where T : struct, Enum => Check(Enum.IsDefined(value), name, value, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    private static void Check([DoesNotReturnIf(false)] bool holds, string name, object? value, string range) =>
        Require(holds, FormattableString.Invariant($"The model's {name} is {value ?? "null"}; it has to be {range}."));
}

/// <summary>A few whole numbers, such as <c>[256, 128, 64]</c>, an array in JSON. Lists of the same numbers are equal, as are records that hold them.</summary>
[CollectionBuilder(typeof(IntList), nameof(Create))]
[JsonConverter(typeof(Converter))]
public sealed class IntList(ReadOnlySpan<int> numbers) : ReadOnlyCollection<int>(numbers.ToArray()), IEquatable<IntList>
{
    /// <summary>A list of these numbers.</summary>
    public static IntList Create(ReadOnlySpan<int> numbers) => new(numbers);

    /// <inheritdoc/>
    public bool Equals(IntList? other) => other is not null && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IntList);

    /// <inheritdoc/>
    public override int GetHashCode() => this.Aggregate(Count, HashCode.Combine);

    /// <summary>The numbers as written: <c>[256, 128, 64]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    private sealed class Converter : JsonConverter<IntList>
    {
        public override IntList? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<int[]>(ref reader, options) is { } numbers ? Create(numbers) : null;

        public override void Write(Utf8JsonWriter writer, IntList value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }
}
