using SegBook.Display;

namespace SegBook.Data;

/// <summary>How much of a split's test frames is among its training frames already. In a notebook it shows itself as a table.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class LeakReport : IShowsTable
{
    private LeakReport(IReadOnlyList<Row> rows) => Rows = rows;

    /// <summary>One row for each split.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>Compares each test frame with the training frame that is nearest in time.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="splits">To be compared.</param>
    public static LeakReport Of(FrameCache cache, params IReadOnlyList<Split> splits) => new([.. splits.Select(split => Of(cache, split))]);

    /// <summary>The training frame that is nearest in time to a frame; of two at the same distance the earlier one.</summary>
    public static int NearestTraining(Split split, int frame) => split.Train.MinBy(train => (Math.Abs(train - frame), train));

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable("How near is the nearest training frame to a test frame?", "split", "leaks", "nearest", "mean distance", "same labels, mean %", "same labels, most %");
        foreach (var row in Rows)
        {
            table.Add(row.Split, row.Leaks ? "yes" : "no", $"{row.NearestDistance}", FormattableString.Invariant($"{row.MeanDistance:0.0}"), FormattableString.Invariant($"{100 * row.MeanAgreement:0.0}"), FormattableString.Invariant($"{100 * row.MostAgreement:0.0}"));
        }

        return table;
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    private static Row Of(FrameCache cache, Split split)
    {
        var pairs = split.Test.Select(test => (Test: test, Train: NearestTraining(split, test))).ToList();
        var agreements = pairs.Select(pair => LabelSimilarity.Agreement(cache.Get(pair.Test), cache.Get(pair.Train))).ToList();
        return new Row(split.Name, split.Leaks, pairs.Min(pair => Math.Abs(pair.Test - pair.Train)), pairs.Average(pair => Math.Abs(pair.Test - pair.Train)), agreements.Average(), agreements.Max());
    }

    /// <summary>What was found for a split.</summary>
    /// <param name="Split">Its name.</param>
    /// <param name="Leaks">As the split says of itself.</param>
    /// <param name="NearestDistance">In frames, from a test frame to a training frame, at the least.</param>
    /// <param name="MeanDistance">In frames, from a test frame to the nearest training frame.</param>
    /// <param name="MeanAgreement">Share of a test frame's counted pixels that have the same label in the nearest training frame.</param>
    /// <param name="MostAgreement">The same for the test frame where it is largest.</param>
    public sealed record Row(string Split, bool Leaks, int NearestDistance, double MeanDistance, double MeanAgreement, double MostAgreement);
}

/// <summary>How alike frames are, by how far apart they are: what a model that only remembers could score.</summary>
public static class LabelSimilarity
{
    /// <summary>For each distance, the mean share of counted pixels whose label is the same in both frames.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="distances">In frames; null for 1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 56, 80, as far as the sequence goes.</param>
    /// <param name="pairs">How many pairs of frames, spread evenly over the sequence, are looked at for each distance.</param>
    /// <exception cref="SegBookException">A distance is not within the sequence.</exception>
    public static IReadOnlyList<(int Distance, double Agreement)> Of(FrameCache cache, IReadOnlyList<int>? distances = null, int pairs = 50)
    {
        distances ??= [.. new[] { 1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 56, 80 }.Where(d => d < cache.Count)];
        if (distances.Any(d => d < 0 || d >= cache.Count) || pairs < 1)
        {
            throw new SegBookException($"Frames at distances of {string.Join(", ", distances)}: a sequence of {cache.Count} frames has distances of 0 to {cache.Count - 1}, and at least one pair is needed.");
        }

        return [.. distances.AsParallel().AsOrdered().Select(distance => (distance, Agreement(cache, distance, Math.Min(pairs, cache.Count - distance))))];
    }

    /// <summary>The share of pixels with the same label, of those that are not ignored in <paramref name="truth"/>; 1 when all are.</summary>
    internal static double Agreement(Frame truth, Frame copy)
    {
        var (counted, same) = (0, 0);
        for (var i = 0; i < truth.Labels.Length; i++)
        {
            counted += truth.Labels[i] == LabelMap.Ignore ? 0 : 1;
            same += truth.Labels[i] != LabelMap.Ignore && truth.Labels[i] == copy.Labels[i] ? 1 : 0;
        }

        return counted == 0 ? 1 : same / (double)counted;
    }

    private static double Agreement(FrameCache cache, int distance, int pairs)
    {
        var starts = Enumerable.Range(0, pairs).Select(i => (int)((long)i * (cache.Count - distance) / pairs));
        return starts.Average(start => Agreement(cache.Get(start), cache.Get(start + distance)));
    }
}
