using System.Diagnostics;
using SegBook.Charts;
using SegBook.Data;
using SegBook.Losses;
using SegBook.Metrics;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>What a model makes of a set of frames, by number (from 0 in the sequence) and name: a confusion matrix for each, from which scores follow.</summary>
/// <remarks>The loss is the mean, NaN when none was asked for; milliseconds are from normalised tensor to logits or, of several looks, their mean probabilities, in batches.</remarks>
public sealed record Evaluation(
    IReadOnlyList<int> Numbers, IReadOnlyList<string> Frames, IReadOnlyList<ConfusionMatrix> PerFrame, double Loss, double MillisecondsPerFrame, LabelMap LabelMap)
{
    /// <summary>How sure the model was; null when it was not asked for.</summary>
    public Confidence? Confidence { get; init; }

    /// <summary>The counts of all frames together.</summary>
    public ConfusionMatrix Total { get; } = ConfusionMatrix.Sum(PerFrame);

    /// <summary>Places in <see cref="Frames"/>, from the frame with the lowest mIoU to the one with the highest.</summary>
    public IReadOnlyList<int> ByScore() => [.. PerFrame.Index().OrderBy(frame => frame.Item.MeanIou()).Select(frame => frame.Index)];

    /// <summary>The usual scores, with an interval by blocks of frames.</summary>
    public PartScores Scores()
    {
        // A random split's frames are in no order that blocks could follow.
        var inOrder = Numbers.Zip(Numbers.Skip(1)).All(pair => pair.First < pair.Second);
        var interval = Frames.Count < 4 ? null : BlockBootstrap.Of(PerFrame, frameNumbers: inOrder ? Numbers : null).MeanIou;
        var iou = LabelMap.Names.Zip(Total.Iou()).ToDictionary(pair => pair.First, pair => pair.Second);
        return new PartScores(
            Frames.Count, Total.MeanIou(), interval, Total.PixelAccuracy(), Total.MeanClassAccuracy(), Total.FrequencyWeightedIou(), Loss, MillisecondsPerFrame, iou);
    }

    /// <summary>Networks' scores on a split's test frames below those of the baselines, and whether each is above both.</summary>
    public static TextTable Compare(FrameCache cache, Split split, params IReadOnlyList<(string Name, Evaluation Test)> networks)
    {
        (string Name, Evaluation Test)[] baselines =
        [
            ("most frequent class per pixel", Baselines.MostFrequent(cache, split)), ("nearest training frame", Baselines.CopyNearest(cache, split)),
        ];
        var table = new TextTable($"Test block: {split.Test.Count} frames of {cache.Height} x {cache.Width} pixels", "what", "mIoU", "pixel accuracy", "");
        return table.AddAll([.. baselines, .. networks], one =>
        {
            var below = baselines.Where(baseline => one.Test.Total.MeanIou() < baseline.Test.Total.MeanIou()).Select(baseline => baseline.Name).ToList();
            var verdict = baselines.Contains(one) ? "baseline" : below.Count == 0 ? "above both baselines" : $"below: {string.Join(", ", below)}";
            return [one.Name, one.Test.Total.MeanIou().Fixed(3), one.Test.Total.PixelAccuracy().Fixed(3), verdict];
        });
    }

    /// <summary>Runs a model over some of the cache's frames without gradients, in evaluation mode, in which it is left; given options, with its confidence.</summary>
    /// <exception cref="SegBookException">There are no frames, the model has other classes than the label map, or a loss is NaN or infinite.</exception>
    public static Evaluation Of(
        SegmentationModel model, FrameCache cache, IReadOnlyList<int> frames, Device device, int batchSize = 4, SegmentationLoss? loss = null, bool interruptible = true,
        PredictOptions? options = null)
    {
        var map = cache.LabelMap;
        Require(frames.Count > 0, "There are no frames to evaluate on: this part of the split is empty.");
        model.RequireClasses(map);
        Require(map.Count > 1 || model.Config.Classes > 1, "A model of one class is scored against two: list the rest first, called other than Void, then the class.");
        Require(loss is null || options is null or { IsOneLook: true }, "A loss is of logits, and several looks give probabilities: ask for one or the other.");
        using var quiet = no_grad();
        using var loader = new DataLoader(cache, frames, new DataLoaderOptions { BatchSize = batchSize, Device = device, Interruptible = interruptible });
        model.eval();
        using var folded = model.Folded();
        var matrices = new List<ConfusionMatrix>();
        var sure = new List<Confidence>();
        var watch = new Stopwatch();
        var lossSum = 0d;
        foreach (var (index, batch) in loader.Epoch(0).Index())
        {
            using var scope = NewDisposeScope();
            using (batch)
            {
                watch.Start();
                var probabilities = options is { IsOneLook: false } ? folded.Probabilities(batch.Images, options) : null;
                var logits = probabilities is null ? folded.call(batch.Images) : null;
                if (device.type == DeviceType.CUDA)
                {
                    cuda.synchronize(device);
                }

                watch.Stop();
                if (options is not null || model.Config.Classes == 1)
                {
                    probabilities ??= Prediction.AsProbabilities(logits!);
                }

                var answer = model.Config.Classes == 1 ? Prediction.Largest(probabilities!) : logits ?? probabilities!;
                matrices.AddRange(ConfusionMatrix.PerImage(map.Count, batch.Labels, answer));
                var value = loss is null ? double.NaN : loss.Of(logits!, batch.Labels).ToDouble();
                if (options is not null)
                {
                    sure.Add(Training.Confidence.Of(probabilities!, batch.Labels));
                }

                lossSum += double.IsFinite(value) || loss is null ? value * batch.Frames.Count : throw new LossNotFiniteException(value, index, batch.Frames);
            }
        }

        return new Evaluation(
            frames, [.. frames.Select(i => cache.Dataset.Names[i])], matrices, lossSum / frames.Count, watch.Elapsed.TotalMilliseconds / frames.Count, map)
        {
            Confidence = options is null ? null : Training.Confidence.Together(sure),
        };
    }
}

