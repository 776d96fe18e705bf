using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

public static class ResizeExtensions
{
    public static IImageProcessingContext Resize(this IImageProcessingContext source, int width, int height) => source.Resize(width, height, KnownResamplers.Bicubic);

    public static IImageProcessingContext Resize(this IImageProcessingContext source, int width, int height, IResampler sampler)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        return source.Apply(context => context.Resize(width, height, sampler));
    }

    public static IImageProcessingContext Resize(this IImageProcessingContext source, ResizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Mode switch
        {
            ResizeMode.Stretch => source.Resize(options.Size.Width, options.Size.Height, options.Sampler),
            ResizeMode.Max => Fit(Math.Min),
            ResizeMode.Min => Fit((x, y) => Math.Min(1, Math.Max(x, y))),   // never enlarges
            _ => throw new NotSupportedException($"Resizing with {nameof(ResizeMode)}.{options.Mode} is not done here: use Stretch, Max or Min."),
        };

        IImageProcessingContext Fit(Func<double, double, double> choose)
        {
            var size = source.GetCurrentSize();
            var scale = choose(options.Size.Width / (double)size.Width, options.Size.Height / (double)size.Height);
            return source.Resize(Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)), options.Sampler);
        }
    }

    public static IImageProcessingContext Resize(this IImageProcessingContext source, Size size) => source.Resize(size.Width, size.Height);
}

public static class CropExtensions
{
    public static IImageProcessingContext Crop(this IImageProcessingContext source, int width, int height) => source.Crop(new Rectangle(0, 0, width, height));

    public static IImageProcessingContext Crop(this IImageProcessingContext source, Rectangle cropRectangle) => source.Apply(context => context.Crop(cropRectangle));
}

public static class PadExtensions
{
    public static IImageProcessingContext Pad(this IImageProcessingContext source, int width, int height) => source.Pad(width, height, default);

    public static IImageProcessingContext Pad(this IImageProcessingContext source, int width, int height, Color color) => source.Apply(context => context.Pad(width, height, color));
}

public static class FlipExtensions
{
    public static IImageProcessingContext Flip(this IImageProcessingContext source, FlipMode flipMode) => source.Apply(context =>
    {
        var (width, height) = context.GetCurrentSize();
        if (flipMode == FlipMode.Horizontal)
        {
            context.Rearrange(width, height, (x, y) => (width - 1 - x, y));
        }
        else if (flipMode == FlipMode.Vertical)
        {
            context.Rearrange(width, height, (x, y) => (x, height - 1 - y));
        }
    });
}

public static class RotateExtensions
{
    /// <summary>Clockwise.</summary>
    public static IImageProcessingContext Rotate(this IImageProcessingContext source, RotateMode rotateMode) => source.Apply(context =>
    {
        var (width, height) = context.GetCurrentSize();
        switch (rotateMode)
        {
            case RotateMode.Rotate90:
                context.Rearrange(height, width, (x, y) => (y, height - 1 - x));
                break;
            case RotateMode.Rotate180:
                context.Rearrange(width, height, (x, y) => (width - 1 - x, height - 1 - y));
                break;
            case RotateMode.Rotate270:
                context.Rearrange(height, width, (x, y) => (width - 1 - y, x));
                break;
        }
    });
}

public static class RotateFlipExtensions
{
    public static IImageProcessingContext RotateFlip(this IImageProcessingContext source, RotateMode rotateMode, FlipMode flipMode) => source.Rotate(rotateMode).Flip(flipMode);
}

public static class AutoOrientExtensions
{
    /// <summary>Turns a picture upright that says how the camera was held.</summary>
    public static IImageProcessingContext AutoOrient(this IImageProcessingContext source) => source.Apply(context =>
    {
        var (rotate, flip) = context.Orientation switch
        {
            2 => (RotateMode.None, FlipMode.Horizontal),
            3 => (RotateMode.Rotate180, FlipMode.None),
            4 => (RotateMode.Rotate180, FlipMode.Horizontal),
            5 => (RotateMode.Rotate90, FlipMode.Horizontal),
            6 => (RotateMode.Rotate90, FlipMode.None),
            7 => (RotateMode.Rotate270, FlipMode.Horizontal),
            8 => (RotateMode.Rotate270, FlipMode.None),
            _ => (RotateMode.None, FlipMode.None),
        };
        context.RotateFlip(rotate, flip);
        context.Orientation = 1;
    });
}

internal static class ContextExtensions
{
    public static IImageProcessingContext Apply(this IImageProcessingContext source, Action<ProcessingContext> operation)
    {
        ArgumentNullException.ThrowIfNull(source);
        operation((ProcessingContext)source);
        return source;
    }
}
