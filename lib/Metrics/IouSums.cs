namespace SegBook.Metrics;

/// <summary>What the IoU needs of many frames' matrices, laid out for adding up frames again and again.</summary>
internal sealed class IouSums
{
    private readonly int _classes;
    private readonly long[][] _frames;

    public IouSums(IReadOnlyList<ConfusionMatrix> frames)
    {
        _classes = frames.Count == 0 ? 0 : frames[0].ClassCount;
        if (frames.FirstOrDefault(frame => frame.ClassCount != _classes) is { } other)
        {
            throw new SegBookException($"Frames with {_classes} and with {other.ClassCount} classes: they cannot be scored together.");
        }

        _frames = [.. frames.Select(Sums)];
    }

    public int Frames => _frames.Length;

    /// <summary>IoU per class, then their mean over the classes that occur; of the frames with these indices, which may repeat.</summary>
    public double[] Scores(ReadOnlySpan<int> order)
    {
        var sums = new long[2 * _classes];
        foreach (var index in order)
        {
            var frame = _frames[index];
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += frame[i];
            }
        }

        var scores = new double[_classes + 1];
        for (var c = 0; c < _classes; c++)
        {
            scores[c] = sums[_classes + c] == 0 ? double.NaN : (double)sums[c] / sums[_classes + c];
        }

        scores[_classes] = ConfusionMatrix.MeanOfPresent(scores.Take(_classes));
        return scores;
    }

    /// <summary>Intersections, then unions.</summary>
    private static long[] Sums(ConfusionMatrix frame)
    {
        var right = frame.TruePositives();
        var unions = frame.Support().Zip(frame.PredictedPixels(), (truth, predicted) => truth + predicted).Zip(right, (both, hit) => both - hit);
        return [.. right, .. unions];
    }
}
