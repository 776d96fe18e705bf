using SegBook.Metrics;

namespace SegBook.Tests.Metrics;

/// <summary>Frames whose quality and class sizes drift as on a sequence: each frame remembers a share of the one before.</summary>
internal static class SimulatedSequence
{
    private const int Classes = 4;

    /// <summary>Confusion matrices of consecutive frames; <paramref name="correlation"/> is that of neighbours, 0 to below 1.</summary>
    public static ConfusionMatrix[] Frames(Random random, int count, double correlation)
    {
        double[] state = [.. Enumerable.Range(0, 2 * Classes).Select(_ => Normal(random))];
        var frames = new ConfusionMatrix[count];
        for (var t = 0; t < count; t++)
        {
            var counts = new long[Classes, Classes];
            for (var c = 0; c < Classes; c++)
            {
                var pixels = 20_000 * Math.Exp(0.4 * state[c] - 0.7 * c);
                var recall = 1 / (1 + Math.Exp(-(2.5 - c + 0.7 * state[Classes + c])));
                counts[c, c] = (long)(pixels * recall);
                counts[c, (c + 1) % Classes] = (long)(pixels * (1 - recall));
            }

            frames[t] = ConfusionMatrix.FromCounts(counts);
            for (var i = 0; i < state.Length; i++)
            {
                state[i] = correlation * state[i] + Math.Sqrt(1 - correlation * correlation) * Normal(random);
            }
        }

        return frames;
    }

    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
