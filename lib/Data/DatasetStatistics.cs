namespace SegBook.Data;

/// <summary>What is where, and when, in the frames of a sequence. In a notebook it shows itself as a table of classes.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class DatasetStatistics : IShowsTable
{
    private readonly FrameCache _cache;
    private readonly long[][] _counts;   // per frame: pixels of each label, ignored last
    private readonly int[][] _places;    // per class: in how many frames each pixel has it

    private DatasetStatistics(FrameCache cache)
    {
        var classes = cache.LabelMap.Count;
        _cache = cache;
        _counts = new long[cache.Count][];
        _places = [.. cache.LabelMap.Names.Select(_ => new int[cache.Height * cache.Width])];
        for (var i = 0; i < cache.Count; i++)
        {
            _counts[i] = new long[classes + 1];
            foreach (var (place, label) in cache.Get(i).Labels.Index())
            {
                _counts[i][label == LabelMap.Ignore ? classes : label]++;
                if (label != LabelMap.Ignore)
                {
                    _places[label][place]++;
                }
            }
        }
    }

    /// <summary>How many frames were counted.</summary>
    public int Frames => _counts.Length;

    /// <summary>Share of all pixels that each class has, 0 to 1; ignored pixels take part in the whole.</summary>
    public IReadOnlyList<double> PixelShares => [.. _places.Select((_, c) => PixelShare(c))];

    /// <summary>Share of all pixels that are ignored.</summary>
    public double IgnoredShare => PixelShare(_places.Length);

    /// <summary>Share of the frames that each class is in.</summary>
    public IReadOnlyList<double> Presence => [.. _places.Select((_, c) => FrameShare(c))];

    /// <summary>How the classes drift: for each frame, the share of its pixels that each class has.</summary>
    public IReadOnlyList<IReadOnlyList<double>> FrameShares => [.. _counts.Select(row => row[..^1].Select(count => count / (double)row.Sum()).ToList())];

    /// <summary>Counts a sequence.</summary>
    /// <exception cref="SegBookException">A frame cannot be read.</exception>
    public static DatasetStatistics Of(FrameCache cache) => new(cache);

    /// <summary>Where the classes live, the share of frames in which each pixel has each of them: float32, [C, H, W], 0 to 1. The caller disposes of it.</summary>
    public Tensor SpatialPriors() =>
        tensor([.. _places.SelectMany(place => place.Select(count => count / (float)Frames))], [_places.Length, _cache.Height, _cache.Width]);

    /// <summary>Which classes are in frames together: row i, column j is the share of frames with class i that class j is in; NaN for a class that is in no frame.</summary>
    public double[,] CoOccurrence()
    {
        var together = new double[_places.Length, _places.Length];
        for (var i = 0; i < _places.Length; i++)
        {
            var with = _counts.Where(row => row[i] > 0).ToList();
            for (var j = 0; j < _places.Length; j++)
            {
                together[i, j] = with.Count == 0 ? double.NaN : with.Count(row => row[j] > 0) / (double)with.Count;
            }
        }

        return together;
    }

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var largestFirst = _cache.LabelMap.Names.Index().OrderByDescending(named => PixelShare(named.Index));
        var all = largestFirst.Append((Index: _places.Length, Item: "ignored (void)"));
        return new TextTable($"{Frames} frames of {_cache.Height} x {_cache.Width}", "class", "% of pixels", "% of frames").AddAll(all, named =>
            [named.Item, FormattableString.Invariant($"{100 * PixelShare(named.Index):0.00}"), FormattableString.Invariant($"{100 * FrameShare(named.Index):0}")]);
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString();

    private double PixelShare(int label) => _counts.Sum(row => row[label]) / (double)_counts.Sum(row => row.Sum());

    private double FrameShare(int label) => _counts.Count(row => row[label] > 0) / (double)Frames;
}
