using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

public enum ResizeMode
{
    Crop = 0,
    Pad = 1,
    BoxPad = 2,
    Max = 3,
    Min = 4,
    Stretch = 5,
    Manual = 6,
}

public class ResizeOptions
{
    /// <summary>Here only <see cref="ResizeMode.Stretch"/>, <see cref="ResizeMode.Max"/> and <see cref="ResizeMode.Min"/> are done; the default is the original's.</summary>
    public ResizeMode Mode { get; set; } = ResizeMode.Crop;

    public Size Size { get; set; }

    public IResampler Sampler { get; set; } = KnownResamplers.Bicubic;
}
