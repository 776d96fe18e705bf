using SegBook.Display;
using static TorchSharp.torch;

namespace SegBook.Data;

/// <summary>What is where, and when, in the frames of a sequence. In a notebook it shows itself as a table of classes.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class DatasetStatistics : IShowsTable
{
    private readonly long[][] _counts;   // per frame: pixels of each class, void last
    private readonly int[][] _places;    // per class: in how many frames each pixel has it
    private readonly long _pixels;

    private DatasetStatistics(LabelMap labelMap, int height, int width, long[][] counts, int[][] places) =>
        (LabelMap, Height, Width, _counts, _places, _pixels) = (labelMap, height, width, counts, places, (long)height * width * counts.Length);

    /// <summary>What the classes are.</summary>
    public LabelMap LabelMap { get; }

    /// <summary>How many frames were counted.</summary>
    public int Frames => _counts.Length;

    /// <summary>Of the frames in the cache, in pixels.</summary>
    public int Height { get; }

    /// <summary>Of the frames in the cache, in pixels.</summary>
    public int Width { get; }

    /// <summary>Share of all pixels that each class has, 0 to 1; void takes part in the whole.</summary>
    public IReadOnlyList<double> PixelShares => [.. Enumerable.Range(0, LabelMap.Count).Select(c => _counts.Sum(row => row[c]) / (double)_pixels)];

    /// <summary>Share of all pixels that are void.</summary>
    public double IgnoredShare => _counts.Sum(row => row[^1]) / (double)_pixels;

    /// <summary>Share of the frames that each class is in.</summary>
    public IReadOnlyList<double> Presence => [.. Enumerable.Range(0, LabelMap.Count).Select(c => _counts.Count(row => row[c] > 0) / (double)Frames)];

    /// <summary>How the classes drift: for each frame, the share of its pixels that each class has.</summary>
    public IReadOnlyList<IReadOnlyList<double>> FrameShares => [.. _counts.Select(row => (IReadOnlyList<double>)[.. row.Take(LabelMap.Count).Select(count => count / ((double)Height * Width))])];

    /// <summary>Counts a sequence.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="frames">Which; null for all.</param>
    /// <exception cref="SegBookException">A frame cannot be read.</exception>
    public static DatasetStatistics Of(FrameCache cache, IReadOnlyList<int>? frames = null)
    {
        frames ??= [.. Enumerable.Range(0, cache.Count)];
        var classes = cache.LabelMap.Count;
        var counts = frames.Select(_ => new long[classes + 1]).ToArray();
        var places = Enumerable.Range(0, classes).Select(_ => new int[cache.Height * cache.Width]).ToArray();
        for (var i = 0; i < frames.Count; i++)
        {
            var labels = cache.Get(frames[i]).Labels;
            for (var p = 0; p < labels.Length; p++)
            {
                var label = labels[p];
                if (label == LabelMap.Ignore)
                {
                    counts[i][classes]++;
                    continue;
                }

                counts[i][label]++;
                places[label][p]++;
            }
        }

        return new DatasetStatistics(cache.LabelMap, cache.Height, cache.Width, counts, places);
    }

    /// <summary>Where a class lives: the share of frames in which each pixel has it.</summary>
    /// <param name="label">Of the class.</param>
    /// <returns>[H, W], 0 to 1.</returns>
    public double[,] SpatialPrior(int label)
    {
        var prior = new double[Height, Width];
        for (var p = 0; p < _places[label].Length; p++)
        {
            prior[p / Width, p % Width] = _places[label][p] / (double)Frames;
        }

        return prior;
    }

    /// <summary>Where all classes live.</summary>
    /// <returns>float32, [C, H, W], 0 to 1. The caller disposes of it.</returns>
    public Tensor SpatialPriors() =>
        tensor([.. _places.SelectMany(place => place.Select(count => count / (float)Frames))], [LabelMap.Count, Height, Width]);

    /// <summary>Which classes are in frames together: row i, column j is the share of frames with class i that class j is in; NaN for a class that is in no frame.</summary>
    public double[,] CoOccurrence()
    {
        var together = new double[LabelMap.Count, LabelMap.Count];
        for (var i = 0; i < LabelMap.Count; i++)
        {
            var with = _counts.Where(row => row[i] > 0).ToList();
            for (var j = 0; j < LabelMap.Count; j++)
            {
                together[i, j] = with.Count == 0 ? double.NaN : with.Count(row => row[j] > 0) / (double)with.Count;
            }
        }

        return together;
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable($"{Frames} frames of {Height} x {Width}", "class", "% of pixels", "% of frames");
        foreach (var c in Enumerable.Range(0, LabelMap.Count).OrderByDescending(c => PixelShares[c]))
        {
            table.Add(LabelMap.Names[c], FormattableString.Invariant($"{100 * PixelShares[c]:0.00}"), FormattableString.Invariant($"{100 * Presence[c]:0}"));
        }

        return table.Add("void (not counted)", FormattableString.Invariant($"{100 * IgnoredShare:0.00}"), FormattableString.Invariant($"{100.0 * _counts.Count(row => row[^1] > 0) / Frames:0}"));
    }
}
