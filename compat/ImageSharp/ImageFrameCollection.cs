using System.Collections;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>The pictures of an image: one, or the frames of an animation.</summary>
public sealed class ImageFrameCollection<TPixel> : IEnumerable<ImageFrame<TPixel>>
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly List<ImageFrame<TPixel>> _frames;

    internal ImageFrameCollection(IEnumerable<ImageFrame<TPixel>> frames) => _frames = [.. frames];

    public int Count => _frames.Count;

    public ImageFrame<TPixel> RootFrame => _frames[0];

    public ImageFrame<TPixel> this[int index] => _frames[index];

    /// <summary>Appends a copy of <paramref name="source"/>.</summary>
    public ImageFrame<TPixel> AddFrame(ImageFrame<TPixel> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Width != RootFrame.Width || source.Height != RootFrame.Height)
        {
            throw new ArgumentException($"A frame of {source.Width} x {source.Height} cannot join frames of {RootFrame.Width} x {RootFrame.Height}.", nameof(source));
        }

        _frames.Add(source.Copy());
        return _frames[^1];
    }

    public ImageFrame<TPixel> CreateFrame()
    {
        _frames.Add(new ImageFrame<TPixel>(RootFrame.Width, RootFrame.Height));
        return _frames[^1];
    }

    public void RemoveFrame(int index)
    {
        if (index == 0 && Count == 1)
        {
            throw new InvalidOperationException("Cannot remove last frame.");
        }

        _frames[index].Dispose();
        _frames.RemoveAt(index);
    }

    public IEnumerator<ImageFrame<TPixel>> GetEnumerator() => _frames.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
