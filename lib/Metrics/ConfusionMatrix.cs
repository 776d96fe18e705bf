using static System.FormattableString;

namespace SegBook.Metrics;

/// <summary>How often each true class was read as each class: counts of pixels, from which every score follows.</summary>
/// <remarks>Pixels are added batch by batch, in any order, by one thread at a time; those labelled <see cref="IgnoreIndex"/> are not counted. With TP, FP and
/// FN of a class, IoU = TP / (TP + FP + FN), the Jaccard index. A score whose denominator is 0, as of an absent class, is NaN, and means leave it out.</remarks>
public sealed class ConfusionMatrix
{
    private long[] _counts;

    /// <summary>An empty matrix of 1 to 32768 classes.</summary>
    public ConfusionMatrix(int classCount, int ignoreIndex = 255)
    {
        Require(classCount is >= 1 and <= 32768, $"A confusion matrix of {classCount} classes: use 1 to 32768.");
        (ClassCount, IgnoreIndex, _counts) = (classCount, ignoreIndex, new long[classCount * classCount]);
    }

    /// <summary>Number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>The label of pixels that are not scored.</summary>
    public int IgnoreIndex { get; }

    /// <summary>All pixels counted.</summary>
    public long Total => _counts.Sum();

    /// <summary>Pixels of class <paramref name="truth"/> that were read as <paramref name="predicted"/>.</summary>
    /// <exception cref="SegBookException">One of them is no class.</exception>
    public long this[int truth, int predicted]
    {
        get
        {
            var wrong = (uint)truth >= (uint)ClassCount ? truth : predicted;
            return (uint)wrong < (uint)ClassCount ? _counts[truth * ClassCount + predicted]
                : throw new SegBookException($"The class {wrong} does not exist: there are {ClassCount} classes, 0 to {ClassCount - 1}.");
        }
    }

    /// <summary>A matrix from its counts, one row per true class.</summary>
    /// <exception cref="SegBookException">The array is not square, or a count is negative.</exception>
    public static ConfusionMatrix FromCounts(long[,] counts, int ignoreIndex = 255)
    {
        var classes = counts.GetLength(0);
        Require(classes == counts.GetLength(1) && counts.Cast<long>().All(count => count >= 0),
            $"Counts of {classes} x {counts.GetLength(1)}: a confusion matrix is square and has no negative count.");
        return new ConfusionMatrix(classes, ignoreIndex) { _counts = [.. counts.Cast<long>()] };
    }

    /// <summary>One matrix per picture of a batch, in order, from labels [N, H, W] of any integer type and others, or logits [N, C, H, W].</summary>
    /// <exception cref="SegBookException">The shapes do not fit, or a label is no class.</exception>
    public static IReadOnlyList<ConfusionMatrix> PerImage(int classCount, Tensor truth, Tensor predicted, int ignoreIndex = 255)
    {
        Require(truth.ndim == 3, $"Labels [{string.Join(", ", truth.shape)}]: one matrix per image needs a batch [N, H, W].");
        var counts = PixelCounter.Count(truth, predicted, classCount, ignoreIndex, perImage: true).Chunk(classCount * classCount);
        return [.. counts.Select(one => new ConfusionMatrix(classCount, ignoreIndex) { _counts = one })];
    }

    /// <summary>The sum of matrices: the counts of all their pixels.</summary>
    /// <exception cref="SegBookException">There is none, or they have different classes.</exception>
    public static ConfusionMatrix Sum(IEnumerable<ConfusionMatrix> matrices)
    {
        var all = matrices.ToArray();
        Require(all.Length > 0, "There is no confusion matrix to add up.");
        var sum = new ConfusionMatrix(all[0].ClassCount, all[0].IgnoreIndex);
        Array.ForEach(all, sum.Add);
        return sum;
    }

