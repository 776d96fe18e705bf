namespace SegBook.Charts;

/// <summary>A block of a diagram with its place: centre and half its size.</summary>
internal sealed record PlacedBlock(DiagramBlock Block, double X, double Y, double HalfWidth, double HalfHeight);

/// <summary>Where the blocks of a diagram go.</summary>
internal static class DiagramLayout
{
    /// <summary>Columns from left to right; a row for each stride, the finest at the top. Height falls by a step with each halving, width grows with the logarithm of the channels.</summary>
    public static IReadOnlyList<PlacedBlock> Of(IReadOnlyList<DiagramBlock> blocks)
    {
        int[] strides = [.. blocks.Select(block => block.Stride).Distinct().Order()];
        var most = Math.Log2(1 + blocks.Max(block => block.Channels));
        return [.. blocks.Select((block, i) => new PlacedBlock(
            block,
            i,
            -Array.IndexOf(strides, block.Stride),
            0.1 + (0.24 * Math.Log2(1 + block.Channels) / most),
            0.12 + (0.14 * (1 - ((double)Array.IndexOf(strides, block.Stride) / Math.Max(1, strides.Length))))))];
    }
}
