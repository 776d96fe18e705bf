using Plotly.NET;
using SegBook.Metrics;
using Chart = Plotly.NET.CSharp.Chart;

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
        var diagonal = Chart.Line<double, double, string>([0, 1], [0, 1], ShowLegend: false, LineColor: Color.fromHex("#999999"), LineWidth: 1, LineDash: StyleParam.DrawingStyle.Dot, UseDefaults: false);
        var curves = models.Select((model, i) =>
        {
            ReliabilityBin[] filled = [.. model.Bins.Where(bin => bin.Pixels > 0)];
            return Series.With(Series.Line(model.Name, filled.Select(bin => bin.Confidence).ToArray(), filled.Select(bin => bin.Accuracy).ToArray(), i, markers: true), "cliponaxis", false);
        });
        var shares = models.Select((model, i) =>
        {
            var total = (double)Math.Max(1, model.Bins.Sum(bin => bin.Pixels));
            return Series.Line(model.Name, model.Bins.Select(bin => (bin.Low + bin.High) / 2).ToArray(), model.Bins.Select(bin => bin.Pixels / total).ToArray(), i, legend: false);
        });
        var share = Axis.Numbers("share of pixels", format: ".0%");
        share.SetValue("rangemode", "tozero");
        return Panel.Row(
        [
            new Panel([diagonal, .. curves], Axis.Numbers("confidence", 0, 1), Axis.Numbers("accuracy", 0, 1)),
            new Panel([.. shares], Axis.Numbers("confidence", 0, 1), share),
        ], gap: 0.16).WithLegend(true);
    }
}
