namespace SegBook.Tests.Metrics;

/// <summary>Label maps from a seed, for comparing a fast version with a slow one.</summary>
internal static class RandomMaps
{
    /// <summary>Labels with 10 % void, and predictions that are right about half the time.</summary>
    public static (byte[] Truth, byte[] Predicted) Pair(int seed, int pixels, int classes, bool voids = true)
    {
        var random = new Random(seed);
        var truth = new byte[pixels];
        var predicted = new byte[pixels];
        for (var i = 0; i < pixels; i++)
        {
            var label = (byte)random.Next(classes);
            predicted[i] = random.Next(2) == 0 ? label : (byte)random.Next(classes);
            truth[i] = voids && random.Next(10) == 0 ? (byte)255 : label;
        }

        return (truth, predicted);
    }
}
