namespace SixLabors.ImageSharp.Formats;

public abstract class QuantizingImageEncoder : ImageEncoder
{
}