/// <summary>How sure a model is of its classes where there is a label: the mean of the largest probability, and the share of pixels where that is under 0.5.</summary>
/// <remarks>The baseline by which Hendrycks and Gimpel 2017 tell pictures unlike those that a network was trained on; a network may well be sure and wrong.</remarks>
public sealed record Confidence(double Mean, double UnderHalf, long Pixels)
{
    /// <summary>Over parts of a set, each with its weight in pixels.</summary>
    internal static Confidence Together(IReadOnlyList<Confidence> parts)
    {
        var pixels = parts.Sum(part => part.Pixels);
        double Mean(Func<Confidence, double> of) => parts.Where(part => part.Pixels > 0).Sum(part => of(part) * part.Pixels) / pixels;
        return new Confidence(Mean(part => part.Mean), Mean(part => part.UnderHalf), pixels);
    }

    /// <summary>Of probabilities (N, classes, H, W) beside labels (N, H, W); one channel is the probability of class 1.</summary>
    internal static Confidence Of(Tensor probabilities, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var largest = probabilities.shape[1] == 1 ? (probabilities - 0.5).abs().add(0.5).squeeze(1) : probabilities.amax(1);
        var scored = largest[labels.ne(LabelMap.Ignore)].to(ScalarType.Float64);
        return new Confidence(scored.mean().ToDouble(), scored.lt(0.5).to(ScalarType.Float64).mean().ToDouble(), scored.numel());
    }
}

/// <summary>How well the best weights of a run do on one part of the split.</summary>
/// <remarks>IoU comes from one confusion matrix, ignored pixels not counted: of every class, NaN where it does not occur; its mean over those that do, with
/// a 95 % interval by a bootstrap over blocks of frames, null for fewer than four; and weighted by how often each class occurs.
/// Milliseconds are from normalised tensor to logits, in batches.</remarks>
public sealed record PartScores(
    int Frames, double MeanIou, Interval? MeanIouInterval, double PixelAccuracy, double MeanClassAccuracy, double FrequencyWeightedIou, double Loss,
    double MillisecondsPerFrame, IReadOnlyDictionary<string, double> Iou)
{
    /// <summary>True when everything but the time is the same, to the bit.</summary>
    public bool SameNumbers(PartScores other) =>
        other.Iou.OrderBy(pair => pair.Key).SequenceEqual(Iou.OrderBy(pair => pair.Key))
        && this with { Iou = other.Iou, MillisecondsPerFrame = 0 } == other with { MillisecondsPerFrame = 0 };
}

