using SegBook.Training;
using static TorchSharp.torch;

namespace SegBook.Tests.Training;

/// <summary>Losses and counts that stay on the device for a while come out as those that are read at once.</summary>
public sealed class MeterTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(EpochMeter.Window)]
    [InlineData((2 * EpochMeter.Window) + 5)]
    public void Read_late_or_at_once_gives_the_same_numbers(int batches)
    {
        using var scope = NewDisposeScope();
        using var atOnce = new EpochMeter(4, CPU, null);
        using var late = new EpochMeter(4, CPU, null, late: true);
        var generator = new Generator(3);
        for (var i = 0; i < batches; i++)
        {
            var logits = randn([2, 4, 6, 5], generator: generator);
            var labels = randint(0, 4, [2, 6, 5], int64, generator: generator);
            labels = labels.masked_fill(rand([2, 6, 5], generator: generator) < 0.2, 255);
            var loss = rand(1, generator: generator)[0];
            atOnce.Add(loss, logits, labels, [2 * i, (2 * i) + 1]);
            late.Add(loss, logits, labels, [2 * i, (2 * i) + 1]);
        }

        Assert.Equal(atOnce.Matrix().ToArray(), late.Matrix().ToArray());
        Assert.Equal(atOnce.LossSum, late.LossSum);
        Assert.Equal(atOnce.Loss, late.Loss);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_is_noticed_late_under_its_own_batch()
    {
        using var scope = NewDisposeScope();
        using var meter = new EpochMeter(2, CPU, null, late: true);
        var (logits, labels) = (zeros(1, 2, 3, 3), zeros([1, 3, 3], int64));
        for (var batch = 0; batch < 5; batch++)
        {
            meter.Add(tensor(batch == 2 ? float.NaN : 1f), logits, labels, [batch]);
        }

        var error = Assert.Throws<LossNotFiniteException>(meter.Matrix);

        Assert.Equal((2, 2), (error.Batch, error.Frames.Single()));
    }
}
