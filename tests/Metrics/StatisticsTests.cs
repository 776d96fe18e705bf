using SegBook.Metrics;

namespace SegBook.Tests.Metrics;

/// <summary>Quantiles against tables and hand-worked cases.</summary>
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
}