    /// <summary>Counts two label maps, pixel by pixel.</summary>
    /// <exception cref="SegBookException">The lengths differ, or a label is no class. Nothing is counted then.</exception>
    public void Add(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted)
    {
        Require(truth.Length == predicted.Length, $"{truth.Length} labels and {predicted.Length} predictions: they must be the same pixels.");
        var found = new long[_counts.Length];
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] != IgnoreIndex)
            {
                found[truth[i] < ClassCount && predicted[i] < ClassCount
                    ? truth[i] * ClassCount + predicted[i]
                    : throw PixelCounter.Error(truth[i], predicted[i], ClassCount, IgnoreIndex, $"pixel {i}")]++;
            }
        }

        Add(found);
    }

    /// <summary>Counts labels [N, H, W] or [H, W] against others or logits [N, C, H, W] on their device; of equal logits the first class is taken.</summary>
    /// <exception cref="SegBookException">The shapes do not fit, or a label is no class. Nothing is counted then.</exception>
    public void Add(Tensor truth, Tensor predicted) => Add(PixelCounter.Count(truth, predicted, ClassCount, IgnoreIndex, perImage: false));

    /// <summary>Adds the counts of another matrix.</summary>
    /// <exception cref="SegBookException">It has another number of classes.</exception>
    public void Add(ConfusionMatrix other)
    {
        Require(other.ClassCount == ClassCount, $"A matrix of {other.ClassCount} classes cannot be added to one of {ClassCount}.");
        Add(other._counts);
    }

    /// <summary>A copy of the counts, one row per true class.</summary>
    public long[,] ToArray()
    {
        var counts = new long[ClassCount, ClassCount];
        Buffer.BlockCopy(_counts, 0, counts, 0, _counts.Length * sizeof(long));
        return counts;
    }

    /// <summary>True pixels per class.</summary>
    public IReadOnlyList<long> Support() => PerClass((_, truth, _) => truth);

    /// <summary>Pixels read right, per class.</summary>
    public IReadOnlyList<long> TruePositives() => PerClass((right, _, _) => right);

    /// <summary>Pixels that are of a class or were read as it, per class: what the IoU divides by.</summary>
    public IReadOnlyList<long> Unions() => PerClass((right, truth, predicted) => truth + predicted - right);

    /// <summary>Intersection over union per class, 0 to 1; NaN where a class occurs in neither labels nor predictions.</summary>
    public IReadOnlyList<double> Iou() => PerClass((right, truth, predicted) => Ratio(right, truth + predicted - right));

    /// <summary>Share of the pixels read as a class that are of it; NaN where nothing was read as it.</summary>
    public IReadOnlyList<double> Precision() => PerClass((right, _, predicted) => Ratio(right, predicted));

    /// <summary>Share of a class's pixels that were read as it (its accuracy); NaN where it does not occur.</summary>
    public IReadOnlyList<double> Recall() => PerClass((right, truth, _) => Ratio(right, truth));

    /// <summary>F1 score, which is the Dice coefficient: 2 TP / (2 TP + FP + FN); NaN where <see cref="Iou"/> is.</summary>
    public IReadOnlyList<double> F1() => PerClass((right, truth, predicted) => Ratio(2 * right, truth + predicted));

    /// <summary>Mean of <see cref="Iou"/> over the classes that occur in labels or predictions; NaN when nothing was counted.</summary>
    public double MeanIou() => MeanOfPresent(Iou());

    /// <summary>Mean of <see cref="F1"/> over the classes that occur in labels or predictions.</summary>
    public double MeanF1() => MeanOfPresent(F1());

    /// <summary>Mean of <see cref="Recall"/> over the classes that occur in the labels.</summary>
    public double MeanClassAccuracy() => MeanOfPresent(Recall());

    /// <summary>Share of all pixels that were read right.</summary>
    public double PixelAccuracy() => Ratio(TruePositives().Sum(), Total);

    /// <summary>Mean of <see cref="Iou"/>, each class weighted by its share of the labels; NaN when nothing was counted.</summary>
    public double FrequencyWeightedIou() => Iou().Zip(Support(), (iou, support) => support == 0 ? 0 : iou * support).Sum() / Total;

    /// <summary>Cohen's kappa: the agreement beyond that of a reader who knows only how frequent the classes are; 1 is perfect, NaN if chance is.</summary>
    public double Kappa()
    {
        double total = Total;
        var chance = PerClass((_, truth, predicted) => truth / total * (predicted / total)).Sum();
        return chance < 1 ? (PixelAccuracy() - chance) / (1 - chance) : double.NaN;
    }

    /// <summary>Every score as a table: one row per class, absent ones included, with the support beside it, and intervals if given; the means below.</summary>
    /// <exception cref="SegBookException">There are not as many names as classes.</exception>
    public TextTable ToTable(IReadOnlyList<string> names, BootstrapResult? bootstrap = null)
    {
        Require(names.Count == ClassCount, $"{names.Count} class names for a confusion matrix of {ClassCount} classes.");
        var (iou, precision, recall, f1, support) = (Iou(), Precision(), Recall(), F1(), Support());
        var table = new TextTable("", "class", bootstrap is null ? "IoU %" : "IoU % (interval)", "precision %", "recall %", "F1 %", "pixels", "share %");
        foreach (var (c, name) in names.Index())
        {
            var range = (bootstrap?.Iou[c] ?? Interval.None(iou[c])).ToPercent();
            table.Add(name, range, Percent(precision[c]), Percent(recall[c]), Percent(f1[c]), Invariant($"{support[c]:N0}"), Percent((double)support[c] / Total));
        }

        var mean = bootstrap?.MeanIou ?? Interval.None(MeanIou());
        var level = bootstrap is null ? "" : $", {mean.Level * 100:0} % interval in brackets";
        table.Note($"mIoU {mean.ToPercent()} %, mean F1 {Percent(MeanF1())} %, pixel accuracy {Percent(PixelAccuracy())} %, "
            + $"mean class accuracy {Percent(MeanClassAccuracy())} %, frequency-weighted IoU {Percent(FrequencyWeightedIou())} %, "
            + $"kappa {(double.IsNaN(Kappa()) ? "-" : Invariant($"{Kappa():0.000}"))}; {Invariant($"{Total:N0}")} pixels{level}.");
        var absent = string.Join(", ", names.Where((_, c) => double.IsNaN(iou[c])));
        return absent.Length == 0 ? table : table.Note($"In no mean, because in neither labels nor predictions: {absent}.");

        static string Percent(double share) => Interval.None(share).ToPercent();
    }

    /// <summary>Mean of the numbers that are not NaN; NaN when all are.</summary>
    internal static double MeanOfPresent(IEnumerable<double> scores) => scores.Where(score => !double.IsNaN(score)).DefaultIfEmpty(double.NaN).Average();

    private static double Ratio(long numerator, long denominator) => denominator == 0 ? double.NaN : (double)numerator / denominator;

    /// <summary>A score of each class, from its pixels read right, its true pixels and those read as it.</summary>
    private T[] PerClass<T>(Func<long, long, long, T> score)
    {
        var classes = Enumerable.Range(0, ClassCount);
        return [.. classes.Select(c => score(this[c, c], classes.Sum(other => this[c, other]), classes.Sum(other => this[other, c])))];
    }

    private void Add(long[] counts)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            _counts[i] += counts[i];
        }
    }
}

