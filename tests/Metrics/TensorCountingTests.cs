using SegBook.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Metrics;

/// <summary>Counting tensors: every dtype, layout and shape counts as the slow version does.</summary>
public sealed class TensorCountingTests
{
    private const int Classes = 7;

    public static TheoryData<string> Layouts => ["planar", "channels last", "sliced", "float64", "float16"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Logits_are_counted_by_their_best_class_in_any_layout(string layout)
    {
        using var scope = NewDisposeScope();
        var (truth, logits) = Batch(3, 60, 61);
        var expected = Slow(truth, logits.to(float64).argmax(1));

        var matrix = new ConfusionMatrix(Classes);
        matrix.Add(truth, layout switch
        {
            "channels last" => logits.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2),
            "sliced" => cat([logits, logits], 3).narrow(3, 0, 61),
            "float64" => logits.to(float64),
            "float16" => logits.to(float16),
            _ => logits,
        });

        if (layout != "float16")
        {
            Assert.Equal(expected, matrix.ToArray());
        }
        else
        {
            Assert.Equal(Slow(truth, logits.to(float16).to(float32).argmax(1)), matrix.ToArray());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Threads_do_not_change_the_counts(int threads)
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        try
        {
            set_num_threads(threads);
            var (truth, logits) = Batch(2, 190, 181);
            var matrix = new ConfusionMatrix(Classes);
            matrix.Add(truth, logits);

            Assert.Equal(Slow(truth, logits.argmax(1)), matrix.ToArray());
            Assert.Equal(matrix.ToArray(), ConfusionMatrix.Sum(ConfusionMatrix.PerImage(Classes, truth, logits)).ToArray());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Theory]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int16)]
    public void Label_maps_are_counted_in_any_integer_type(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (truth, logits) = Batch(2, 33, 47);
        var predicted = logits.argmax(1);

        var matrix = new ConfusionMatrix(Classes);
        matrix.Add(truth.to(type), predicted.to(type));

        Assert.Equal(Slow(truth, predicted), matrix.ToArray());
    }

    [Fact]
    public void Of_equal_logits_the_first_class_wins_as_in_argmax()
    {
        using var scope = NewDisposeScope();
        var truth = zeros([1, 40, 40], int64);
        var matrix = new ConfusionMatrix(Classes);

        matrix.Add(truth, zeros([1, Classes, 40, 40]));
        matrix.Add(truth, zeros([1, 40, 40, Classes]).permute(0, 3, 1, 2));

        Assert.Equal(3200, matrix[0, 0]);
    }

    [Fact]
    public void One_picture_needs_no_batch_dimension()
    {
        using var scope = NewDisposeScope();
        var (truth, logits) = Batch(1, 9, 10);
        var (with, without) = (new ConfusionMatrix(Classes), new ConfusionMatrix(Classes));

        with.Add(truth, logits);
        without.Add(truth[0], logits[0]);

        Assert.Equal(with.ToArray(), without.ToArray());
    }

    [Fact]
    public void Each_image_has_its_own_matrix()
    {
        using var scope = NewDisposeScope();
        var (truth, logits) = Batch(3, 50, 51);

        var matrices = ConfusionMatrix.PerImage(Classes, truth, logits);

        Assert.Equal(3, matrices.Count);
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(Slow(truth.narrow(0, n, 1), logits.narrow(0, n, 1).argmax(1)), matrices[n].ToArray());
        }
    }

    [Fact]
    public void A_wrong_label_is_named_with_its_place()
    {
        using var scope = NewDisposeScope();
        var (truth, logits) = Batch(2, 30, 40);
        truth[1, 2, 3] = 99;
        var matrix = new ConfusionMatrix(Classes);

        var wrongLabel = Assert.Throws<SegBookException>(() => matrix.Add(truth, logits));
        var wrongPrediction = Assert.Throws<SegBookException>(() => matrix.Add(truth.clamp_max(0), truth));

        Assert.Contains("Label 99 at image 1, row 2, column 3", wrongLabel.Message, StringComparison.Ordinal);
        Assert.Contains("Prediction 255 at image 0, row ", wrongPrediction.Message, StringComparison.Ordinal);
        Assert.Throws<SegBookException>(() => ConfusionMatrix.PerImage(Classes, truth, logits));
        Assert.Equal(0, matrix.Total);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_errors_with_both_shapes()
    {
        using var scope = NewDisposeScope();
        var matrix = new ConfusionMatrix(Classes);

        var wrongClasses = Assert.Throws<SegBookException>(() => matrix.Add(zeros([1, 4, 4], int64), zeros([1, 3, 4, 4])));
        var wrongSize = Assert.Throws<SegBookException>(() => matrix.Add(zeros([1, 4, 4], int64), zeros([1, 4, 5], int64)));
        var floats = Assert.Throws<SegBookException>(() => matrix.Add(zeros([1, 4, 4]), zeros([1, 4, 4], int64)));

        Assert.Throws<SegBookException>(() => ConfusionMatrix.PerImage(Classes, zeros([4, 4], int64), zeros([4, 4], int64)));
        Assert.Contains("[1, 3, 4, 4]", wrongClasses.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 4, 5]", wrongSize.Message, StringComparison.Ordinal);
        Assert.Contains("integers", floats.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counting_keeps_no_tensor_alive()
    {
        using var scope = NewDisposeScope();
        var (truth, logits) = Batch(2, 30, 40);
        var matrix = new ConfusionMatrix(Classes);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        matrix.Add(truth, logits);
        matrix.Add(truth, logits.requires_grad_());
        matrix.Add(truth.to(int32), logits.argmax(1).MoveToOuterDisposeScope());

        Assert.InRange(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, 0, 3);   // the labels and predictions made just above
    }

    private static (Tensor Truth, Tensor Logits) Batch(int images, int height, int width)
    {
        var generator = new Generator(5);
        var logits = randn([images, Classes, height, width], generator: generator);
        var truth = randint(0, Classes, [images, height, width], int64, generator: generator);
        var isIgnored = rand([images, height, width], generator: generator) < 0.1;
        return (truth.masked_fill(isIgnored, 255), logits);
    }

    private static long[,] Slow(Tensor truth, Tensor predicted)
    {
        var counts = new long[Classes, Classes];
        foreach (var (label, guess) in truth.to(int64).data<long>().ToArray().Zip(predicted.to(int64).data<long>().ToArray()))
        {
            if (label != 255)
            {
                counts[label, guess]++;
            }
        }

        return counts;
    }
}
