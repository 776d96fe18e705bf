using System.Text.Json.Serialization;

namespace SegBook.Models;

/// <summary>The kinds of normalisation between a decoder's convolutions and their ReLU.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NormKind>))]
public enum NormKind
{
    /// <summary>Over the batch; the default.</summary>
    Batch,

    /// <summary>Over each image by itself.</summary>
    Instance,

    /// <summary>None; the convolutions get a bias instead.</summary>
    None,
}

/// <summary>SMP's <c>decoder_use_norm</c>: what normalises the maps of the U-Net and PSPNet decoders.</summary>
public sealed record DecoderNorm
{
    /// <summary>Over what is normalised. Default batch.</summary>
    public NormKind Kind { get; init; } = NormKind.Batch;

    /// <summary>Added to the variance. Default 1e-5; above 0.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>The share of a new batch in the running statistics. Default 0.1; between 0 and 1.</summary>
    public double Momentum { get; init; } = 0.1;

    /// <summary>Whether there is a learnt scale and offset. Null is PyTorch's default: yes for batch, no for instance normalisation.</summary>
    public bool? Affine { get; init; }

    /// <summary>Whether running statistics are kept and used in evaluation. Null is PyTorch's default: yes for batch, no for instance normalisation.</summary>
    public bool? TrackRunningStatistics { get; init; }

    /// <summary>Batch normalisation with PyTorch's defaults.</summary>
    public static DecoderNorm Batch { get; } = new();

    /// <summary>No normalisation.</summary>
    public static DecoderNorm None { get; } = new() { Kind = NormKind.None };
}
