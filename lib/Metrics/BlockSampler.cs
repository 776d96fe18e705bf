namespace SegBook.Metrics;

/// <summary>Draws blocks of consecutive frames until there are as many as before; a block never bridges a gap.</summary>
internal sealed class BlockSampler
{
    private readonly List<(int Start, int Length)> _blocks = [];

    /// <param name="frames">How many frames there are.</param>
    /// <param name="length">Frames per block; a stretch that is shorter is one block.</param>
    /// <param name="frameNumbers">Ascending places in the sequence, or null for no gaps. A gap is a step greater than the usual one, which need not be 1: CamSeq01 numbers every other frame.</param>
    public BlockSampler(int frames, int length, IReadOnlyList<int>? frameNumbers)
    {
        var usual = UsualStep(frameNumbers);
        for (var start = 0; start < frames;)
        {
            var end = start + 1;
            while (end < frames && (frameNumbers is null || frameNumbers[end] - frameNumbers[end - 1] <= usual))
            {
                end++;
            }

            var size = Math.Min(length, end - start);
            for (var first = start; first + size <= end; first++)
            {
                _blocks.Add((first, size));
            }

            start = end;
        }
    }

    private static int UsualStep(IReadOnlyList<int>? numbers)
    {
        int[] steps = [.. (numbers ?? []).Zip((numbers ?? []).Skip(1), (one, next) => next - one).Order()];
        return steps.Length == 0 ? 1 : steps[(steps.Length - 1) / 2];
    }

    /// <summary>Fills <paramref name="order"/> with frame indices; the last block is cut to fit.</summary>
    public void Draw(Random random, int[] order)
    {
        for (var filled = 0; filled < order.Length;)
        {
            var (start, length) = _blocks[random.Next(_blocks.Count)];
            for (var i = 0; i < length && filled < order.Length; i++)
            {
                order[filled++] = start + i;
            }
        }
    }
}