/// <summary>Counts the pixels of batches on the device where they lie, with torch's own operators.</summary>
internal static class PixelCounter
{
    /// <summary>The pixels of every pair of classes, true class first: of all images together [C x C], or of each image [N x C x C].</summary>
    public static long[] Count(Tensor truth, Tensor predicted, int classes, int ignore, bool perImage)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        if (truth.ndim == 2)
        {
            (truth, predicted) = (truth.unsqueeze(0), predicted.unsqueeze(0));
        }

        // One count and one copy back for all; the two cells at the end tell whether every label was a class.
        var images = perImage ? truth.shape[0] : 1;
        var cells = Cells(truth, predicted, classes, ignore, images);
        var found = bincount(cells.flatten(), minlength: images * classes * classes + 2).cpu().data<long>().ToArray();
        return found[^1] == 0 ? found[..^2] : throw FirstError(cells == found.Length - 1, truth, predicted, classes, ignore);
    }

    /// <summary>For every pixel the place of its pair of classes in a table, on the labels' device and without asking it for a number: true class x C +
    /// predicted class. Behind the tables come a place for ignored pixels and one for those where a label is no class.</summary>
    public static Tensor Cells(Tensor truth, Tensor predicted, int classes, int ignore, long tables = 1)
    {
        CheckShapes(truth, predicted, classes);
        using var scope = NewDisposeScope();
        var (labels, guesses) = (truth.to(int64), Guesses(truth, predicted));
        var isClass = (labels >= 0) & (labels < classes) & (guesses >= 0) & (guesses < classes);
        var table = tables == 1 ? zeros(1, int64, labels.device) : arange(tables, int64, labels.device).view(-1, 1, 1);
        var cells = (table * classes + labels) * classes + guesses;
        var end = tables * classes * classes;
        return cells.masked_fill(~isClass, end + 1).masked_fill(labels == ignore, end).MoveToOuterDisposeScope();
    }

    /// <summary>What is said of the first pixel whose label or prediction is no class.</summary>
    public static SegBookException Error(long label, long guess, int classes, int ignore, string place) => new(label < 0 || label >= classes
        ? $"Label {label} at {place} is no class: there are {classes}, 0 to {classes - 1}, and {ignore} to be ignored. Was the label map made for other classes?"
        : $"Prediction {guess} at {place} is no class: there are {classes}, 0 to {classes - 1}. A prediction cannot be the ignored label.");

    // max, not argmax: for 11 classes on one core of a CPU argmax takes 43 ms a batch of 4 at 240 x 320, max 9, and the rest of the count 2 (libtorch 2.10).
    private static Tensor Guesses(Tensor truth, Tensor predicted) => (predicted.ndim > truth.ndim ? predicted.max(1).indexes : predicted).to(int64).to(truth.device);

    private static SegBookException FirstError(Tensor isWrong, Tensor truth, Tensor predicted, int classes, int ignore)
    {
        var place = isWrong.flatten().to(int8).argmax().ToInt64();
        var (width, pixels) = (truth.shape[2], truth.shape[1] * truth.shape[2]);
        var (label, guess) = (truth.flatten()[place].to(int64).ToInt64(), Guesses(truth, predicted).flatten()[place].ToInt64());
        return Error(label, guess, classes, ignore, $"image {place / pixels}, row {place % pixels / width}, column {place % width}");
    }

    private static void CheckShapes(Tensor truth, Tensor predicted, int classes)
    {
        long[] t = truth.shape, p = predicted.shape;
        var fromLogits = p.Length == 4;
        Require(t.Length == 3 && p.AsSpan().SequenceEqual(fromLogits ? [t[0], classes, t[1], t[2]] : t),
            $"Labels [{string.Join(", ", t)}] and predictions [{string.Join(", ", p)}] do not fit: "
            + $"use labels [N, H, W] and either the same shape or logits [N, {classes}, H, W].");
        Require(!is_floating_point(truth) && (fromLogits || !is_floating_point(predicted)),
            $"Labels are {truth.dtype}, predictions {predicted.dtype}: class indices are integers.");
    }
}
