using SegBook.Metrics;
using static TorchSharp.torch;

namespace SegBook.Tests.Metrics;

/// <summary>Confidence against accuracy.</summary>
public sealed class CalibrationTests
{
    [Fact]
    public void Four_pixels_are_worked_out_by_hand()
    {
        // Two classes; probabilities of class 1: 0.9, 0.9, 0.6, 0.2 (so class 0 with 0.8). Truth 1, 0, 1, 0.
        using var scope = NewDisposeScope();
        var p = tensor(new[] { 0.9, 0.9, 0.6, 0.2 });
        var logits = stack([(1 - p).log(), p.log()], 0).view(1, 2, 2, 2);
        var calibration = new Calibration(bins: 5);

        calibration.Add(tensor(new long[] { 1, 0, 1, 0 }).view(1, 2, 2), logits);

        // Bins of 0.2: (0.4, 0.6] holds 0.6; (0.6, 0.8] holds 0.8; (0.8, 1] holds 0.9 twice, one of them right.
        Assert.Equal([0, 0, 1, 1, 2], calibration.Bins.Select(bin => bin.Pixels));
        Assert.Equal((0.4 + 0.2 + 2 * 0.4) / 4, calibration.ExpectedError, 6);
        Assert.Equal(0.4, calibration.MaximumError, 6);
        Assert.Equal((0.9 + 0.9 + 0.6 + 0.8) / 4 - 0.75, calibration.Overconfidence, 6);
    }

    [Fact]
    public void A_model_that_knows_its_doubts_has_no_error()
    {
        // Ten pixels said to be class 0 with 0.8; eight are.
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { Math.Log(0.8), Math.Log(0.2) }).view(1, 2, 1, 1).expand(1, 2, 1, 10);
        var calibration = new Calibration();

        calibration.Add(tensor(new long[] { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1 }).view(1, 1, 10), logits);

        Assert.Equal(0, calibration.ExpectedError, 6);
        Assert.Contains("Expected calibration error 0.0 %", calibration.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_add_up_and_void_is_left_out()
    {
        using var scope = NewDisposeScope();
        var logits = randn([4, 5, 12, 13], generator: new Generator(2)) * 3;
        var truth = randint(0, 5, [4, 12, 13], int64, generator: new Generator(3));
        truth[0] = 255;
        var (once, parts) = (new Calibration(), new Calibration());

        once.Add(truth, logits);
        for (var n = 0; n < 4; n++)
        {
            parts.Add(truth.narrow(0, n, 1), logits.narrow(0, n, 1));
        }

        Assert.Equal(3 * 12 * 13, once.Bins.Sum(bin => bin.Pixels));
        Assert.Equal(once.ExpectedError, parts.ExpectedError, 9);
    }

    [Fact]
    public void It_agrees_with_a_slow_version()
    {
        using var scope = NewDisposeScope();
        var logits = randn([2, 5, 12, 13], generator: new Generator(2)) * 2;
        var truth = randint(0, 5, [2, 12, 13], int64, generator: new Generator(3));
        var calibration = new Calibration(bins: 10);

        calibration.Add(truth, logits);

        var (confidence, guess) = logits.to(float64).softmax(1).max(1);
        var pixels = confidence.data<double>().ToArray().Zip((guess == truth).data<bool>().ToArray()).ToArray();
        var slow = Enumerable.Range(0, 10).Sum(b =>
        {
            var inside = pixels.Where(pixel => pixel.First > b / 10.0 && pixel.First <= (b + 1) / 10.0).ToArray();
            return inside.Length == 0 ? 0 : inside.Length * Math.Abs(inside.Average(pixel => pixel.First) - inside.Average(pixel => pixel.Second ? 1.0 : 0)) / pixels.Length;
        });
        Assert.Equal(slow, calibration.ExpectedError, 6);
    }

    [Fact]
    public void Misuse_is_an_error()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<SegBookException>(() => new Calibration(bins: 0));
        Assert.Throws<SegBookException>(() => new Calibration().Add(zeros([1, 2, 2], int64), zeros([1, 2, 3, 2])));
        Assert.True(double.IsNaN(new Calibration().ExpectedError));
    }
}
