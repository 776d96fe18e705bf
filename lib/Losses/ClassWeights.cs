namespace SegBook.Losses;

/// <summary>How the weights of classes come from how often they occur.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClassWeighting>))]
public enum ClassWeighting
{
    /// <summary>All classes weigh the same.</summary>
    None,

    /// <summary>One over the class's share of the pixels: every class has the same say, however small.</summary>
    InverseFrequency,

    /// <summary>The median share over the class's, shares taken over the frames that have the class (Eigen and Fergus 2015; used for CamVid by SegNet).</summary>
    MedianFrequency,

    /// <summary>(1 - b) / (1 - b^n) for n pixels (Cui et al. 2019, "Class-Balanced Loss"): inverse frequency that levels off for big classes.</summary>
    EffectiveNumber,
}

/// <summary>Class weights from the labels of the training frames.</summary>
public static class ClassWeights
{
    /// <summary>The weights, one per class. A class that never occurs weighs 0: nothing can be learnt of it, and a weight without limit would drown the rest.
    /// Inverse frequency and effective number are scaled to a mean of 1 over the classes that occur; by median frequency the median class weighs 1.
    /// The effective number's b is 1 - 1/(mean pixels per class), which suits any number of frames.</summary>
    /// <exception cref="SegBookException">A label is neither a class nor the ignored one, or no pixel is labelled.</exception>
    public static double[] Of(ClassWeighting weighting, int classCount, IEnumerable<byte[]> frames, byte ignoreIndex = 255)
    {
        var (pixels, around) = Count(classCount, frames, ignoreIndex);
        var present = pixels.Where(n => n > 0).ToArray();
        Require(present.Length > 0, "There is no labelled pixel to take class weights from.");
        var b = 1 - 1 / Math.Max(2, present.Average());
        double[] shares = [.. pixels.Zip(around, (n, all) => n == 0 ? double.NaN : (double)n / all)];
        double[] sorted = [.. shares.Where(double.IsFinite).Order()];
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        double[] weights = weighting switch
        {
            ClassWeighting.InverseFrequency => [.. pixels.Select(n => 1.0 / n)],
            ClassWeighting.MedianFrequency => [.. shares.Select(share => median / share)],
            ClassWeighting.EffectiveNumber => [.. pixels.Select(n => (1 - b) / (1 - Math.Pow(b, n)))],
            _ => [.. pixels.Select(_ => 1.0)],
        };
        var scale = weighting is ClassWeighting.InverseFrequency or ClassWeighting.EffectiveNumber ? weights.Where(double.IsFinite).Average() : 1;
        return [.. weights.Select(weight => double.IsFinite(weight) ? weight / scale : 0)];
    }

    /// <summary>The pixels of each class, and all labelled pixels of the frames in which it occurs.</summary>
    private static (long[] Pixels, long[] Around) Count(int classCount, IEnumerable<byte[]> frames, byte ignoreIndex)
    {
        var (pixels, around) = (new long[classCount], new long[classCount]);
        foreach (var (frame, labels) in frames.Index())
        {
            var found = new long[256];
            foreach (var label in labels)
            {
                found[label]++;
            }

            found[ignoreIndex] = 0;
            var wrong = Array.FindIndex(found, classCount, n => n > 0);
            Require(wrong < 0, $"Frame {frame} has label {wrong}: there are {classCount} classes, 0 to {classCount - 1}, and {ignoreIndex} to be ignored.");
            for (var c = 0; c < classCount; c++)
            {
                pixels[c] += found[c];
                around[c] += found[c] > 0 ? found.Sum() : 0;
            }
        }

        return (pixels, around);
    }
}
