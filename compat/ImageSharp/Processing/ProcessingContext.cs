using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

/// <summary>The operations, whatever the pixels are.</summary>
internal abstract class ProcessingContext : IImageProcessingContext
{
    public abstract int Orientation { get; set; }

    public abstract Size GetCurrentSize();

    public abstract void Resize(int width, int height, IResampler sampler);

    public abstract void Crop(Rectangle area);

    /// <summary>The pixel at (x, y) of the result is the one at <paramref name="source"/>(x, y).</summary>
    public abstract void Rearrange(int width, int height, Func<int, int, (int X, int Y)> source);

    public abstract void Pad(int width, int height, Color colour);
}

/// <summary>Changes the frames of one image in place, one operation after the other.</summary>
internal sealed class ProcessingContext<TPixel>(Image<TPixel> image) : ProcessingContext
    where TPixel : unmanaged, IPixel<TPixel>
{
    public override int Orientation
    {
        get => image.Metadata.Orientation;
        set => image.Metadata.Orientation = value;
    }

    public override Size GetCurrentSize() => new(image.Frames.RootFrame.Width, image.Frames.RootFrame.Height);

    public override void Resize(int width, int height, IResampler sampler)
    {
        (width, height) = Complete(width, height);
        foreach (var frame in image.Frames)
        {
            var pixels = new TPixel[ImageFrame<TPixel>.Length(width, height)];
            Resizer.Resize<TPixel>(frame.Pixels, frame.Width, frame.Height, pixels, width, height, sampler);
            frame.Replace(width, height, pixels);
        }
    }

    public override void Crop(Rectangle area)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(area.Width, "width");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(area.Height, "height");
        if (!image.Bounds.Contains(area))
        {
            throw new ArgumentException($"The crop {area} reaches beyond the picture {image.Bounds}.", "cropRectangle");
        }

        foreach (var frame in image.Frames)
        {
            var pixels = new TPixel[area.Width * area.Height];
            for (var y = 0; y < area.Height; y++)
            {
                frame.Pixels.Slice(((area.Y + y) * frame.Width) + area.X, area.Width).CopyTo(pixels.AsSpan(y * area.Width));
            }

            frame.Replace(area.Width, area.Height, pixels);
        }
    }

    public override void Rearrange(int width, int height, Func<int, int, (int X, int Y)> source)
    {
        foreach (var frame in image.Frames)
        {
            var old = frame.Pixels;
            var pixels = new TPixel[old.Length];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (fromX, fromY) = source(x, y);
                    pixels[(y * width) + x] = old[(fromY * frame.Width) + fromX];
                }
            }

            frame.Replace(width, height, pixels);
        }
    }

    public override void Pad(int width, int height, Color colour)
    {
        var size = GetCurrentSize();
        (width, height) = (Math.Max(width, size.Width), Math.Max(height, size.Height));
        var left = (width - size.Width) / 2;
        var top = (height - size.Height) / 2;
        foreach (var frame in image.Frames)
        {
            var pixels = new TPixel[ImageFrame<TPixel>.Length(width, height)];
            Array.Fill(pixels, colour.ToPixel<TPixel>());
            for (var y = 0; y < size.Height; y++)
            {
                frame.Pixels.Slice(y * size.Width, size.Width).CopyTo(pixels.AsSpan(((top + y) * width) + left));
            }

            frame.Replace(width, height, pixels);
        }
    }

    // A side of 0 follows from the other one.
    private (int Width, int Height) Complete(int width, int height)
    {
        var size = GetCurrentSize();
        return (width, height) switch
        {
            (0, 0) => throw new InvalidOperationException("A picture cannot be resized to 0 x 0."),
            (0, _) => ((int)Math.Max(1, Math.Round(size.Width * (height / (double)size.Height))), height),
            (_, 0) => (width, (int)Math.Max(1, Math.Round(size.Height * (width / (double)size.Width)))),
            _ => (width, height),
        };
    }
}
