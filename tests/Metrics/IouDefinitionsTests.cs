using SegBook.Metrics;
using SegBook.Tests.Support;

namespace SegBook.Tests.Metrics;

/// <summary>One set of predictions by everybody's definition of IoU.</summary>
public sealed class IouDefinitionsTests
{
    [GoldenFact("notebook")]
    public void The_data_set_level_numbers_agree_with_the_recording_and_differ_from_the_notebooks()
    {
        var golden = GoldenMetrics.Read("notebook/metrics.json");
        ConfusionMatrix[] images = [.. golden.GetProperty("batches").EnumerateArray().SelectMany(batch => GoldenMetrics.Images(batch, "notebook", batch.GetProperty("images").GetInt32(), 48 * 64, 32))];
        var contrast = golden.GetProperty("for_contrast");

        var all = ConfusionMatrix.Sum(images);
        var table = IouDefinitions.Of(images, batchSize: 4);

        Assert.Equal(contrast.GetProperty("dataset_level_mean_iou_over_present_classes").GetDouble(), all.MeanIou(), 12);
        Assert.Equal(contrast.GetProperty("pixel_accuracy_over_all_pixels").GetDouble(), all.PixelAccuracy(), 12);
        Assert.Equal(golden.GetProperty("iou_mean_over_batches").GetDouble(), table["reference notebook"], 12);
        Assert.Equal(all.MeanIou(), table["this workbook"], 12);
        Assert.Equal(all.MeanIou(), table["Cityscapes"], 12);
    }

    [Fact]
    public void Definitions_differ_on_one_small_example_as_worked_by_hand()
    {
        // Three classes, of which class 2 never occurs. Image 1: truth 0 0 0 1, read 0 0 0 0. Image 2: truth 1 1, read 1 0.
        var (first, second) = (new ConfusionMatrix(3), new ConfusionMatrix(3));
        first.Add([0, 0, 0, 1], [0, 0, 0, 0]);
        second.Add([1, 1], [1, 0]);

        var table = IouDefinitions.Of([first, second], batchSize: 2);

        Assert.Equal((3.0 / 5 + 1.0 / 3) / 2, table["this workbook"], 12);
        Assert.Equal((3.0 / 5 + 1.0 / 3) / 3, table["JaccardIndex macro of older torchmetrics"], 12);
        Assert.Equal((3.0 / 5 + 1.0 / 3) / 2, table["torchmetrics JaccardIndex weighted"], 12);      // three pixels of each class
        Assert.Equal((3.0 / 4 + 0 + 0 + 1.0 / 2) / 4, table["torchmetrics segmentation MeanIoU"], 12);
        Assert.Equal(4.0 / 8, table["SMP micro"], 12);                                               // 4 right, 2 wrong counted twice
        Assert.Equal((3.0 / 5 + 1.0 / 3 + 1) / 3, table["SMP macro"], 12);
        Assert.Equal((3.0 / 5 + 1.0 / 3) / 2, table["SMP micro-imagewise"], 12);                     // 3/(3+2) and 1/(1+2)
        Assert.Equal((0.75 / 2 + 0.5 / 2 + 1) / 3, table["SMP macro-imagewise"], 12);
        Assert.Equal((0.75 / 2 + 0.5 / 2 + 1) / 3, table["reference notebook"], 5);
        Assert.Contains("SMP macro", table.ToString(), StringComparison.Ordinal);
        Assert.Throws<SegBookException>(() => table["nobody"]);
        Assert.Throws<SegBookException>(() => IouDefinitions.Of([]));
    }
}
