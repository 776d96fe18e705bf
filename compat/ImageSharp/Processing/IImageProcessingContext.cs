namespace SixLabors.ImageSharp.Processing;

public interface IImageProcessingContext
{
    Size GetCurrentSize();
}
