using System.Globalization;
using SegBook.Display;

namespace SegBook.Metrics;

/// <summary>One way to make "the IoU" of a set of predictions: who reports it so, what is averaged over what, and the value, 0 to 1.</summary>
public sealed record IouDefinition(string Name, string Definition, double Value);

/// <summary>"The mIoU" by the definitions in use, of the same predictions: one call, one table, since figures are only comparable within a row.</summary>
/// <remarks>Cityscapes' evalPixelLevelSemanticLabeling and MMSegmentation's IoUMetric leave out classes whose denominator is 0; torchmetrics does so in current
/// versions and counted them 0 in older ones (issue 1693 there). In SMP's macro means they count 1, as in the reference notebook, averaged over batches.</remarks>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record IouDefinitions(IReadOnlyList<IouDefinition> Rows) : IShowsTable
{
    /// <summary>The value of the definition with this name.</summary>
    public double this[string name] => Rows.FirstOrDefault(row => row.Name == name)?.Value
        ?? throw new SegBookException($"There is no IoU definition '{name}'. There are: {string.Join(", ", Rows.Select(row => row.Name))}.");

    /// <summary>Computes them all, the workbook's own first, from one matrix per image in order; only the reference notebook's depends on batches.</summary>
    /// <exception cref="SegBookException">There is no image, or <paramref name="batchSize"/> is below 1.</exception>
    public static IouDefinitions Of(IReadOnlyList<ConfusionMatrix> images, int batchSize = 4)
    {
        SegBookException.Require(images.Count > 0 && batchSize >= 1,
            $"{images.Count} images in batches of {batchSize}: IoU definitions need at least one image and one per batch.");
        var all = ConfusionMatrix.Sum(images);
        var (own, pairs, batches) = (all.MeanIou(), images.SelectMany(image => image.Iou()), images.Chunk(batchSize));
        return new IouDefinitions(
        [
            new("this workbook", "whole set, mean over classes; absent left out", own),
            new("Cityscapes", "whole set, mean over classes; absent left out", own),
            new("MMSegmentation", "whole set, mean over classes; absent left out", own),
            new("torchmetrics JaccardIndex macro", "whole set, mean over classes; absent left out", own),
            new("torchmetrics JaccardIndex macro, older", "whole set, mean over classes; absent counts 0", Mean(all, absent: 0)),
            new("torchmetrics JaccardIndex weighted", "whole set, weighted by support", all.FrequencyWeightedIou()),
            new("torchmetrics segmentation MeanIoU", "per image and class, mean over pairs; absent left out", ConfusionMatrix.MeanOfPresent(pairs)),
            new("SMP micro", "all classes' pixels added first", Micro(all)),
            new("SMP macro", "whole set, mean over classes; absent counts 1", Mean(all, absent: 1)),
            new("SMP micro-imagewise", "classes added, per image, mean over images", images.Average(Micro)),
            new("SMP macro-imagewise", "per image and class, mean over both; absent counts 1", images.Average(image => Mean(image, absent: 1))),
            new("reference notebook", "per image and class, mean over images, classes, batches; absent counts 1", batches.Average(batch => batch.Average(Reference))),
        ]);

        static double Mean(ConfusionMatrix matrix, double absent) => matrix.Iou().Average(iou => double.IsNaN(iou) ? absent : iou);

        static double Micro(ConfusionMatrix matrix) => matrix.Total == 0 ? 1 : (double)matrix.TruePositives().Sum() / matrix.Unions().Sum();

        // 1e-6 above and below the fraction is what makes an absent class count 1.
        static double Reference(ConfusionMatrix matrix) => matrix.TruePositives().Zip(matrix.Unions(), (right, union) => (right + 1e-6) / (union + 1e-6)).Average();
    }

    /// <summary>The table.</summary>
    public TextTable ToTable() => new TextTable("The same predictions by the definitions in use", "who", "what", "mIoU %").AddAll(
        Rows, row => [row.Name, row.Definition, (row.Value * 100).ToString("0.0", CultureInfo.InvariantCulture)]);

    /// <inheritdoc/>
    public override string ToString() => $"{ToTable()}";
}
