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

    /// <summary>The median share over the class's, shares taken over the frames that have the class (Eigen and Fergus 2015; used for CamVid by SegNet).</summary>
    MedianFrequency,

    /// <summary>(1 - b) / (1 - b^n) for n pixels (Cui et al. 2019, "Class-Balanced Loss"): inverse frequency that levels off for big classes.</summary>
    EffectiveNumber,
}

/// <summary>Class weights from the label counts of the training frames.</summary>
public static class ClassWeights
{
    /// <summary>
    /// The weights, one per class. A class that never occurs weighs 0: nothing can be learnt of it, and a weight without limit would drown the rest.
    /// Inverse frequency and effective number are scaled to a mean of 1 over the classes that occur; by median frequency the median class weighs 1.
    /// The effective number's b is 1 - 1/(mean pixels per class), which suits any number of frames.
    /// </summary>
    /// <exception cref="SegBookException">Nothing was counted.</exception>
    public static double[] Of(ClassWeighting weighting, ClassCounts counts)
    {
        var present = counts.Pixels.Where(pixels => pixels > 0).ToArray();
        if (present.Length == 0)
        {
            throw new SegBookException("There is no labelled pixel to take class weights from.");
        }

        var b = 1 - 1 / Math.Max(2, present.Average());
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

/// <summary>How many pixels each class has, counted frame by frame; ignored pixels are left out.</summary>
/// <param name="classCount">Number of classes.</param>
/// <param name="ignoreIndex">The label of ignored pixels, 0 to 255.</param>
public sealed class ClassCounts(int classCount, byte ignoreIndex = 255)
{
    private readonly long[] _pixels = new long[classCount];
    private readonly long[] _around = new long[classCount];
    private int _frames;

    /// <summary>Pixels per class.</summary>
    public IReadOnlyList<long> Pixels => _pixels;

    /// <summary>Per class, all labelled pixels of the frames in which it occurs.</summary>
    public IReadOnlyList<long> PixelsOfFramesWith => _around;

    /// <summary>Counts one frame's labels.</summary>
    /// <exception cref="SegBookException">A label is neither a class nor the ignored one.</exception>
    public void Add(ReadOnlySpan<byte> labels)
    {
        var found = new long[256];
        foreach (var label in labels)
        {
            found[label]++;
        }

        found[ignoreIndex] = 0;
        if (Array.FindIndex(found, classCount, pixels => pixels > 0) is >= 0 and var wrong)
        {
            throw new SegBookException($"Frame {_frames} has label {wrong}: there are {classCount} classes, 0 to {classCount - 1}, and {ignoreIndex} to be ignored.");
        }

        _frames++;
        for (var c = 0; c < classCount; c++)
        {
            _pixels[c] += found[c];
            _around[c] += found[c] > 0 ? found.Sum() : 0;
        }
    }
}
