using SegBook.Metrics;

namespace SegBook.Tests.Metrics;

/// <summary>Scores of pictures small enough to score by hand, and what must hold of any.</summary>
public sealed class ConfusionMatrixTests
{
    // Truth 0 0 / 1 1, read as 0 1 / 1 1.
    private static ConfusionMatrix TwoByTwo()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.Add([0, 0, 1, 1], [0, 1, 1, 1]);
        return matrix;
    }

    [Fact]
    public void Counts_of_two_by_two_are_those_of_the_picture()
    {
        var matrix = TwoByTwo();

        Assert.Equal(1, matrix[0, 0]);
        Assert.Equal(1, matrix[0, 1]);
        Assert.Equal(0, matrix[1, 0]);
        Assert.Equal(2, matrix[1, 1]);
        Assert.Equal(4, matrix.Total);
    }

    [Fact]
    public void Scores_of_two_by_two_are_those_worked_by_hand()
    {
        var matrix = TwoByTwo();

        Assert.Equal([1.0 / 2, 2.0 / 3], matrix.Iou());
        Assert.Equal([1.0, 2.0 / 3], matrix.Precision());
        Assert.Equal([1.0 / 2, 1.0], matrix.Recall());
        Assert.Equal([2.0 / 3, 4.0 / 5], matrix.F1());
        Assert.Equal([2L, 2L], matrix.Support());
        Assert.Equal([1L, 2L], matrix.TruePositives());
        Assert.Equal([2L, 3L], matrix.Unions());
        Assert.Equal(7.0 / 12, matrix.MeanIou(), 12);
        Assert.Equal(3.0 / 4, matrix.PixelAccuracy(), 12);
        Assert.Equal(3.0 / 4, matrix.MeanClassAccuracy(), 12);
        Assert.Equal(7.0 / 12, matrix.FrequencyWeightedIou(), 12);
        Assert.Equal(1.0 / 2, matrix.Kappa(), 12);   // (0.75 - 0.5) / (1 - 0.5)
    }

    [Fact]
    public void Mean_iou_leaves_out_a_class_that_never_occurs()
    {
        var matrix = new ConfusionMatrix(classCount: 3);
        matrix.Add([0, 1], [0, 0]);

        Assert.Equal(0.25, matrix.MeanIou(), precision: 12);   // (1/2 + 0/1) / 2
        Assert.True(double.IsNaN(matrix.Iou()[2]));
    }

    [Fact]
    public void A_class_that_is_only_predicted_counts_as_wrong()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.Add([0, 0], [0, 1]);

        Assert.Equal([0.5, 0.0], matrix.Iou());
        Assert.Equal(0.25, matrix.MeanIou());
        Assert.True(double.IsNaN(matrix.Recall()[1]));
        Assert.Equal(0.5, matrix.MeanClassAccuracy());
    }

    [Fact]
    public void Ignored_pixels_are_not_counted_whatever_is_predicted_there()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.Add([0, 255, 255, 1], [0, 0, 1, 1]);

        Assert.Equal(2, matrix.Total);
        Assert.Equal(1.0, matrix.MeanIou());
    }

    [Fact]
    public void A_class_may_be_the_one_that_is_ignored()
    {
        var matrix = new ConfusionMatrix(2, ignoreIndex: 0);
        matrix.Add([0, 1, 1], [1, 1, 0]);

        Assert.Equal(2, matrix.Total);
        Assert.Equal([0.0, 0.5], matrix.Iou());
    }

    [Fact]
    public void An_empty_matrix_scores_nothing()
    {
        var matrix = new ConfusionMatrix(2);

        Assert.True(double.IsNaN(matrix.MeanIou()));
        Assert.True(double.IsNaN(matrix.PixelAccuracy()));
        Assert.True(double.IsNaN(matrix.FrequencyWeightedIou()));
        Assert.True(double.IsNaN(matrix.Kappa()));
        Assert.All(matrix.Iou(), iou => Assert.True(double.IsNaN(iou)));
    }

    [Fact]
    public void Kappa_is_not_a_number_when_chance_alone_agrees_on_everything()
    {
        var matrix = new ConfusionMatrix(2);
        matrix.Add([1, 1], [1, 1]);

        Assert.True(double.IsNaN(matrix.Kappa()));
    }

    [Fact]
    public void A_label_that_is_no_class_is_an_error_that_names_it_and_nothing_is_counted()
    {
        var matrix = new ConfusionMatrix(2);

        var wrongLabel = Assert.Throws<SegBookException>(() => matrix.Add([0, 7], [0, 0]));
        var wrongPrediction = Assert.Throws<SegBookException>(() => matrix.Add([0, 1], [0, 255]));

        Assert.Contains("Label 7 at pixel 1", wrongLabel.Message, StringComparison.Ordinal);
        Assert.Contains("Prediction 255 at pixel 1", wrongPrediction.Message, StringComparison.Ordinal);
        Assert.Equal(0, matrix.Total);
    }

    [Fact]
    public void Misuse_is_an_error_with_the_numbers()
    {
        var matrix = new ConfusionMatrix(2);

        Assert.Contains("3 labels and 1", Assert.Throws<SegBookException>(() => matrix.Add([0, 0, 0], [0])).Message, StringComparison.Ordinal);
        Assert.Contains("class 2", Assert.Throws<SegBookException>(() => matrix[2, 0]).Message, StringComparison.Ordinal);
        Assert.Contains("3 classes", Assert.Throws<SegBookException>(() => matrix.Add(new ConfusionMatrix(3))).Message, StringComparison.Ordinal);
        Assert.Throws<SegBookException>(() => new ConfusionMatrix(0));
        Assert.Throws<SegBookException>(() => ConfusionMatrix.Sum([]));
        Assert.Throws<SegBookException>(() => ConfusionMatrix.FromCounts(new long[2, 3]));
    }

    [Fact]
    public void Counts_survive_the_way_out_and_back()
    {
        var matrix = TwoByTwo();

        var again = ConfusionMatrix.FromCounts(matrix.ToArray());

        Assert.Equal(matrix.ToArray(), again.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Adding_in_batches_equals_adding_at_once(int seed)
    {
        var (truth, predicted) = RandomMaps.Pair(seed, pixels: 5000, classes: 6);
        var once = new ConfusionMatrix(6);
        once.Add(truth, predicted);

        var parts = new ConfusionMatrix(6);
        parts.Add(truth.AsSpan(0, 1234), predicted.AsSpan(0, 1234));
        var rest = new ConfusionMatrix(6);
        rest.Add(truth.AsSpan(1234), predicted.AsSpan(1234));
        parts.Add(rest);

        Assert.Equal(once.ToArray(), parts.ToArray());
        Assert.Equal(once.ToArray(), ConfusionMatrix.Sum([parts]).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Spans_are_counted_as_a_slow_obvious_loop_counts(int seed)
    {
        var (truth, predicted) = RandomMaps.Pair(seed, pixels: 10_001, classes: 11);
        var slow = new long[11, 11];
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] != 255)
            {
                slow[truth[i], predicted[i]]++;
            }
        }

        var matrix = new ConfusionMatrix(11);
        matrix.Add(truth, predicted);

        Assert.Equal(slow, matrix.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Permuting_the_classes_permutes_the_scores(int seed)
    {
        byte[] order = [3, 0, 4, 1, 2];
        var (truth, predicted) = RandomMaps.Pair(seed, pixels: 3000, classes: 5);
        var matrix = new ConfusionMatrix(5);
        matrix.Add(truth, predicted);

        var permuted = new ConfusionMatrix(5);
        permuted.Add(Permute(truth), Permute(predicted));

        Assert.Equal(matrix.Iou(), order.Select(c => permuted.Iou()[c]));
        Assert.Equal(matrix.MeanIou(), permuted.MeanIou(), 12);
        Assert.Equal(matrix.FrequencyWeightedIou(), permuted.FrequencyWeightedIou(), 12);
        Assert.Equal(matrix.Kappa(), permuted.Kappa(), 12);

        byte[] Permute(byte[] labels) => [.. labels.Select(label => label == 255 ? label : order[label])];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Iou_is_at_most_dice_and_they_are_functions_of_each_other(int seed)
    {
        var (truth, predicted) = RandomMaps.Pair(seed, pixels: 2000, classes: 7);
        var matrix = new ConfusionMatrix(7);
        matrix.Add(truth, predicted);

        foreach (var (iou, dice) in matrix.Iou().Zip(matrix.F1()))
        {
            Assert.True(iou <= dice);
            Assert.Equal(2 * iou / (1 + iou), dice, 12);
        }
    }

    [Fact]
    public void Swapping_labels_and_predictions_swaps_precision_and_recall()
    {
        var (truth, predicted) = RandomMaps.Pair(5, pixels: 2000, classes: 4, voids: false);
        var matrix = new ConfusionMatrix(4);
        matrix.Add(truth, predicted);
        var swapped = new ConfusionMatrix(4);
        swapped.Add(predicted, truth);

        Assert.Equal(matrix.Precision(), swapped.Recall());
        Assert.Equal(matrix.Iou(), swapped.Iou());
        Assert.Equal(matrix.Kappa(), swapped.Kappa(), 12);
    }

    [Fact]
    public void A_perfect_reading_scores_one_everywhere()
    {
        var (truth, _) = RandomMaps.Pair(6, pixels: 2000, classes: 4, voids: false);
        var matrix = new ConfusionMatrix(4);
        matrix.Add(truth, truth);

        double[] all = [matrix.MeanIou(), matrix.MeanF1(), matrix.PixelAccuracy(), matrix.MeanClassAccuracy(), matrix.FrequencyWeightedIou(), matrix.Kappa()];
        Assert.All(all, score => Assert.Equal(1, score, 12));
    }
}
