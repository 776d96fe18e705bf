namespace SegBook.Data;

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

        var curve = new (int, double)[distances.Count];
        Parallel.For(0, distances.Count, i => curve[i] = (distances[i], Agreement(cache, distances[i], pairs)));
        return curve;
    }

    private static double Agreement(FrameCache cache, int distance, int pairs)
    {
        var last = cache.Count - distance;
        var starts = Enumerable.Range(0, Math.Min(pairs, last)).Select(i => (int)((long)i * last / Math.Min(pairs, last)));
        return starts.Average(start => LabelAgreement.Of(cache.Get(start).Labels, cache.Get(start + distance).Labels));
    }
}
