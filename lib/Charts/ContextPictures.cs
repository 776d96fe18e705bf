using SegBook.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Charts;

/// <summary>Pictures of how much of a frame a network looks at, at the size of a cache's frames.</summary>
public static class ContextPictures
{
    /// <summary>For each rate, the taps of a 3x3 atrous convolution in the middle of a map whose cells are <paramref name="outputStride"/> pixels a side.</summary>
    public static Picture Taps(FrameCache cache, int frame, int outputStride, IReadOnlyList<int> rates)
    {
        var (rows, columns) = ((cache.Height + outputStride - 1) / outputStride, (cache.Width + outputStride - 1) / outputStride);
        return Pictures.Grid(3, [.. rates.Select(rate =>
        {
            var cells = from y in new[] { -1, 0, 1 } from x in new[] { -1, 0, 1 } select (Row: (rows / 2) + (y * rate), Column: (columns / 2) + (x * rate));
            var inside = cells.Where(cell => cell.Row >= 0 && cell.Row < rows && cell.Column >= 0 && cell.Column < columns).ToHashSet();
            return ($"rate {rate}: {inside.Count} of 9 taps on the map", Lit(Frame(cache, frame), outputStride, inside));
        })]);
    }

    /// <summary>The frame averaged over grids of so many cells a side, as a pyramid pooling averages features.</summary>
    public static Picture Bins(FrameCache cache, int frame, IReadOnlyList<int> bins)
    {
        using var scope = NewDisposeScope();
        var image = cache.Image(frame).to(float32).unsqueeze(0);
        return Pictures.Grid(3, [("the frame", Frame(cache, frame)), .. bins.Select(bin =>
        {
            var means = functional.interpolate(functional.adaptive_avg_pool2d(image, [bin, bin]), [cache.Height, cache.Width]);
            return ($"{bin} x {bin}", new Picture(cache.Width, cache.Height, means[0].permute(1, 2, 0).to(uint8).contiguous().data<byte>().ToArray()));
        })]);
    }

    private static Picture Frame(FrameCache cache, int frame) => Picture.Of(cache.Get(frame));

    /// <summary>The picture darkened but for some cells, which have a yellow edge.</summary>
    private static Picture Lit(Picture picture, int side, HashSet<(int Row, int Column)> cells)
    {
        var rgb = picture.Rgb.ToArray();
        for (var pixel = 0; pixel < picture.Width * picture.Height; pixel++)
        {
            var (x, y) = (pixel % picture.Width, pixel / picture.Width);
            var isEdge = x % side is 0 || x % side == side - 1 || y % side is 0 || y % side == side - 1;
            var isLit = cells.Contains((y / side, x / side));
            var at = rgb.AsSpan(3 * pixel, 3);
            if (isLit && isEdge)
            {
                ((byte[])[255, 221, 0]).CopyTo(at);
            }
            else if (!isLit)
            {
                (at[0], at[1], at[2]) = ((byte)(at[0] / 3), (byte)(at[1] / 3), (byte)(at[2] / 3));
            }
        }

        return new Picture(picture.Width, picture.Height, rgb);
    }
}
