namespace SegBook.Metrics;

/// <summary>How SMP (segmentation_models.pytorch) makes one number of the counts per image and class.</summary>
public enum SmpReduction
{
    /// <summary>Counts added over images and classes, then scored. For IoU: dominated by the big classes.</summary>
    Micro,

    /// <summary>Counts added over images, scored per class, plain mean over all classes.</summary>
    Macro,

    /// <summary>As macro, with the classes weighted (the weights are scaled to a sum of 1).</summary>
    Weighted,

    /// <summary>Counts added over classes, scored per image, mean over images.</summary>
    MicroImagewise,

    /// <summary>Scored per image and class, mean over both.</summary>
    MacroImagewise,

    /// <summary>As macro imagewise, with weights; SMP divides by the number of classes once more, and so does this.</summary>
    WeightedImagewise,
}

/// <summary>SMP's reductions, number for number, to compare with what others report.</summary>
/// <remarks>
/// What surprises in them: a class that is absent scores <c>zeroDivision</c>, 1 unless told otherwise, and so lifts every macro mean;
/// and macro with class weights divides by the number of classes after the weights were already scaled to a sum of 1.
/// The workbook's own scores, in <see cref="ConfusionMatrix"/>, leave absent classes out.
/// </remarks>
public static class SmpScores
{
    /// <summary>One score for a set of images.</summary>
    /// <param name="images">Per image, the counts of every class.</param>
    /// <param name="score">Which score, such as <c>counts => counts.Iou</c>.</param>
    /// <param name="reduction">How to average.</param>
    /// <param name="classWeights">One weight per class; needed by the weighted reductions, possible with the macro ones.</param>
    /// <param name="zeroDivision">What a score of 0 / 0 counts as.</param>
    /// <exception cref="SegBookException">There is no image, the classes differ, or weights are missing.</exception>
    public static double Reduce(IReadOnlyList<IReadOnlyList<PixelCounts>> images, Func<PixelCounts, double> score, SmpReduction reduction, IReadOnlyList<double>? classWeights = null, double zeroDivision = 1)
    {
        Check(images, reduction, classWeights);
        return reduction switch
        {
            SmpReduction.Micro => score(Sum(images.SelectMany(image => image))),
            SmpReduction.MicroImagewise => images.Average(image => Safe(Sum(image))),
            SmpReduction.MacroImagewise or SmpReduction.WeightedImagewise => PerClass(c => images.Average(image => Safe(image[c]))).Average(),
            SmpReduction.Macro => PerClass(c => Safe(Sum(images.Select(image => image[c])))).Average(),
            _ => PerClass(c => Safe(Sum(images.Select(image => image[c])))).Sum(),
        };

        double Safe(PixelCounts counts) => score(counts) is var value && double.IsNaN(value) ? zeroDivision : value;

        IEnumerable<double> PerClass(Func<int, double> scoreOf) =>
            Enumerable.Range(0, images[0].Count).Select(c => scoreOf(c) * (classWeights is null ? 1 : classWeights[c] / classWeights.Sum()));
    }

    private static PixelCounts Sum(IEnumerable<PixelCounts> counts) => counts.Aggregate(default(PixelCounts), (sum, next) => sum + next);

    private static void Check(IReadOnlyList<IReadOnlyList<PixelCounts>> images, SmpReduction reduction, IReadOnlyList<double>? weights)
    {
        if (images.Count == 0 || images.Any(image => image.Count == 0 || image.Count != images[0].Count))
        {
            throw new SegBookException("SMP's scores need at least one image, and the same classes in all.");
        }

        if (weights is null ? reduction is SmpReduction.Weighted or SmpReduction.WeightedImagewise : weights.Count != images[0].Count)
        {
            throw new SegBookException($"{weights?.Count ?? 0} class weights for the reduction {reduction} over {images[0].Count} classes: give one per class.");
        }
    }
}
