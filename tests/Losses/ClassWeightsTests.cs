using SegBook.Losses;

namespace SegBook.Tests.Losses;

/// <summary>Class weights from label maps, worked by hand.</summary>
public sealed class ClassWeightsTests
{
    // Frame 1: class 0 six times, class 1 twice. Frame 2: class 0 four times, ignored four times. Class 2 never.
    private static readonly byte[][] _frames = [[0, 0, 0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 255, 255, 255, 255]];

    [Fact]
    public void Inverse_frequency_has_a_mean_of_one()
    {
        // 1/10 and 1/2 over their mean of 3/10.
        Assert.Equal([1.0 / 3, 5.0 / 3, 0], ClassWeights.Of(ClassWeighting.InverseFrequency, 3, _frames), Near);
    }

    [Fact]
    public void Median_frequency_takes_shares_over_the_frames_that_have_the_class()
    {
        // Shares 10/12 and 2/8; their median is 13/24.
        Assert.Equal([13.0 / 20, 13.0 / 6, 0], ClassWeights.Of(ClassWeighting.MedianFrequency, 3, _frames), Near);
    }

    [Fact]
    public void Effective_number_is_inverse_frequency_that_levels_off()
    {
        // The mean over the classes that occur is 6 pixels, so b = 5/6: (1 - b) / (1 - b^10) and (1 - b) / (1 - b^2), scaled to a mean of 1.
        var (one, other) = (1 / (1 - Math.Pow(5.0 / 6, 10)), 1 / (1 - 25.0 / 36));
        var mean = (one + other) / 2;

        Assert.Equal([one / mean, other / mean, 0], ClassWeights.Of(ClassWeighting.EffectiveNumber, 3, _frames), Near);
    }

    [Fact]
    public void No_weighting_weighs_all_alike() => Assert.Equal([1.0, 1, 1], ClassWeights.Of(ClassWeighting.None, 3, _frames));

    [Fact]
    public void A_class_may_be_the_one_that_is_ignored() =>
        Assert.Equal([0.0, 1, 0], ClassWeights.Of(ClassWeighting.InverseFrequency, 3, [[0, 0, 1]], ignoreIndex: 0));

    [Fact]
    public void Misuse_is_an_error()
    {
        Assert.Contains("Frame 2 has label 7", Assert.Throws<SegBookException>(() => ClassWeights.Of(ClassWeighting.InverseFrequency, 3, [.. _frames, [7]])).Message, StringComparison.Ordinal);
        Assert.Contains("no labelled pixel", Assert.Throws<SegBookException>(() => ClassWeights.Of(ClassWeighting.InverseFrequency, 2, [])).Message, StringComparison.Ordinal);
    }

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1e-9;
}
