namespace SegBook.Metrics;

/// <summary>The four counts of a yes-or-no question about pixels, and all that is computed from them. 0 / 0 is NaN.</summary>
/// <param name="TruePositives">Pixels of the class read as it.</param>
/// <param name="FalsePositives">Other pixels read as it.</param>
/// <param name="FalseNegatives">Pixels of the class read as something else.</param>
/// <param name="TrueNegatives">Other pixels read as something else.</param>
public readonly record struct PixelCounts(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    private double Positives => TruePositives + FalseNegatives;

    private double Negatives => TrueNegatives + FalsePositives;

    /// <summary>TP / (TP + FP + FN).</summary>
    public double Iou => TruePositives / (Positives + FalsePositives);

    /// <summary>2 TP / (2 TP + FP + FN), which is Dice.</summary>
    public double F1 => FBeta(1);

    /// <summary>(TP + TN) / all: dominated by the pixels that a rare class does not have.</summary>
    public double Accuracy => (TruePositives + TrueNegatives) / (Positives + Negatives);

    /// <summary>TP / (TP + FP), also called positive predictive value.</summary>
    public double Precision => TruePositives / (double)(TruePositives + FalsePositives);

    /// <summary>TP / (TP + FN), also called sensitivity.</summary>
    public double Recall => TruePositives / Positives;

    /// <summary>TN / (TN + FP).</summary>
    public double Specificity => TrueNegatives / Negatives;

    /// <summary>Mean of recall and specificity.</summary>
    public double BalancedAccuracy => (Recall + Specificity) / 2;

    /// <summary>TN / (TN + FN).</summary>
    public double NegativePredictiveValue => TrueNegatives / (double)(TrueNegatives + FalseNegatives);

    /// <summary>1 - recall.</summary>
    public double FalseNegativeRate => 1 - Recall;

    /// <summary>1 - specificity.</summary>
    public double FalsePositiveRate => 1 - Specificity;

    /// <summary>1 - precision.</summary>
    public double FalseDiscoveryRate => 1 - Precision;

    /// <summary>1 - negative predictive value.</summary>
    public double FalseOmissionRate => 1 - NegativePredictiveValue;

    /// <summary>Recall over false positive rate.</summary>
    public double PositiveLikelihoodRatio => Recall / FalsePositiveRate;

    /// <summary>False negative rate over specificity.</summary>
    public double NegativeLikelihoodRatio => FalseNegativeRate / Specificity;

    /// <summary>The sum of two.</summary>
    public static PixelCounts operator +(PixelCounts one, PixelCounts other) => new(
        one.TruePositives + other.TruePositives,
        one.FalsePositives + other.FalsePositives,
        one.FalseNegatives + other.FalseNegatives,
        one.TrueNegatives + other.TrueNegatives);

    /// <summary>The sum of two.</summary>
    public static PixelCounts Add(PixelCounts one, PixelCounts other) => one + other;

    /// <summary>F score in which recall counts <paramref name="beta"/> times as much as precision.</summary>
    public double FBeta(double beta)
    {
        var hits = (1 + beta * beta) * TruePositives;
        return hits / (hits + beta * beta * FalseNegatives + FalsePositives);
    }

    /// <summary>The counts of each class of a matrix, that class against all others.</summary>
    public static IReadOnlyList<PixelCounts> Of(ConfusionMatrix matrix)
    {
        var (total, right) = (matrix.Total, matrix.TruePositives());
        var (truth, predicted) = (matrix.Support(), matrix.PredictedPixels());
        return [.. right.Select((hits, c) => new PixelCounts(hits, predicted[c] - hits, truth[c] - hits, total - truth[c] - predicted[c] + hits))];
    }
}
