using SegBook.Display;
using static SegBook.SegBookException;
using static System.FormattableString;

namespace SegBook.Metrics;

/// <summary>The score, such as the mean IoU, 0 to 1, of a model trained with a seed and tested on a fold.</summary>
public sealed record RunScore(string Model, int Fold, int Seed, double Score);

/// <summary>Two models over the same folds and seeds. Runs of a fold were tested on the same frames: their differences are averaged before anything is drawn.</summary>
/// <remarks>The mean difference is above 0 where the model is better; P is the sign-flip test's, adjusted by Holm over all comparisons made together.</remarks>
public sealed record PairedComparison(string Model, string Against, int Pairs, Interval Difference, double P, double AdjustedP, int Comparisons)
{
    /// <summary>How many folds the pairs are from.</summary>
    public int Folds { get; init; } = Pairs;

    /// <summary>The result in words, as it may be quoted.</summary>
    public string Sentence
    {
        get
        {
            var lead = Invariant($"{Model} scores {Math.Abs(Difference.Estimate) * 100:0.0} points {(Difference.Estimate >= 0 ? "higher" : "lower")} than {Against}");
            if (double.IsNaN(Difference.Low))
            {
                return $"{lead} in one {(Pairs == 1 ? "paired run" : "fold")}, which is too few to say whether that is chance.";
            }

            var interval = Invariant($"{Difference.Level * 100:0} % interval {Difference.Low * 100:+0.0;-0.0;0.0} to {Difference.High * 100:+0.0;-0.0;0.0}");
            var p = AdjustedP < 0.001 ? "p < 0.001" : Invariant($"p = {AdjustedP:0.###}");
            var correction = Comparisons > 1 ? $" after Holm's correction over {Comparisons} comparisons" : "";
            var verdict = AdjustedP < 1 - Difference.Level ? "" : "; that may be chance";
            var folds = Folds == Pairs ? "" : $" in {Folds} folds";
            return $"{lead} over {Pairs} paired runs{folds} ({interval}, {p}{correction}){verdict}.";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Sentence;

    /// <summary>Compares one model with another by their runs; the bootstrap over folds has no use for a block length.</summary>
    /// <exception cref="SegBookException">A run has no partner with the same fold and seed, or appears twice.</exception>
    public static PairedComparison Of(IEnumerable<RunScore> scores, string model, string against, BootstrapOptions? options = null)
    {
        options ??= new();
        var all = scores.ToArray();
        var (ours, theirs) = (ByPair(all, model), ByPair(all, against));
        Require(ours.Count + theirs.Count > 0, $"There is no run of {model} and {against} to compare.");
        foreach (var (fold, seed) in ours.Keys.Union(theirs.Keys).Where(pair => !ours.ContainsKey(pair) || !theirs.ContainsKey(pair)))
        {
            throw new SegBookException($"Fold {fold}, seed {seed} was run with only one of {model} and {against}. "
                + "Compare runs in pairs: run the missing one or leave the other out.");
        }

        double[] differences = [.. ours.GroupBy(run => run.Key.Fold, run => run.Value - theirs[run.Key]).OrderBy(fold => fold.Key).Select(fold => fold.Average())];
        var p = Significance.SignFlip(differences, options.Seed);
        return new PairedComparison(model, against, ours.Count, Bootstrap(differences, options), p, p, 1) { Folds = differences.Length };
    }

    private static Dictionary<(int Fold, int Seed), double> ByPair(RunScore[] scores, string model)
    {
        var runs = scores.Where(run => run.Model == model).ToArray();
        return runs.CountBy(run => (run.Fold, run.Seed)).FirstOrDefault(pair => pair.Value > 1) is { Value: > 1, Key: var (fold, seed) }
            ? throw new SegBookException($"{model} has two scores for fold {fold}, seed {seed}. Keep one.")
            : runs.ToDictionary(run => (run.Fold, run.Seed), run => run.Score);
    }

    /// <summary>Paired bootstrap: the differences are drawn anew, so that what makes a fold hard for both models cancels.</summary>
    private static Interval Bootstrap(double[] differences, BootstrapOptions options)
    {
        var random = new Random(options.Seed);
        var draws = Enumerable.Range(0, options.Resamples).Select(_ => random.GetItems(differences, differences.Length).Average());
        return new Quantiles(differences.Length, options.Level).Interval(differences.Average(), draws, double.NegativeInfinity, double.PositiveInfinity);
    }
}

/// <summary>Models compared in pairs over the same folds and seeds, with Holm's correction over all of it; shows itself as a table with a sentence each.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record ComparisonTable(IReadOnlyList<PairedComparison> Comparisons) : IShowsTable
{
    /// <summary>Compares every two models, the better one first; or, with a baseline, every other model with that.</summary>
    /// <exception cref="SegBookException">There are fewer than two models, no such baseline, or runs without a partner.</exception>
    public static ComparisonTable Of(IEnumerable<RunScore> scores, string? baseline = null, BootstrapOptions? options = null)
    {
        var all = scores.ToArray();
        string[] models = [.. all.GroupBy(run => run.Model).OrderByDescending(runs => runs.Average(run => run.Score)).Select(runs => runs.Key)];
        var named = string.Join(", ", models.DefaultIfEmpty("no model"));
        Require(models.Length >= 2 && (baseline is null || models.Contains(baseline)),
            $"Runs of {named}{(baseline is null ? "" : $", baseline {baseline}")}: a comparison needs two models.");
        var pairs = baseline is null
            ? models.SelectMany((model, i) => models.Skip(i + 1).Select(other => (model, other)))
            : models.Where(model => model != baseline).Select(model => (model, other: baseline));
        PairedComparison[] raw = [.. pairs.Select(pair => PairedComparison.Of(all, pair.model, pair.other, options))];
        var adjusted = Significance.Holm([.. raw.Select(comparison => comparison.P)]);
        return new ComparisonTable([.. raw.Zip(adjusted, (comparison, p) => comparison with { AdjustedP = p, Comparisons = raw.Length })]);
    }

    /// <summary>The table, a sentence for each comparison below it.</summary>
    public TextTable ToTable()
    {
        var table = new TextTable("", "comparison", "pairs", "difference (points)", "interval", "p", "p (Holm)");
        foreach (var c in Comparisons)
        {
            var interval = double.IsNaN(c.Difference.Low) ? "-" : $"{Points(c.Difference.Low)} to {Points(c.Difference.High)}";
            table.Add($"{c.Model} - {c.Against}", $"{c.Pairs}", Points(c.Difference.Estimate), interval, Invariant($"{c.P:0.####}"), Invariant($"{c.AdjustedP:0.####}"));
            table.Note(c.Sentence);
        }

        return table;

        static string Points(double share) => Invariant($"{share * 100:+0.0;-0.0;0.0}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ToTable()}";
}

/// <summary>P values without an assumption on how scores are spread.</summary>
internal static class Significance
{
    private const int ExactUpTo = 20, Draws = 100_000;

    /// <summary>Permutation test of paired differences: if two models were alike, each difference could as well have had the other sign.</summary>
    /// <remarks>Fisher 1935, "The Design of Experiments", section 21. Two-sided, on the absolute sum. Exact up to 20 pairs; beyond, random signs with the
    /// observed ones counted in (Phipson and Smyth 2010), so that p is never 0. With n pairs p is at least 2 / 2^n: five cannot show 0.05.</remarks>
    public static double SignFlip(IReadOnlyList<double> differences, int seed = 1)
    {
        Require(differences.Count > 0 && differences.All(double.IsFinite),
            $"{differences.Count} differences for a sign-flip test: at least one is needed, and all must be numbers.");

        // A flipped sum that equals the observed one but for rounding is as extreme.
        var limit = Math.Abs(differences.Sum()) - 1e-12 * differences.Sum(Math.Abs);
        var random = new Random(seed);
        return differences.Count <= ExactUpTo
            ? Enumerable.Range(0, 1 << differences.Count).Average(pattern => IsExtreme(i => (pattern >> i & 1) == 1))
            : (1 + Enumerable.Range(0, Draws).Sum(_ => IsExtreme(_ => random.Next(2) == 1))) / (1.0 + Draws);

        int IsExtreme(Func<int, bool> isFlipped)
        {
            var sum = 0.0;
            for (var i = 0; i < differences.Count; i++)
            {
                sum += isFlipped(i) ? -differences[i] : differences[i];
            }

            return Math.Abs(sum) >= limit ? 1 : 0;
        }
    }

    /// <summary>Holm's step-down correction for having asked several questions at once (Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure"):
    /// the smallest of m values is multiplied by m, the next by m - 1, and so on; none becomes smaller than the one before it, none exceeds 1.</summary>
    public static double[] Holm(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        var largest = 0.0;
        foreach (var (rank, index) in Enumerable.Range(0, p.Count).OrderBy(i => p[i]).Index())
        {
            largest = Math.Max(largest, Math.Min(1, p[index] * (p.Count - rank)));
            adjusted[index] = largest;
        }

        return adjusted;
    }
}
