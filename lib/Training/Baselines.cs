using SegBook.Data;
using SegBook.Metrics;

namespace SegBook.Training;

/// <summary>What is scored without learning anything: every model must beat it.</summary>
public static class Baselines
{
    /// <summary>Each test frame gets the labels of the training frame nearest in time. Where that is void, the most frequent class at that pixel.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="split">Which are trained on and which tested.</param>
    public static BaselineScore CopyNearest(FrameCache cache, Split split)
    {
        var prior = MostFrequentLabels(cache, split);
        return Score("copy nearest training frame", cache, split, test =>
        {
            var copied = (byte[])cache.Get(LeakReport.NearestTraining(split, test)).Labels.Clone();
            for (var i = 0; i < copied.Length; i++)
            {
                copied[i] = copied[i] == LabelMap.Ignore ? prior[i] : copied[i];
            }

            return copied;
        });
    }

    /// <summary>Every test frame gets, at each pixel, the class that is most frequent there in the training frames.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="split">Which are trained on and which tested.</param>
    public static BaselineScore MostFrequent(FrameCache cache, Split split)
    {
        var prior = MostFrequentLabels(cache, split);
        return Score("most frequent class per pixel", cache, split, _ => prior);
    }

    /// <summary>Both baselines.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="split">Which are trained on and which tested.</param>
    public static IReadOnlyList<BaselineScore> All(FrameCache cache, Split split) => [CopyNearest(cache, split), MostFrequent(cache, split)];

    /// <summary>The class that is most frequent at each pixel in the training frames; of equally frequent ones the first. A pixel that is always void gets the class that is most frequent anywhere.</summary>
    /// <param name="cache">The frames.</param>
    /// <param name="split">Which are trained on.</param>
    /// <returns>[H * W], top row first.</returns>
    public static byte[] MostFrequentLabels(FrameCache cache, Split split)
    {
        var counts = new int[cache.Height * cache.Width, cache.LabelMap.Count];
        var anywhere = new long[cache.LabelMap.Count];
        foreach (var frame in split.Train)
        {
            var labels = cache.Get(frame).Labels;
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] != LabelMap.Ignore)
                {
                    counts[i, labels[i]]++;
                    anywhere[labels[i]]++;
                }
            }
        }

        var most = (byte)Array.IndexOf(anywhere, anywhere.Max());
        var prior = new byte[cache.Height * cache.Width];
        for (var i = 0; i < prior.Length; i++)
        {
            prior[i] = Largest(counts, i) ?? most;
        }

        return prior;
    }

    private static byte? Largest(int[,] counts, int pixel)
    {
        var (best, count) = (0, 0);
        for (var label = 0; label < counts.GetLength(1); label++)
        {
            if (counts[pixel, label] > count)
            {
                (best, count) = (label, counts[pixel, label]);
            }
        }

        return count == 0 ? null : (byte)best;
    }

    private static BaselineScore Score(string name, FrameCache cache, Split split, Func<int, byte[]> predict)
    {
        var perFrame = new List<ConfusionMatrix>();
        foreach (var test in split.Test)
        {
            var matrix = new ConfusionMatrix(cache.LabelMap.Count, LabelMap.Ignore);
            matrix.Add(cache.Get(test).Labels, predict(test));
            perFrame.Add(matrix);
        }

        return new BaselineScore(name, split, perFrame, ConfusionMatrix.Sum(perFrame));
    }
}

/// <summary>The score of a baseline.</summary>
/// <param name="Name">Of the baseline.</param>
/// <param name="Split">What it was tested on.</param>
/// <param name="PerFrame">A confusion matrix for each test frame, in the split's order.</param>
/// <param name="Total">Their sum.</param>
public sealed record BaselineScore(string Name, Split Split, IReadOnlyList<ConfusionMatrix> PerFrame, ConfusionMatrix Total)
{
    /// <summary>Name, split and mean IoU.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name}, {Split.Name}: mIoU {100 * Total.MeanIou():0.0} %");
}
