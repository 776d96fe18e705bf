using SegBook.Metrics;

namespace SegBook.Tests.Metrics;

/// <summary>Quantiles, Holm's correction and the sign-flip test against tables and hand-worked cases.</summary>
public sealed class StatisticsTests
{
    [Theory]
    [InlineData(0.975, 1, 12.70620474)]
    [InlineData(0.975, 3, 3.182446305)]
    [InlineData(0.975, 10, 2.228138852)]
    [InlineData(0.95, 4, 2.131846786)]
    [InlineData(0.995, 24, 2.796939505)]
    [InlineData(0.025, 3, -3.182446305)]
    public void Quantiles_of_t_are_those_of_the_tables(double share, double freedom, double expected) =>
        Assert.Equal(expected, Quantiles.StudentT(share, freedom), 6);

    [Theory]
    [InlineData(0.975, 1.959963985)]
    [InlineData(0.95, 1.644853627)]
    [InlineData(0.5, 0)]
    public void Quantiles_of_the_normal_distribution_are_those_of_the_tables(double share, double expected) =>
        Assert.Equal(expected, Quantiles.Normal(share), 5);

    [Fact]
    public void Quantiles_of_draws_are_linear_in_between()
    {
        double[] sorted = [1, 2, 4];

        Assert.Equal([1, 1.5, 2, 3, 4], new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(share => Quantiles.Of(sorted, share)));
    }

    [Fact]
    public void Holm_multiplies_from_the_smallest_on_and_never_goes_down()
    {
        // Sorted 0.01, 0.02, 0.03, 0.5 times 4, 3, 2, 1 gives 0.04, 0.06, 0.06, 0.5.
        Assert.Equal([0.06, 0.04, 0.5, 0.06], Significance.Holm([0.03, 0.01, 0.5, 0.02]).Select(p => Math.Round(p, 12)));
        Assert.Equal([1.0, 1.0], Significance.Holm([0.7, 0.9]));
        Assert.Empty(Significance.Holm([]));
    }

    [Fact]
    public void Sign_flips_of_differences_of_one_sign_leave_two_patterns()
    {
        Assert.Equal(2.0 / 8, Significance.SignFlip([1, 2, 3]), 12);
        Assert.Equal(2.0 / 32, Significance.SignFlip([-1, -2, -3, -4, -0.5]), 12);
    }

    [Fact]
    public void Sign_flips_of_a_mixed_case_are_those_counted_by_hand()
    {
        // 3, 2, -1: the sum is 4; the patterns reach 6, 4, 2, 0 and their negatives, so 4 of 8 reach 4 or more.
        Assert.Equal(4.0 / 8, Significance.SignFlip([3, 2, -1]), 12);
        Assert.Equal(1, Significance.SignFlip([1, -1]), 12);
        Assert.Equal(1, Significance.SignFlip([0, 0, 0]), 12);
    }

    [Fact]
    public void Sampled_sign_flips_agree_with_the_exact_ones()
    {
        var random = new Random(3);
        double[] exact = [.. Enumerable.Range(0, 20).Select(_ => random.NextDouble() - 0.35)];
        double[] sampled = [.. exact, 0];   // one more pair without a difference: the same p, beyond what is enumerated

        Assert.Equal(Significance.SignFlip(exact), Significance.SignFlip(sampled), 2);
        Assert.NotEqual(0, Significance.SignFlip([.. Enumerable.Repeat(1.0, 30)]));
        Assert.Throws<SegBookException>(() => Significance.SignFlip([]));
        Assert.Throws<SegBookException>(() => Significance.SignFlip([double.NaN]));
    }

    [Fact]
    public void P_values_under_no_difference_are_spread_evenly()
    {
        var random = new Random(11);
        var rejected = Enumerable.Range(0, 1000).Count(_ => Significance.SignFlip([.. Enumerable.Range(0, 9).Select(_ => random.NextDouble() - random.NextDouble())]) <= 0.05);

        // 5 % of 1000, give or take three standard deviations.
        Assert.InRange(rejected, 29, 71);
    }
}
