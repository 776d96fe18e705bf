using System.Globalization;
using SegBook.Display;
using static TorchSharp.torch;

namespace SegBook.Metrics;

/// <summary>Pixels whose confidence falls into one range.</summary>
/// <param name="Low">Confidence from here (not included, but for 0),</param>
/// <param name="High">up to here (included).</param>
/// <param name="Pixels">How many.</param>
/// <param name="Confidence">Their mean confidence; NaN when there are none.</param>
/// <param name="Accuracy">The share of them read right; NaN when there are none.</param>
public sealed record ReliabilityBin(double Low, double High, long Pixels, double Confidence, double Accuracy);

/// <summary>Whether a model's confidence is to be believed: of the pixels it is 80 % sure of, are 80 % right?</summary>
/// <remarks>
/// Confidence is the greatest softmax probability. Expected calibration error (ECE): the mean over bins of |accuracy - confidence|, weighted by pixels
/// (Naeini et al. 2015; Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2). Bins are equally wide, open below and closed above.
/// Streaming, void pixels left out. Neighbouring pixels are alike, so small bins say less than their pixels promise.
/// </remarks>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Calibration : IShowsTable
{
    private readonly long[] _pixels;
    private readonly long[] _right;
    private readonly double[] _confidence;
    private readonly long _ignoreIndex;

    /// <summary>Nothing counted yet.</summary>
    /// <param name="bins">How many bins, 1 to 1000. Default 15, as in Guo et al.</param>
    /// <param name="ignoreIndex">The label of pixels that are not scored.</param>
    /// <exception cref="SegBookException"><paramref name="bins"/> is out of range.</exception>
    public Calibration(int bins = 15, int ignoreIndex = 255)
    {
        if (bins is < 1 or > 1000)
        {
            throw new SegBookException($"{bins} calibration bins: use 1 to 1000.");
        }

        (_pixels, _right, _confidence, _ignoreIndex) = (new long[bins], new long[bins], new double[bins], ignoreIndex);
    }

    /// <summary>The reliability diagram's data.</summary>
    public IReadOnlyList<ReliabilityBin> Bins => [.. _pixels.Select((pixels, i) => new ReliabilityBin(
        (double)i / _pixels.Length, (i + 1.0) / _pixels.Length, pixels, _confidence[i] / pixels, (double)_right[i] / pixels))];

    /// <summary>Expected calibration error, 0 (perfect) to 1; NaN when nothing was counted.</summary>
    public double ExpectedError => Filled().Sum(bin => bin.Pixels * Math.Abs(bin.Accuracy - bin.Confidence)) / _pixels.Sum();

    /// <summary>The greatest gap of any bin.</summary>
    public double MaximumError => Filled().Select(bin => Math.Abs(bin.Accuracy - bin.Confidence)).DefaultIfEmpty(double.NaN).Max();

    /// <summary>Mean confidence minus accuracy: above 0 the model is too sure of itself.</summary>
    public double Overconfidence => (_confidence.Sum() - _right.Sum()) / _pixels.Sum();

    /// <summary>Adds a batch, on the device it lies on.</summary>
    /// <param name="truth">Labels [N, H, W].</param>
    /// <param name="logits">Logits [N, C, H, W].</param>
    /// <exception cref="SegBookException">The shapes do not fit.</exception>
    public void Add(Tensor truth, Tensor logits)
    {
        long[] t = truth.shape, x = logits.shape;
        if (x.Length != 4 || t.Length != 3 || t[0] != x[0] || t[1] != x[2] || t[2] != x[3])
        {
            throw new SegBookException($"Labels [{string.Join(", ", t)}] and logits [{string.Join(", ", x)}] do not fit: use [N, H, W] and [N, C, H, W].");
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var bins = _pixels.Length;
        var (best, predicted) = logits.max(1);
        var confidence = (best - logits.logsumexp(1)).exp().to(float64).clamp(0, 1);
        var bin = (confidence * bins).ceil().sub(1).clamp_min(0).to(int64);
        bin = bin.masked_fill(truth == _ignoreIndex, bins).flatten();
        Collect(bincount(bin, minlength: bins + 1).cpu().data<long>().ToArray(), _pixels);
        Collect(bincount(bin + (bins + 1) * (predicted == truth).to(int64).flatten(), minlength: 2 * bins + 2).cpu().data<long>().ToArray().AsSpan(bins + 1), _right);
        var sums = bincount(bin, confidence.flatten(), bins + 1).cpu().data<double>().ToArray();
        for (var i = 0; i < bins; i++)
        {
            _confidence[i] += sums[i];
        }
    }

    /// <summary>The bins as a table.</summary>
    public TextTable ToTable()
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"Expected calibration error {ExpectedError * 100:0.0} %, overconfidence {Overconfidence * 100:+0.0;-0.0;0.0} %");
        var table = new TextTable(title, "confidence", "pixels", "mean confidence %", "right %");
        foreach (var bin in Filled())
        {
            table.Add($"{Text(bin.Low)} to {Text(bin.High)}", bin.Pixels.ToString("N0", CultureInfo.InvariantCulture), Text(bin.Confidence), Text(bin.Accuracy));
        }

        return table;
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    private static void Collect(ReadOnlySpan<long> found, long[] into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] += found[i];
        }
    }

    private static string Text(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    private IEnumerable<ReliabilityBin> Filled() => Bins.Where(bin => bin.Pixels > 0);
}
