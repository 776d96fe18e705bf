namespace SegBook.Data;

/// <summary>How much of a split's test frames is among its training frames already. In a notebook it shows itself as a table.</summary>
public sealed record LeakReport(IReadOnlyList<LeakReport.Row> Rows) : TableRecord
{
    /// <summary>Compares each test frame with the training frame that is nearest in time.</summary>
    public static LeakReport Of(FrameCache cache, params IReadOnlyList<Split> splits) => new([.. splits.Select(split => Of(cache, split))]);

    /// <summary>The training frame that is nearest in time to a frame; of two at the same distance the earlier one.</summary>
    public static int NearestTraining(Split split, int frame) => split.Train.MinBy(train => (Math.Abs(train - frame), train));

    /// <inheritdoc/>
    public override TextTable ToTable()
    {
        const string Title = "How near is the nearest training frame to a test frame?";
        return new TextTable(Title, "split", "leaks", "nearest", "mean distance", "same labels, mean %", "same labels, most %").AddAll(Rows, row =>
            [row.Split, row.Leaks ? "yes" : "no", row.NearestDistance, Number(row.MeanDistance), Number(100 * row.MeanAgreement), Number(100 * row.MostAgreement)]);

        static string Number(double value) => FormattableString.Invariant($"{value:0.0}");
    }

    private static Row Of(FrameCache cache, Split split)
    {
        var nearest = split.Test.Select(test => NearestTraining(split, test)).ToList();
        var distances = split.Test.Zip(nearest, (test, train) => Math.Abs(test - train)).ToList();
        var agreements = split.Test.Zip(nearest, (test, train) => LabelSimilarity.Agreement(cache.Get(test), cache.Get(train))).ToList();
        return new Row(split.Name, split.Leaks, distances.Min(), distances.Average(), agreements.Average(), agreements.Max());
    }

    /// <summary>What was found for a split: distances in frames from test to nearest training frames, and shares of pixels labelled alike.</summary>
    public sealed record Row(string Split, bool Leaks, int NearestDistance, double MeanDistance, double MeanAgreement, double MostAgreement);
}

/// <summary>How alike frames are, by how far apart they are: what a model that only remembers could score.</summary>
public static class LabelSimilarity
{
    /// <summary>For distances of 1 to 80 frames, the mean share of counted pixels labelled alike, over up to 50 pairs of frames spread over the sequence.</summary>
    public static IReadOnlyList<(int Distance, double Agreement)> Of(FrameCache cache)
    {
        var distances = new[] { 1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 56, 80 }.Where(distance => distance < cache.Count);
        return [.. distances.AsParallel().AsOrdered().Select(distance => (distance, Mean(distance)))];

        double Mean(int distance)
        {
            var (starts, pairs) = (cache.Count - distance, Math.Min(50, cache.Count - distance));
            return Enumerable.Range(0, pairs).Select(i => i * starts / pairs).Average(start => Agreement(cache.Get(start), cache.Get(start + distance)));
        }
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
}
