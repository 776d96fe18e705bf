using Plotly.NET;
using SegBook.Metrics;

namespace SegBook.Charts;

/// <summary>Whether a model is as often right as it says it is.</summary>
public static class ReliabilityChart
{
    /// <summary>Accuracy against confidence; a calibrated model lies on the diagonal, an overconfident one below it. Beside it, how many pixels are how sure.</summary>
    /// <param name="title">What the chart shows, as a sentence.</param>
    /// <param name="models">The models with their bins of confidence.</param>
    /// <exception cref="ArgumentException">There is no model.</exception>
    public static Figure Of(string title, params (string Name, Calibration Calibration)[] models)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Length, nameof(models));
        var data = new FigureData("model", "confidence from", "confidence to", "pixels", "mean confidence", "accuracy");
        foreach (var (name, calibration) in models)
        {
            foreach (var bin in calibration.Bins)
            {
                data.Add(name, bin.Low, bin.High, bin.Pixels, bin.Confidence, bin.Accuracy);
            }
        }

        var named = models.Select(model => (FormattableString.Invariant($"{model.Name}, ECE {model.Calibration.ExpectedError:0.000}"), model.Calibration.Bins)).ToArray();
        return new Figure(title, data, () => Draw(named), width: 135, height: 75);
    }

    private static GenericChart Draw((string Name, IReadOnlyList<ReliabilityBin> Bins)[] models)
    {
        double[] unit = [0, 1];
        var diagonal = Series.Line("", unit, unit, 0, ("mode", "lines"), ("line", new { color = "#999999", width = 1, dash = "dot" }));
        var curves = models.Select((model, i) =>
        {
            ReliabilityBin[] filled = [.. model.Bins.Where(bin => bin.Pixels > 0)];
            return Series.Line(model.Name, filled.Select(bin => bin.Confidence).ToArray(), filled.Select(bin => bin.Accuracy).ToArray(), i, ("cliponaxis", false));
        });
        var shares = models.Select((model, i) =>
        {
            var total = (double)Math.Max(1, model.Bins.Sum(bin => bin.Pixels));
            return Series.Line("", model.Bins.Select(bin => (bin.Low + bin.High) / 2).ToArray(), model.Bins.Select(bin => bin.Pixels / total).ToArray(), i);
        });
        return Panel.Grid(
        [
            new Panel([diagonal, .. curves], Axis.Numbers("confidence", ("range", unit)), Axis.Up("accuracy", ("range", unit))),
            new Panel([.. shares], Axis.Numbers("confidence", ("range", unit)), Axis.Up("share of pixels", ("tickformat", ".0%"), ("rangemode", "tozero"))),
        ], columns: 2, xgap: 0.3);
    }
}
