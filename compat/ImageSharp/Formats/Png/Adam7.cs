namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>A sub-picture of an interlaced PNG: every <paramref name="StepX"/>th pixel from <paramref name="X"/> of every <paramref name="StepY"/>th row from <paramref name="Y"/>.</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY, int Width, int Height);

/// <summary>The seven passes of the interlacing that PNG knows.</summary>
internal static class Adam7
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Grid =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>What the data consists of, in order: passes without pixels have no data at all.</summary>
    public static IEnumerable<PngPass> Passes(PngHeader header)
    {
        if (!header.Interlaced)
        {
            return [new PngPass(0, 0, 1, 1, header.Width, header.Height)];
        }

        return Grid
            .Select(g => new PngPass(g.X, g.Y, g.StepX, g.StepY, Steps(header.Width, g.X, g.StepX), Steps(header.Height, g.Y, g.StepY)))
            .Where(pass => pass is { Width: > 0, Height: > 0 });
    }

    private static int Steps(int size, int start, int step) => size <= start ? 0 : (int)(((long)size - start + step - 1) / step);
}
