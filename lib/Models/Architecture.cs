using System.Text.Json.Serialization;

namespace SegBook.Models;

/// <summary>The network families of the workbook.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Architecture>))]
public enum Architecture
{
    /// <summary>U-Net: a coordinate-wise search of upsampling blocks with a skip connection at every stage. Ronneberger et al. 2015.</summary>
    UNet,

    /// <summary>PSPNet: one map at stride 8, pooled over grids of 1, 2, 3 and 6 cells. Zhao et al. 2017.</summary>
    PSPNet,

    /// <summary>DeepLabV3+: atrous spatial pyramid pooling and one skip from stride 4. Chen et al. 2018.</summary>
    DeepLabV3Plus,
}

/// <summary>How a U-Net decoder block enlarges its input. Half-pixel centres throughout (<c>align_corners=False</c>), as in SMP.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecoderInterpolation>))]
public enum DecoderInterpolation
{
    /// <summary>The nearest pixel; SMP's default.</summary>
    Nearest,

    /// <summary>The nearest pixel, with the rounding of Pillow and scikit-image.</summary>
    NearestExact,

    /// <summary>Linear between the four neighbours.</summary>
    Bilinear,

    /// <summary>Cubic between sixteen neighbours.</summary>
    Bicubic,

    /// <summary>The mean over the area that an output pixel covers.</summary>
    Area,
}

/// <summary>Attention in the blocks of a U-Net decoder.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecoderAttention>))]
public enum DecoderAttention
{
    /// <summary>None; the default.</summary>
    None,

    /// <summary>Concurrent spatial and channel squeeze and excitation. Roy et al. 2018.</summary>
    Scse,
}

/// <summary>What a head does with its last convolution's output. The losses of this workbook want <see cref="None"/>: logits.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HeadActivation>))]
public enum HeadActivation
{
    /// <summary>Nothing: logits come out. The default.</summary>
    None,

    /// <summary>Each class on its own, between 0 and 1.</summary>
    Sigmoid,

    /// <summary>Probabilities over the classes.</summary>
    Softmax,

    /// <summary>Logarithms of probabilities over the classes.</summary>
    LogSoftmax,

    /// <summary>Between -1 and 1.</summary>
    Tanh,
}
