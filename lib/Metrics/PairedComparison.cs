using System.Globalization;

namespace SegBook.Metrics;

/// <summary>The score of one training run.</summary>
/// <param name="Model">Whose score it is.</param>
/// <param name="Fold">The fold it was tested on.</param>
/// <param name="Seed">The seed it was trained with.</param>
/// <param name="Score">The score, such as the mean IoU, 0 to 1.</param>
public sealed record RunScore(string Model, int Fold, int Seed, double Score);

/// <summary>Two models over the same folds and seeds.</summary>
/// <param name="Model">The one in question.</param>
/// <param name="Against">The one it is compared with.</param>
/// <param name="Pairs">How many (fold, seed) pairs both were trained on.</param>
/// <param name="Difference">Mean difference of the scores, above 0 where <paramref name="Model"/> is better, with its interval.</param>
/// <param name="P">P value of the sign-flip test.</param>
/// <param name="AdjustedP">The same after Holm's correction over all comparisons made together.</param>
/// <param name="Comparisons">How many those are.</param>
public sealed record PairedComparison(string Model, string Against, int Pairs, Interval Difference, double P, double AdjustedP, int Comparisons)
{
    /// <summary>The result in words, as it may be quoted.</summary>
    public string Sentence => Words(Math.Abs(Difference.Estimate) * 100);

    /// <inheritdoc/>
    public override string ToString() => Sentence;

    /// <summary>Compares one model with another.</summary>
    /// <param name="scores">Runs of both; other models' are passed over.</param>
    /// <param name="model">The one in question.</param>
    /// <param name="against">The one it is compared with.</param>
    /// <param name="options">Resamples, level and seed of the bootstrap over pairs; its block length is not used.</param>
    /// <exception cref="SegBookException">A run has no partner with the same fold and seed, or appears twice.</exception>
    public static PairedComparison Of(IEnumerable<RunScore> scores, string model, string against, BootstrapOptions? options = null)
    {
        options ??= new();
        var all = scores.ToArray();
        var (ours, theirs) = (ByPair(all, model), ByPair(all, against));
        foreach (var (fold, seed) in ours.Keys.Union(theirs.Keys).Where(pair => !ours.ContainsKey(pair) || !theirs.ContainsKey(pair)))
        {
            throw new SegBookException($"Fold {fold}, seed {seed} was run with only one of {model} and {against}. Compare runs in pairs: run the missing one or leave the other out.");
        }

        double[] differences = [.. ours.OrderBy(run => run.Key).Select(run => run.Value - theirs[run.Key])];
        if (differences.Length == 0)
        {
            throw new SegBookException($"There is no run of {model} and {against} to compare.");
        }

        var p = SignFlipTest.P(differences, seed: options.Seed);
        return new PairedComparison(model, against, differences.Length, Bootstrap(differences, options), p, p, 1);
    }

    private static Dictionary<(int Fold, int Seed), double> ByPair(RunScore[] scores, string model)
    {
        var runs = new Dictionary<(int, int), double>();
        foreach (var run in scores.Where(run => run.Model == model))
        {
            if (!runs.TryAdd((run.Fold, run.Seed), run.Score))
            {
                throw new SegBookException($"{model} has two scores for fold {run.Fold}, seed {run.Seed}. Keep one.");
            }
        }

        return runs;
    }

    /// <summary>Paired bootstrap: the differences are drawn anew, so that what makes a fold hard for both models cancels.</summary>
    private static Interval Bootstrap(double[] differences, BootstrapOptions options)
    {
        var random = new Random(options.Seed);
        var draws = new double[options.Resamples];
        for (var draw = 0; draw < draws.Length; draw++)
        {
            var sum = 0.0;
            for (var i = 0; i < differences.Length; i++)
            {
                sum += differences[random.Next(differences.Length)];
            }

            draws[draw] = sum / differences.Length;
        }

        return Quantiles.Widened(differences.Average(), draws, differences.Length, options.Level, double.NegativeInfinity, double.PositiveInfinity);
    }

    private string Words(double points)
    {
        var better = Difference.Estimate >= 0 ? "higher" : "lower";
        var lead = string.Create(CultureInfo.InvariantCulture, $"{Model} scores {points:0.0} points {better} than {Against}");
        if (double.IsNaN(Difference.Low))
        {
            return lead + " in one paired run, which is too few to say whether that is chance.";
        }

        var p = AdjustedP < 0.001 ? "p < 0.001" : string.Create(CultureInfo.InvariantCulture, $"p = {AdjustedP:0.###}");
        var correction = Comparisons > 1 ? $" after Holm's correction over {Comparisons} comparisons" : "";
        var verdict = AdjustedP < 1 - Difference.Level ? "" : "; that may be chance";
        return lead + string.Create(CultureInfo.InvariantCulture, $" over {Pairs} paired runs ({Difference.Level * 100:0} % interval {Difference.Low * 100:+0.0;-0.0;0.0} to {Difference.High * 100:+0.0;-0.0;0.0}, {p}{correction}){verdict}.");
    }
}
