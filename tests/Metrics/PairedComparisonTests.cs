using SegBook.Metrics;

namespace SegBook.Tests.Metrics;

/// <summary>Models compared over the same folds and seeds.</summary>
public sealed class PairedComparisonTests
{
    [Fact]
    public void A_steady_lead_over_six_pairs_is_worked_out_by_hand()
    {
        var scores = Runs("U-Net", [0.50, 0.52, 0.54, 0.56, 0.58, 0.60]).Concat(Runs("PSPNet", [0.48, 0.50, 0.52, 0.54, 0.56, 0.58]));

        var result = PairedComparison.Of(scores, "U-Net", "PSPNet");

        Assert.Equal(6, result.Pairs);
        Assert.Equal(0.02, result.Difference.Estimate, 12);
        Assert.Equal(0.02, result.Difference.Low, 9);
        Assert.Equal(2.0 / 64, result.P, 12);
        Assert.Equal("U-Net scores 2.0 points higher than PSPNet over 6 paired runs (95 % interval +2.0 to +2.0, p = 0.031).", result.Sentence);
    }

    [Fact]
    public void A_difference_that_may_be_chance_is_called_that()
    {
        var scores = Runs("A", [0.5, 0.4, 0.6]).Concat(Runs("B", [0.4, 0.5, 0.65]));

        var result = PairedComparison.Of(scores, "A", "B");

        Assert.StartsWith("A scores 1.7 points lower than B over 3 paired runs", result.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("that may be chance.", result.Sentence, StringComparison.Ordinal);
        Assert.True(result.Difference.Contains(0));
    }

    [Fact]
    public void Seeds_are_averaged_within_a_fold_before_anything_is_drawn()
    {
        RunScore[] one = [.. Runs("A", [0.5, 0.4, 0.6]), .. Runs("B", [0.4, 0.5, 0.65])];
        RunScore[] two = [.. one.SelectMany(run => new[] { run with { Score = run.Score + 0.01 }, run with { Seed = 1, Score = run.Score - 0.01 } })];

        var (single, several) = (PairedComparison.Of(one, "A", "B"), PairedComparison.Of(two, "A", "B"));

        Assert.Equal((6, 3), (several.Pairs, several.Folds));
        Assert.Equal(single.P, several.P, 12);
        Assert.Equal(single.Difference.Low, several.Difference.Low, 12);
        Assert.Contains("over 6 paired runs in 3 folds", several.Sentence, StringComparison.Ordinal);
        Assert.Contains("in one fold, which is too few", PairedComparison.Of(two.Where(run => run.Fold == 0), "A", "B").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void One_pair_is_too_few_for_an_interval()
    {
        var result = PairedComparison.Of(Runs("A", [0.5]).Concat(Runs("B", [0.4])), "A", "B");

        Assert.True(double.IsNaN(result.Difference.Low));
        Assert.Equal("A scores 10.0 points higher than B in one paired run, which is too few to say whether that is chance.", result.Sentence);
    }

    [Fact]
    public void Runs_without_a_partner_and_double_runs_are_errors()
    {
        RunScore[] missing = [.. Runs("A", [0.5, 0.6]), .. Runs("B", [0.5])];
        RunScore[] twice = [.. Runs("A", [0.5]), .. Runs("A", [0.6]), .. Runs("B", [0.5])];

        Assert.Contains("Fold 1, seed 0 was run with only one of A and B", Assert.Throws<SegBookException>(() => PairedComparison.Of(missing, "A", "B")).Message, StringComparison.Ordinal);
        Assert.Contains("two scores for fold 0, seed 0", Assert.Throws<SegBookException>(() => PairedComparison.Of(twice, "A", "B")).Message, StringComparison.Ordinal);
        Assert.Throws<SegBookException>(() => PairedComparison.Of(missing, "C", "D"));
    }

    [Fact]
    public void A_table_compares_all_with_all_and_corrects_for_that()
    {
        double[] best = [0.50, 0.52, 0.54, 0.56, 0.58, 0.60, 0.61, 0.63];
        RunScore[] scores = [.. Runs("low", [.. best.Select(s => s - 0.1)]), .. Runs("best", best), .. Runs("mid", [.. best.Select((s, i) => s - 0.02 + 0.03 * (i % 2))])];

        var table = ComparisonTable.Of(scores);

        Assert.Equal(["best - mid", "best - low", "mid - low"], table.Comparisons.Select(c => $"{c.Model} - {c.Against}"));
        Assert.Equal(Significance.Holm([.. table.Comparisons.Select(c => c.P)]), table.Comparisons.Select(c => c.AdjustedP));
        Assert.Contains("after Holm's correction over 3 comparisons", table.Comparisons[1].Sentence, StringComparison.Ordinal);
        Assert.Contains("best - low", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("<table>", table.ToTable().ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_with_a_baseline_compares_only_with_that()
    {
        RunScore[] scores = [.. Runs("a", [0.5, 0.6]), .. Runs("b", [0.4, 0.5]), .. Runs("c", [0.3, 0.2])];

        Assert.Equal(["a", "c"], ComparisonTable.Of(scores, baseline: "b").Comparisons.Select(c => c.Model));
        Assert.Throws<SegBookException>(() => ComparisonTable.Of(scores, baseline: "z"));
        Assert.Throws<SegBookException>(() => ComparisonTable.Of(Runs("a", [0.5])));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    public void Intervals_of_95_percent_hold_the_true_difference_in_90_to_98_percent_of_studies(int pairs)
    {
        const int studies = 500;
        var random = new Random(8);

        var held = Enumerable.Range(0, studies).Count(_ =>
        {
            double[] other = [.. Enumerable.Range(0, pairs).Select(_ => 0.5 + 0.1 * SimulatedSequence.Normal(random))];
            double[] ours = [.. other.Select(score => score + 0.03 + 0.02 * SimulatedSequence.Normal(random))];
            return PairedComparison.Of(Runs("A", ours).Concat(Runs("B", other)), "A", "B", new() { Resamples = 400 }).Difference.Contains(0.03);
        });

        Assert.InRange((double)held / studies, 0.90, 0.98);
    }

    private static IEnumerable<RunScore> Runs(string model, double[] scores) => scores.Select((score, fold) => new RunScore(model, fold, 0, score));
}
