using System.Globalization;
using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>A model with what it scores and what it costs.</summary>
/// <param name="Name">The model.</param>
/// <param name="Milliseconds">Time a frame takes, in milliseconds.</param>
/// <param name="Score">What it scores, with its interval.</param>
/// <param name="Megabytes">The size of its weights.</param>
public sealed record ParetoPoint(string Name, double Milliseconds, Interval Score, double Megabytes);

/// <summary>Accuracy against speed and size: which models are beaten in everything?</summary>
public static class ParetoChart
{
    /// <summary>A dot a model, its area after the size of its weights; the line joins the models that no other beats in both time and score.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="time">On what the time was measured, such as "ms a frame of 240 x 320, 2 CPU threads".</param>
    /// <param name="score">What is measured, with n.</param>
    /// <param name="models">The models.</param>
    public static Figure Of(string title, string time, string score, params ParetoPoint[] models)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Length, nameof(models));
        var data = new FigureData("model", "ms per frame", score, "low", "high", "weights in MB", "not beaten");
        var front = Front(models);
        foreach (var model in models)
        {
            data.Add(model.Name, model.Milliseconds, model.Score.Estimate, model.Score.Low, model.Score.High, model.Megabytes, front.Contains(model) ? "yes" : "");
        }

        return new Figure(title, data, () => Draw(time, score, models, front), width: 130, height: 90);
    }

    /// <summary>The models that no other beats in both time and score, the fastest first.</summary>
    internal static IReadOnlyList<ParetoPoint> Front(IReadOnlyList<ParetoPoint> models)
    {
        var front = new List<ParetoPoint>();
        foreach (var model in models.OrderBy(model => model.Milliseconds).ThenByDescending(model => model.Score.Estimate))
        {
            if (front.Count == 0 || model.Score.Estimate > front[^1].Score.Estimate)
            {
                front.Add(model);
            }
        }

        return front;
    }

    private static GenericChart Draw(string time, string score, ParetoPoint[] models, IReadOnlyList<ParetoPoint> front)
    {
        var largest = models.Max(model => model.Megabytes);
        var line = Series.Line("", front.Select(model => model.Milliseconds).ToArray(), front.Select(model => model.Score.Estimate).ToArray(), 0,
            ("mode", "lines"), ("line", new { color = "#999999", width = 1, dash = "dot" }));
        var dots = models.Select((model, i) => Series.Whiskers(
            Series.Dots(string.Create(CultureInfo.InvariantCulture, $"{model.Name}, {model.Megabytes:0} MB"), new[] { model.Milliseconds }, new[] { model.Score.Estimate }, i,
                (int)Math.Round(8 + (16 * Math.Sqrt(model.Megabytes / largest))), ("opacity", 0.85)), [model.Score], up: true));
        return new Panel([line, .. dots], Axis.Numbers(time, ("range", new[] { 0, models.Max(model => model.Milliseconds) * 1.1 })), Axis.Up(score)).ToChart();
    }
}
