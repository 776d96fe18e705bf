using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace SegBook.Charts;

/// <summary>A trial of a search.</summary>
/// <param name="Values">The settings tried, by name.</param>
/// <param name="Score">What it scored.</param>
/// <param name="Budget">How long it ran, in epochs; a trial that was stopped early has a smaller one.</param>
public sealed record TrialPoint(IReadOnlyDictionary<string, double> Values, double Score, double Budget = 1);

/// <summary>What a search found: the score against each setting.</summary>
public static class SearchScatter
{
    /// <summary>A panel a setting, a dot a trial, larger for a longer one, the best as a star. A setting that spans more than a factor of 20 has a logarithmic scale.</summary>
    /// <param name="title">What the search found, as a sentence.</param>
    /// <param name="score">What was measured, such as "validation mIoU".</param>
    /// <param name="trials">The trials.</param>
    /// <exception cref="ArgumentException">There is no trial.</exception>
    public static Figure Of(string title, string score, IReadOnlyList<TrialPoint> trials)
    {
        ArgumentOutOfRangeException.ThrowIfZero(trials.Count, nameof(trials));
        string[] settings = [.. trials.SelectMany(trial => trial.Values.Keys).Distinct()];
        var data = new FigureData([.. settings, "epochs", score]);
        foreach (var trial in trials)
        {
            data.Add([.. settings.Select(setting => (object?)(trial.Values.TryGetValue(setting, out var value) ? value : null)), trial.Budget, trial.Score]);
        }

        var columns = settings.Length == 4 ? 2 : Math.Min(3, settings.Length);
        var rows = (settings.Length + columns - 1) / columns;
        return new Figure(title, data, () => Panel.Grid(
            [.. settings.Select((setting, i) => Draw(setting, i % columns == 0 ? score : "", trials, legend: i == 0))], columns, xgap: 0.2, ygap: 0.32), height: 22 + (rows * 52));
    }

    private static Panel Draw(string setting, string score, IReadOnlyList<TrialPoint> trials, bool legend)
    {
        TrialPoint[] tried = [.. trials.Where(trial => trial.Values.ContainsKey(setting))];
        var best = tried.MaxBy(trial => double.IsNaN(trial.Score) ? double.NegativeInfinity : trial.Score)!;
        var longest = trials.Max(trial => trial.Budget);
        var budgets = tried.Select(trial => trial.Budget).Distinct().Order().ToArray();
        var dots = budgets.Select((budget, i) =>
        {
            TrialPoint[] same = [.. tried.Where(trial => trial.Budget.Equals(budget) && trial != best)];
            return Series.Dots(legend ? FormattableString.Invariant($"{budget:0.#} epochs") : "", same.Select(trial => trial.Values[setting]).ToArray(), same.Select(trial => trial.Score).ToArray(),
                i, (int)Math.Round(4 + (5 * Math.Sqrt(budget / longest))), ("opacity", 0.75));
        });
        var star = Series.Dots(legend ? "best" : "", new[] { best.Values[setting] }, new[] { best.Score }, 0).With(("marker", new { color = "black", symbol = "star", size = 12 }));
        return new Panel([.. dots, star], Across(setting, tried), score.Length > 0 ? Axis.Up(score) : Axis.Numbers(""));
    }

    private static LinearAxis Across(string setting, TrialPoint[] trials)
    {
        double[] values = [.. trials.Select(trial => trial.Values[setting])];
        return values.Min() > 0 && values.Max() / values.Min() > 20 ? Axis.Logarithmic(setting) : Axis.Numbers(setting, ("showgrid", false));
    }
}
