namespace SegBook.Charts;

/// <summary>A white raster to put pictures and words on.</summary>
internal sealed class Canvas
{
    private readonly byte[] _rgb;

    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        _rgb = new byte[checked(width * height * 3)];
        Array.Fill(_rgb, (byte)255);
    }

    public int Width { get; }

    public int Height { get; }

    public void Place(Picture picture, int left, int top)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Rgb.Slice(3 * y * picture.Width, 3 * picture.Width).CopyTo(_rgb.AsSpan(3 * (((top + y) * Width) + left)));
        }
    }

    public void Fill(int left, int top, int width, int height, ReadOnlySpan<byte> colour)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                colour.CopyTo(_rgb.AsSpan(3 * ((y * Width) + x)));
            }
        }
    }

    public void Write(string text, double left, double top, double size, ReadOnlySpan<byte> ink) => StrokeFont.Draw(_rgb, Width, left, top, text, size, ink);

    public Picture ToPicture() => new(Width, Height, _rgb);
}
