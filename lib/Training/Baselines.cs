using System.Diagnostics;
using SegBook.Data;
using SegBook.Metrics;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>What is scored on a split's test frames without learning anything: every model must beat it.</summary>
public static class Baselines
{
    /// <summary>Each test frame gets the labels of the training frame nearest in time; where they are ignored, the most frequent class at that pixel.</summary>
    public static Evaluation CopyNearest(FrameCache cache, Split split)
    {
        var prior = MostFrequentLabels(cache, split);
        return Score(cache, split, test =>
            [.. cache.Get(LeakReport.NearestTraining(split, test)).Labels.Zip(prior, (copied, frequent) => copied == LabelMap.Ignore ? frequent : copied)]);
    }

    /// <summary>Every test frame gets, at each pixel, the class that is most frequent there in the training frames.</summary>
    public static Evaluation MostFrequent(FrameCache cache, Split split)
    {
        var prior = MostFrequentLabels(cache, split);
        return Score(cache, split, _ => prior);
    }

    /// <summary>The class most frequent at each pixel in the training frames, of equals the first; where all are ignored, the one most frequent anywhere.</summary>
    private static byte[] MostFrequentLabels(FrameCache cache, Split split)
    {
        var anywhere = new long[cache.LabelMap.Count];
        var counts = Enumerable.Range(0, cache.Height * cache.Width).Select(_ => new int[anywhere.Length]).ToList();
        foreach (var frame in split.Train)
        {
            foreach (var (i, label) in cache.Get(frame).Labels.Index().Where(pixel => pixel.Item != LabelMap.Ignore))
            {
                counts[i][label]++;
                anywhere[label]++;
            }
        }

        var most = (byte)Array.IndexOf(anywhere, anywhere.Max());
        return [.. counts.Select(here => here.Max() is > 0 and var largest ? (byte)Array.IndexOf(here, largest) : most)];
    }

    private static Evaluation Score(FrameCache cache, Split split, Func<int, byte[]> predict)
    {
        var matrices = split.Test.Select(test =>
        {
            var matrix = new ConfusionMatrix(cache.LabelMap.Count, LabelMap.Ignore);
            matrix.Add(cache.Get(test).Labels, predict(test));
            return matrix;
        });
        return new Evaluation(
            split.Test, [.. split.Test.Select(i => cache.Dataset.Names[i])], [.. matrices], Loss: double.NaN, MillisecondsPerFrame: double.NaN, cache.LabelMap);
    }
}

/// <summary>What a network, by the name that the chart gives it, costs beside what it scores. The time is the median for one frame, as prediction takes it (batch norms folded), loading not counted.</summary>
/// <remarks>Parameters are those that take part (PSPNet has none of the encoder's last two stages in use). Multiply-adds are for one frame, as are activations:
/// the values that its convolutions put out, which training keeps, in float32 at 4 bytes each.</remarks>
public sealed record ModelCost(string Name, Interval MeanIou, double MillisecondsPerFrame, long Parameters, long MultiplyAdds, long Activations)
{
    /// <summary>Times the best weights of a run, one frame at a time, at the size of the cache's frames.</summary>
    public static ModelCost Of(Run run, FrameCache cache, Device device, string name, Interval meanIou)
    {
        using var model = run.OpenBest(device);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var folded = model.Folded();
        var picture = Normalization.Apply(cache.Image(0).unsqueeze(0)).to(device);
        var times = new List<double>();
        for (var watch = Stopwatch.StartNew(); times.Count < 11 || watch.ElapsedMilliseconds < 1500;) // long enough that .NET's compiler at work beside it does not count
        {
            times.Add(Milliseconds());
        }

        times = [.. times.Skip(2).Order()]; // the first two choose algorithms and fill caches
        var summary = ModelSummary.Of(model, (int)picture.shape[2], (int)picture.shape[3]);
        return new ModelCost(name, meanIou, times[times.Count / 2], summary.Rows.Where(row => row.Output is not null).Sum(row => row.Parameters), summary.MultiplyAdds, summary.Activations);

        double Milliseconds()
        {
            using var step = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            folded.call(picture);
            if (device.type == DeviceType.CUDA)
            {
                cuda.synchronize();
            }

            return watch.Elapsed.TotalMilliseconds;
        }
    }
}
