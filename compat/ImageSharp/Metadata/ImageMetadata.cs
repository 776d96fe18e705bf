using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.Metadata;

public sealed class ImageMetadata
{
    public IImageFormat? DecodedImageFormat { get; internal set; }

    internal PngMetadata Png { get; set; } = new();

    /// <summary>How the camera was held, 1 to 8 as in EXIF; 1 is upright.</summary>
    internal int Orientation { get; set; } = 1;

    public ImageMetadata DeepClone() => new() { DecodedImageFormat = DecodedImageFormat, Png = Png.Copy(), Orientation = Orientation };
}

public sealed class ImageFrameMetadata
{
    internal ImageFrameMetadata()
    {
    }

    internal PngFrameMetadata Png { get; set; } = new();

    public ImageFrameMetadata DeepClone() => new() { Png = Png.Copy() };
}
