using SixLabors.ImageSharp.Metadata;

namespace SixLabors.ImageSharp;

public abstract class ImageFrame : IDisposable
{
    internal ImageFrame()
    {
    }

    public int Width { get; private protected set; }

    public int Height { get; private protected set; }

    public ImageFrameMetadata Metadata { get; internal set; } = new();

    public Size Size() => new(Width, Height);

    public Rectangle Bounds() => new(0, 0, Width, Height);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
