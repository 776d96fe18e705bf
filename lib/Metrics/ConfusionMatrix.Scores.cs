namespace SegBook.Metrics;

/// <content>
/// What the counts say. With TP, FP and FN of a class: IoU = TP / (TP + FP + FN), also called the Jaccard index. A score whose
/// denominator is 0 is NaN, and means leave it out: a class that occurs in neither labels nor predictions is neither right nor
/// wrong. <see cref="AbsentClasses"/> lists those.
/// </content>
public sealed partial class ConfusionMatrix
{
    /// <summary>True pixels per class.</summary>
    public IReadOnlyList<long> Support() => PerClass((_, truth, _) => truth);

    /// <summary>Pixels read as each class.</summary>
    public IReadOnlyList<long> PredictedPixels() => PerClass((_, _, predicted) => predicted);

    /// <summary>Pixels read right, per class.</summary>
    public IReadOnlyList<long> TruePositives() => PerClass((right, _, _) => right);

    /// <summary>Intersection over union per class, 0 to 1; NaN where a class occurs in neither labels nor predictions.</summary>
    public IReadOnlyList<double> Iou() => PerClass((right, truth, predicted) => Ratio(right, truth + predicted - right));

    /// <summary>Share of the pixels read as a class that are of it; NaN where nothing was read as it.</summary>
    public IReadOnlyList<double> Precision() => PerClass((right, _, predicted) => Ratio(right, predicted));

    /// <summary>Share of a class's pixels that were read as it (its accuracy); NaN where it does not occur.</summary>
    public IReadOnlyList<double> Recall() => PerClass((right, truth, _) => Ratio(right, truth));

    /// <summary>F1 score, which is the Dice coefficient: 2 TP / (2 TP + FP + FN); NaN where <see cref="Iou"/> is.</summary>
    public IReadOnlyList<double> F1() => PerClass((right, truth, predicted) => Ratio(2 * right, truth + predicted));

    /// <summary>The classes that occur in neither labels nor predictions: left out of <see cref="MeanIou"/>.</summary>
    public IReadOnlyList<int> AbsentClasses() => [.. Iou().Index().Where(iou => double.IsNaN(iou.Item)).Select(iou => iou.Index)];

    /// <summary>Mean of <see cref="Iou"/> over the classes that occur in labels or predictions; NaN when nothing was counted.</summary>
    public double MeanIou() => MeanOfPresent(Iou());

    /// <summary>Mean of <see cref="F1"/> over the classes that occur in labels or predictions.</summary>
    public double MeanF1() => MeanOfPresent(F1());

    /// <summary>Mean of <see cref="Recall"/> over the classes that occur in the labels.</summary>
    public double MeanClassAccuracy() => MeanOfPresent(Recall());

    /// <summary>Share of all pixels that were read right.</summary>
    public double PixelAccuracy() => Ratio(TruePositives().Sum(), Total);

    /// <summary>Mean of <see cref="Iou"/>, each class weighted by its share of the labels.</summary>
    public double FrequencyWeightedIou()
    {
        var total = Total;
        return total == 0
            ? double.NaN
            : Iou().Zip(Support(), (iou, support) => support == 0 ? 0 : iou * support / total).Sum();
    }

    /// <summary>Cohen's kappa: the agreement beyond that of a reader who knows only how frequent the classes are; 1 is perfect, 0 is chance. NaN when chance alone agrees on everything.</summary>
    public double Kappa()
    {
        double total = Total;
        var chance = Support().Zip(PredictedPixels(), (truth, predicted) => truth / total * (predicted / total)).Sum();
        return chance < 1 ? (PixelAccuracy() - chance) / (1 - chance) : double.NaN;
    }

    /// <summary>Counts as shares of their true class: what a heat map shows. Rows of absent classes are NaN.</summary>
    public double[,] RowShares()
    {
        var shares = new double[ClassCount, ClassCount];
        var support = Support();
        for (var i = 0; i < _counts.Length; i++)
        {
            shares[i / ClassCount, i % ClassCount] = Ratio(_counts[i], support[i / ClassCount]);
        }

        return shares;
    }

    /// <summary>All scores as a table.</summary>
    /// <param name="names">One name per class.</param>
    /// <param name="bootstrap">Intervals from <see cref="BlockBootstrap"/>, if wanted.</param>
    /// <exception cref="SegBookException">There are not as many names as classes.</exception>
    public ScoreTable ToTable(IReadOnlyList<string> names, BootstrapResult? bootstrap = null) => new(this, names, bootstrap);

    /// <summary>Mean of the numbers that are not NaN; NaN when all are.</summary>
    internal static double MeanOfPresent(IEnumerable<double> scores) => scores.Where(score => !double.IsNaN(score)).DefaultIfEmpty(double.NaN).Average();

    private static double Ratio(long numerator, long denominator) => denominator == 0 ? double.NaN : (double)numerator / denominator;

    private T[] PerClass<T>(Func<long, long, long, T> score)
    {
        var scores = new T[ClassCount];
        for (var c = 0; c < ClassCount; c++)
        {
            long truth = 0, predicted = 0;
            for (var other = 0; other < ClassCount; other++)
            {
                truth += _counts[c * ClassCount + other];
                predicted += _counts[other * ClassCount + c];
            }

            scores[c] = score(_counts[c * ClassCount + c], truth, predicted);
        }

        return scores;
    }
}
