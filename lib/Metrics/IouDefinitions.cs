namespace SegBook.Metrics;

/// <summary>One way to make "the IoU" of predictions: who reports it, what is averaged over what, the value, 0 to 1, and what absent classes do.</summary>
public sealed record IouDefinition(string Name, string Definition, double Value, string Absent = "");

/// <summary>"The mIoU" by the definitions in use, of the same predictions: one call, one table, since figures are only comparable within a row.</summary>
/// <remarks>Cityscapes' evalPixelLevelSemanticLabeling and MMSegmentation's IoUMetric leave out classes whose denominator is 0; torchmetrics does so in current
/// versions and counted them 0 in older ones (issue 1693 there). In SMP's macro means they count 1, as in the reference notebook, averaged over batches.</remarks>
public sealed record IouDefinitions(IReadOnlyList<IouDefinition> Rows, int Images) : TableRecord
{
    /// <summary>The value of the definition with this name.</summary>
    public double this[string name] => Rows.FirstOrDefault(row => row.Name == name)?.Value
        ?? throw new SegBookException($"There is no IoU definition '{name}'. There are: {string.Join(", ", Rows.Select(row => row.Name))}.");

    /// <summary>Computes them all, the workbook's own first, from one matrix per image in order; only the reference notebook's depends on batches.</summary>
    /// <exception cref="SegBookException">There is no image, or <paramref name="batchSize"/> is below 1.</exception>
    public static IouDefinitions Of(IReadOnlyList<ConfusionMatrix> images, int batchSize = 4)
    {
        Require(images.Count > 0 && batchSize >= 1,
            $"{images.Count} images in batches of {batchSize}: IoU definitions need at least one image and one per batch.");
        var all = ConfusionMatrix.Sum(images);
        var (own, pairs, batches) = (all.MeanIou(), images.SelectMany(image => image.Iou()), images.Chunk(batchSize));
        return new IouDefinitions(
        [
            new("this workbook", "whole set, mean over classes", own, "left out"),
            new("Cityscapes", "whole set, mean over classes", own, "left out"),
            new("MMSegmentation", "whole set, mean over classes", own, "left out"),
            new("torchmetrics JaccardIndex macro", "whole set, mean over classes", own, "left out"),
            new("JaccardIndex macro of older torchmetrics", "whole set, mean over classes", Mean(all, absent: 0), "count 0"),
            new("SMP macro", "whole set, mean over classes", Mean(all, absent: 1), "count 1"),
            new("torchmetrics JaccardIndex weighted", "whole set, weighted by support", all.FrequencyWeightedIou()),
            new("SMP micro", "whole set, pixels of all classes added", Micro(all)),
            new("SMP micro-imagewise", "per image, pixels of all classes added", images.Average(Micro)),
            new("torchmetrics segmentation MeanIoU", "per image and class, mean over both", ConfusionMatrix.MeanOfPresent(pairs), "left out"),
            new("SMP macro-imagewise", "per image and class, mean over both", images.Average(image => Mean(image, absent: 1)), "count 1"),
            new("reference notebook", "per image and class, mean over both", batches.Average(batch => batch.Average(Reference)), "count 1"),
        ], images.Count);

        static double Mean(ConfusionMatrix matrix, double absent) => matrix.Iou().Average(iou => double.IsNaN(iou) ? absent : iou);

        static double Micro(ConfusionMatrix matrix) => matrix.Total == 0 ? 1 : (double)matrix.TruePositives().Sum() / matrix.Unions().Sum();

        // 1e-6 above and below the fraction is what makes an absent class count 1.
        static double Reference(ConfusionMatrix matrix) => matrix.TruePositives().Zip(matrix.Unions(), (right, union) => (right + 1e-6) / (union + 1e-6)).Average();
    }

    /// <summary>The rows of one definition that agree to three digits in all of several tables, together: those that differ are left.</summary>
    internal static List<int[]> Groups(params IReadOnlyList<IouDefinitions> tables) =>
        [.. tables[0].Rows.Index()
            .GroupBy(row => (row.Item.Definition, string.Join(' ', tables.Select(table => table.Rows[row.Index].Value.Fixed(3)))))
            .Select(group => group.Select(row => row.Index).ToArray())];

    /// <summary>The table: a row for each definition that gives another number.</summary>
    public override TextTable ToTable() =>
        new TextTable("The same predictions by the definitions in use", "definition", "absent classes", "reported by", "mIoU %").AddAll(Groups(this), group =>
            [Rows[group[0]].Definition, Joined(group, row => row.Absent), Joined(group, row => row.Name), (Rows[group[0]].Value * 100).Fixed(1)]);

    private string Joined(int[] group, Func<IouDefinition, string> text) => string.Join(", ", group.Select(i => text(Rows[i])).Distinct());
}
