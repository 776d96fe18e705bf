namespace SegBook.Metrics;

/// <summary>Counts pairs of class indices in memory, on several threads where that pays.</summary>
internal static unsafe class PixelCounter
{
    /// <summary>What was wrong with a pixel: which one, its value, and whether it came from the labels or the predictions.</summary>
    public sealed record Fault(int Image, int Pixel, int Value, bool InLabels);

    /// <summary>Counts two label maps.</summary>
    public static void Count(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted, int classes, int ignore, long[] counts)
    {
        fixed (byte* t = truth, p = predicted)
        {
            var fault = Count(new LabelPixels<byte>(t, truth.Length), new LabelPixels<byte>(p, truth.Length), 1, truth.Length, classes, ignore, [counts], workers: 1);
            if (fault is not null)
            {
                throw Error(fault, classes, ignore, width: 0);
            }
        }
    }

    /// <summary>Counts a batch. With one array of counts all images go into it, else each into its own. On a fault nothing is counted.</summary>
    public static Fault? Count(PixelSource truth, PixelSource predicted, int images, int pixels, int classes, int ignore, long[][] counts, int workers)
    {
        var stretches = (pixels + PixelSource.Stretch - 1) / PixelSource.Stretch;
        var work = new Work(truth, predicted, pixels, stretches, classes, ignore);
        var all = (long)images * stretches;
        workers = (int)Math.Clamp(workers, 1, Math.Max(1, all / 4));
        var found = new long[workers][][];
        if (workers == 1)
        {
            found[0] = work.Run(0, all, counts.Length);
        }
        else
        {
            Parallel.For(0, workers, worker => found[worker] = work.Run(all * worker / workers, all * (worker + 1) / workers, counts.Length));
        }

        if (work.Fault is null)
        {
            Merge(found, counts);
        }

        return work.Fault;
    }

    /// <summary>The error for a fault; <paramref name="width"/> 0 means that rows and columns are not known.</summary>
    public static SegBookException Error(Fault fault, int classes, int ignore, int width)
    {
        var place = width > 0 ? $"image {fault.Image}, row {fault.Pixel / width}, column {fault.Pixel % width}" : $"pixel {fault.Pixel}";
        return new SegBookException(fault.InLabels
            ? $"Label {fault.Value} at {place} is no class: there are {classes}, 0 to {classes - 1}, and {ignore} for void. Was the label map made for other classes?"
            : $"Prediction {fault.Value} at {place} is no class: there are {classes}, 0 to {classes - 1}. A prediction cannot be void.");
    }

    private static void Merge(long[][][] found, long[][] counts)
    {
        foreach (var (part, into) in found.SelectMany(parts => parts.Zip(counts)))
        {
            for (var i = 0; i < part.Length; i++)
            {
                into[i] += part[i];
            }
        }
    }

    private sealed class Work(PixelSource truth, PixelSource predicted, int pixels, int stretches, int classes, int ignore)
    {
        private Fault? _fault;

        public Fault? Fault => _fault;

        public long[][] Run(long from, long to, int tables)
        {
            var counts = new long[tables][];
            Span<int> labels = stackalloc int[PixelSource.Stretch];
            Span<int> guesses = stackalloc int[PixelSource.Stretch];
            for (var item = from; item < to && _fault is null; item++)
            {
                var image = (int)(item / stretches);
                var start = (int)(item % stretches) * PixelSource.Stretch;
                var length = Math.Min(PixelSource.Stretch, pixels - start);
                truth.Read(image, start, labels[..length]);
                predicted.Read(image, start, guesses[..length]);
                var table = counts[tables == 1 ? 0 : image] ??= new long[classes * classes];
                if (Tally(labels[..length], guesses[..length], table) is >= 0 and var bad)
                {
                    var inLabels = (uint)labels[bad] >= (uint)classes;
                    Interlocked.CompareExchange(ref _fault, new Fault(image, start + bad, inLabels ? labels[bad] : guesses[bad], inLabels), null);
                }
            }

            return [.. counts.Select(table => table ?? [])];
        }

        /// <summary>Adds up a stretch; the index of the first pixel that is wrong, or -1.</summary>
        private int Tally(ReadOnlySpan<int> labels, ReadOnlySpan<int> guesses, long[] table)
        {
            for (var i = 0; i < labels.Length; i++)
            {
                var label = labels[i];
                if (label == ignore)
                {
                    continue;
                }

                var guess = guesses[i];
                if ((uint)label >= (uint)classes || (uint)guess >= (uint)classes)
                {
                    return i;
                }

                table[label * classes + guess]++;
            }

            return -1;
        }
    }
}
