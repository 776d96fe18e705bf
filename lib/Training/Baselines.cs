using System.Diagnostics;
using SegBook.Data;
using SegBook.Metrics;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>What is scored without learning anything: every model must beat it.</summary>
public static class Baselines
{
    /// <summary>Each test frame gets the labels of the training frame nearest in time. Where that is ignored, the most frequent class at that pixel.</summary>
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
    public static BaselineScore MostFrequent(FrameCache cache, Split split)
    {
        var prior = MostFrequentLabels(cache, split);
        return Score("most frequent class per pixel", cache, split, _ => prior);
    }

    /// <summary>Both baselines.</summary>
    public static IReadOnlyList<BaselineScore> All(FrameCache cache, Split split) => [CopyNearest(cache, split), MostFrequent(cache, split)];

    /// <summary>The class that is most frequent at each pixel in the training frames; of equally frequent ones the first. A pixel that is always ignored gets the class that is most frequent anywhere.</summary>
    private static byte[] MostFrequentLabels(FrameCache cache, Split split)
    {
        var anywhere = new long[cache.LabelMap.Count];
        var counts = Enumerable.Range(0, cache.Height * cache.Width).Select(_ => new int[anywhere.Length]).ToList();
        foreach (var frame in split.Train)
        {
            var labels = cache.Get(frame).Labels;
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] != LabelMap.Ignore)
                {
                    counts[i][labels[i]]++;
                    anywhere[labels[i]]++;
                }
            }
        }

        var most = (byte)Array.IndexOf(anywhere, anywhere.Max());
        return [.. counts.Select(here => here.Max() is > 0 and var largest ? (byte)Array.IndexOf(here, largest) : most)];
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

/// <summary>What a network costs beside what it scores.</summary>
/// <param name="Name">What the chart calls it.</param>
/// <param name="MeanIou">The score, 0 to 1.</param>
/// <param name="MillisecondsPerFrame">The median time for one frame, loading not counted.</param>
/// <param name="Parameters">How many numbers it has learned.</param>
/// <param name="MultiplyAdds">Multiplications with addition for one frame.</param>
/// <param name="Activations">Values that its convolutions put out for one frame; training keeps them for the gradient, at 4 bytes each in float32.</param>
public sealed record ModelCost(string Name, double MeanIou, double MillisecondsPerFrame, long Parameters, long MultiplyAdds, long Activations)
{
    /// <summary>Times the best weights of a run, one frame at a time, at the size of the cache's frames.</summary>
    public static ModelCost Of(Run run, FrameCache cache, Device device, string name, double meanIou)
    {
        using var model = run.OpenBest(device);
        model.eval();
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var picture = Normalization.Apply(cache.Image(0).unsqueeze(0)).to(device);
        var times = Enumerable.Range(0, 11).Select(_ => Milliseconds()).Skip(2).Order().ToList(); // the first two choose algorithms and fill caches
        var summary = ModelSummary.Of(model, (int)picture.shape[2], (int)picture.shape[3]);
        return new ModelCost(name, meanIou, times[times.Count / 2], model.ParameterCount(), summary.MultiplyAdds, summary.Activations);

        double Milliseconds()
        {
            using var step = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            model.call(picture);
            if (device.type == DeviceType.CUDA)
            {
                cuda.synchronize();
            }

            return watch.Elapsed.TotalMilliseconds;
        }
    }
}
