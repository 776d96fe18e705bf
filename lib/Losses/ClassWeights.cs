using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace SegBook.Losses;

/// <summary>How the weights of classes come from how often they occur.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClassWeighting>))]
public enum ClassWeighting
{
    /// <summary>All classes weigh the same.</summary>
    None,

    /// <summary>One over the class's share of the pixels: every class has the same say, however small.</summary>
    InverseFrequency,

    /// <summary>The median share over the class's share, shares taken over the frames that have the class (Eigen and Fergus 2015, "Predicting Depth, Surface Normals and Semantic Labels"; used for CamVid by SegNet).</summary>
    MedianFrequency,

    /// <summary>(1 - b) / (1 - b^n) for n pixels (Cui et al. 2019, "Class-Balanced Loss Based on Effective Number of Samples"): inverse frequency that levels off for big classes.</summary>
    EffectiveNumber,
}

/// <summary>Class weights from the label counts of the training frames.</summary>
public static class ClassWeights
{
    /// <summary>
    /// The weights, one per class. A class that never occurs weighs 0: nothing can be learnt of it, and a weight without limit would drown the rest.
    /// Inverse frequency and effective number are scaled to a mean of 1 over the classes that occur; median frequency is left as published (the median class weighs 1).
    /// </summary>
    /// <param name="weighting">Which formula.</param>
    /// <param name="counts">Pixels per class.</param>
    /// <param name="beta">b of the effective number, 0 up to but not including 1; the nearer to 1, the nearer to inverse frequency. Default 1 - 1/(mean pixels per class): suits any number of frames.</param>
    /// <exception cref="SegBookException">Nothing was counted, or <paramref name="beta"/> is out of range.</exception>
    public static double[] Of(ClassWeighting weighting, ClassCounts counts, double? beta = null)
    {
        var present = counts.Pixels.Where(pixels => pixels > 0).ToArray();
        if (present.Length == 0)
        {
            throw new SegBookException("There is no labelled pixel to take class weights from.");
        }

        var b = beta ?? 1 - 1 / Math.Max(2, present.Average());
        if (b is not (>= 0 and < 1))
        {
            throw new SegBookException(FormattableString.Invariant($"The effective number's beta is {b}. Use 0 up to but not including 1."));
        }

        return weighting switch
        {
            ClassWeighting.InverseFrequency => MeanOne([.. counts.Pixels.Select(n => n == 0 ? 0 : 1.0 / n)]),
            ClassWeighting.MedianFrequency => MedianFrequency(counts),
            ClassWeighting.EffectiveNumber => MeanOne([.. counts.Pixels.Select(n => n == 0 ? 0 : (1 - b) / (1 - Math.Pow(b, n)))]),
            _ => [.. counts.Pixels.Select(_ => 1.0)],
        };
    }

    /// <summary>The weights as a float32 tensor [C], for <see cref="SegmentationLoss.Create"/>.</summary>
    public static Tensor ToTensor(IReadOnlyList<double> weights) => tensor(weights.ToArray(), ScalarType.Float32);

    private static double[] MedianFrequency(ClassCounts counts)
    {
        double[] shares = [.. counts.Pixels.Zip(counts.PixelsOfFramesWith, (pixels, around) => pixels == 0 ? 0 : (double)pixels / around)];
        double[] sorted = [.. shares.Where(share => share > 0).Order()];
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return [.. shares.Select(share => share == 0 ? 0 : median / share)];
    }

    private static double[] MeanOne(double[] weights)
    {
        var mean = weights.Where(weight => weight > 0).Average();
        return [.. weights.Select(weight => weight / mean)];
    }
}