/// <summary>What a finished run scored. Its file in the run's folder marks the run as finished.</summary>
/// <remarks>The best epoch is the one whose weights were kept; the test part is touched once, with them; a part that there is not is null; seconds include the
/// validation. A split leaks that puts near-copies of training frames into the test part: its scores are too good. The remark is what is to be known
/// of the data before the scores are believed, such as that all its pixels are ignored; null when there is nothing.</remarks>
public sealed record Scores(
    int BestEpoch = 0, PartScores? Validation = null, PartScores? Test = null, double TrainSeconds = 0, bool Leaks = false, string? Remark = null);

/// <summary>Confusion matrices as CSV: one matrix as a table with class names, or one matrix per line for many frames.</summary>
internal static class FrameCounts
{
    /// <summary>A table: rows are true classes, columns what they were read as.</summary>
    internal static string Table(ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        var classes = Enumerable.Range(0, matrix.ClassCount).ToList();
        var rows = classes.Select(t => string.Join(',', [names[t], .. classes.Select(p => $"{matrix[t, p]}")]));
        return string.Join('\n', ["truth\\predicted," + string.Join(',', names), .. rows, ""]);
    }

    /// <summary>A line per frame: its name, then the matrix row by row, its counts parted by blanks.</summary>
    internal static string Write(IReadOnlyList<string> frames, IReadOnlyList<ConfusionMatrix> matrices)
    {
        var lines = frames.Zip(matrices, (frame, matrix) => $"{frame},{string.Join(' ', matrix.ToArray().Cast<long>())}");
        return string.Join('\n', ["frame,counts", .. lines, ""]);
    }

    /// <exception cref="SegBookException">A line is something else.</exception>
    internal static IReadOnlyList<(string Frame, ConfusionMatrix Matrix)> Read(string path) =>
        [.. File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => Parse(line, path))];

    /// <summary>A matrix from its counts, row by row; null when they are no square.</summary>
    internal static ConfusionMatrix? Square(IReadOnlyList<long> counts)
    {
        var classes = (int)Math.Sqrt(counts.Count);
        var square = new long[classes, classes];
        Buffer.BlockCopy(counts.ToArray(), 0, square, 0, square.Length * sizeof(long));
        return square.Length == counts.Count ? ConfusionMatrix.FromCounts(square) : null;
    }

    private static (string, ConfusionMatrix) Parse(string line, string path)
    {
        var comma = line.LastIndexOf(',');
        var counts = line[(comma + 1)..].Split(' ').Select(cell => long.TryParse(cell, CultureInfo.InvariantCulture, out var count) ? count : -1).ToList();
        return comma >= 0 && counts.Min() >= 0 && Square(counts) is { } matrix
            ? (line[..comma], matrix)
            : throw new SegBookException($"'{path}': '{line[..Math.Min(40, line.Length)]}...' is not a frame's confusion matrix.");
    }
}

/// <summary>Pictures of a run: frame, truth and prediction side by side, of the test frames with the lowest, the middle and the highest mIoU.</summary>
internal static class TestPictures
{
    /// <summary>Writes <c>worst-</c>, <c>middle-</c> and <c>best-FRAME.png</c> (fewer where there are fewer frames).</summary>
    internal static void Write(string folder, SegmentationModel model, FrameCache cache, Evaluation test, Device device)
    {
        Directory.CreateDirectory(folder);
        var places = test.ByScore();
        foreach (var (name, place) in new[] { ("worst", places[0]), ("best", places[^1]), ("middle", places[places.Count / 2]) }.DistinctBy(shown => shown.Item2))
        {
            using var scope = NewDisposeScope();
            var frame = cache.Get(test.Numbers[place]);
            var answer = model.Predict(Normalization.Apply(cache.Image(test.Numbers[place])).unsqueeze(0).to(device)).to(ScalarType.Byte).cpu().bytes.ToArray();
            var (truth, predicted) = (Labels(frame, frame.Labels), Labels(frame, answer));
            var picture = Pictures.Grid(3, ("", Picture.Of(frame)), ("", truth), ("", predicted));
            AtomicFile.Write(Path.Combine(folder, $"{name}-{frame.Name}.png"), file => file.Write(picture.ToPng()));
        }

        static Picture Labels(Frame frame, byte[] labels) => Pictures.Labels(frame.Width, frame.Height, labels, frame.LabelMap);
    }
}
