using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Metrics;

/// <summary>How well the borders between classes are drawn, which the IoU of big classes hardly shows. Streaming, frame by frame.</summary>
/// <remarks>
/// <para>Boundary F1 (the BF score of Csurka et al. 2013, "What is a good evaluation measure for semantic segmentation?", used on CamVid by SegNet): of a
/// class's predicted border pixels, the share within a tolerance of its true border is the precision, the converse the recall, and F1 their harmonic mean. The
/// tolerance is 0.75 % of the picture's diagonal, as there. Averaged over the classes of a frame (those that have a border in labels or prediction; one that has
/// it in only one of them scores 0), then over frames.</para>
/// <para>Trimap IoU (Kohli et al. 2009, "Robust Higher Order Potentials"; used by DeepLab): the mean IoU of the pixels less than r pixels from a true
/// border, for several r, from one confusion matrix over all frames.</para>
/// <para>A border pixel is one with a pixel of another class above, below, left or right. Void is no class: where a labelled region meets void nobody knows where the
/// border is, so it counts as none, and predictions on void pixels are left out.</para>
/// </remarks>
public sealed class BoundaryScores
{
    private readonly int _classCount;
    private readonly int _ignoreIndex;
    private readonly double _tolerance;
    private readonly (int Width, ConfusionMatrix Matrix)[] _trimaps;
    private readonly double[] _classSums;
    private readonly int[] _classFrames;
    private readonly List<double> _frames = [];

    /// <summary>Nothing added yet.</summary>
    /// <param name="classCount">Number of classes, 1 to 255.</param>
    /// <param name="ignoreIndex">The label of pixels that are not scored, 0 to 255.</param>
    /// <param name="tolerance">How far off a border may be, as a share of the diagonal. Default 0.0075.</param>
    /// <param name="trimapWidths">Half widths r of the trimaps in pixels, at least 1; null takes 1, 2, 4, 8 and 16.</param>
    /// <exception cref="SegBookException">A parameter is out of range.</exception>
    public BoundaryScores(int classCount, int ignoreIndex = 255, double tolerance = 0.0075, IReadOnlyList<int>? trimapWidths = null)
    {
        trimapWidths ??= [1, 2, 4, 8, 16];
        if (classCount is < 1 or > 255 || ignoreIndex is < 0 or > 255 || tolerance is not (>= 0 and < 1) || trimapWidths.Any(width => width < 1))
        {
            throw new SegBookException(FormattableString.Invariant($"Boundary scores of {classCount} classes, void {ignoreIndex}, tolerance {tolerance}, trimaps {string.Join(", ", trimapWidths)}: use 1 to 255 classes, a byte for void, 0 up to 1, and widths of at least 1."));
        }

        (_classCount, _ignoreIndex, _tolerance) = (classCount, ignoreIndex, tolerance);
        _trimaps = [.. trimapWidths.Order().Select(width => (width, new ConfusionMatrix(classCount, ignoreIndex)))];
        (_classSums, _classFrames) = (new double[classCount], new int[classCount]);
    }

    /// <summary>Boundary F1, 0 to 1: mean over the classes of a frame, then over the frames that have a border.</summary>
    public double MeanF1 => ConfusionMatrix.MeanOfPresent(_frames);

    /// <summary>Boundary F1 per class: mean over the frames in which it has a border; NaN where it never has.</summary>
    public IReadOnlyList<double> F1 => [.. _classSums.Zip(_classFrames, (sum, frames) => sum / frames)];

    /// <summary>The mean IoU near true borders, by the half width in pixels.</summary>
    public IReadOnlyList<(int Width, double MeanIou)> TrimapIou => [.. _trimaps.Select(trimap => (trimap.Width, trimap.Matrix.MeanIou()))];

    /// <summary>Adds a batch.</summary>
    /// <param name="truth">Labels [N, H, W].</param>
    /// <param name="predicted">Labels [N, H, W], or logits [N, C, H, W].</param>
    /// <exception cref="SegBookException">The shapes do not fit, or a label is no class.</exception>
    public void Add(Tensor truth, Tensor predicted)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var labels = truth.to(ScalarType.Byte).cpu().contiguous();
        var guesses = (predicted.ndim == 4 ? predicted.argmax(1) : predicted).to(ScalarType.Byte).cpu().contiguous();
        var (height, width) = ((int)truth.shape[1], (int)truth.shape[2]);
        for (var n = 0; n < truth.shape[0]; n++)
        {
            Add(labels.bytes.Slice(n * height * width, height * width), guesses.bytes.Slice(n * height * width, height * width), height, width);
        }
    }

    /// <summary>Adds one frame.</summary>
    /// <param name="truth">Labels, row by row.</param>
    /// <param name="predicted">Predicted labels of the same pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="width">Width in pixels.</param>
    /// <exception cref="SegBookException">The lengths do not fit, or a label is no class.</exception>
    public void Add(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted, int height, int width)
    {
        if (truth.Length != height * width || predicted.Length != truth.Length)
        {
            throw new SegBookException($"{truth.Length} labels and {predicted.Length} predictions for {height} x {width} pixels.");
        }

        // Finds labels that are no class before anything is added.
        new ConfusionMatrix(_classCount, _ignoreIndex).Add(truth, predicted);
        AddTrimaps(truth, predicted, height, width);
        var guesses = predicted.ToArray();
        for (var i = 0; i < guesses.Length; i++)
        {
            guesses[i] = truth[i] == _ignoreIndex ? truth[i] : guesses[i];
        }

        AddBorders(new Borders(truth, height, width, _classCount, _ignoreIndex), new Borders(guesses, height, width, _classCount, _ignoreIndex), height, width);
    }

    private void AddTrimaps(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted, int height, int width)
    {
        var distance = DistanceMap.Squared(new Borders(truth, height, width, _classCount, _ignoreIndex).All, height, width);
        var labels = new byte[truth.Length];
        foreach (var (r, matrix) in _trimaps)
        {
            for (var i = 0; i < labels.Length; i++)
            {
                labels[i] = distance[i] < r * r ? truth[i] : (byte)_ignoreIndex;
            }

            matrix.Add(labels, predicted);
        }
    }

    private void AddBorders(Borders truth, Borders predicted, int height, int width)
    {
        var reach = _tolerance * Math.Sqrt((double)height * height + (double)width * width);
        var scores = new List<double>();
        for (var c = 0; c < _classCount; c++)
        {
            var (ours, theirs) = (predicted.Of(c), truth.Of(c));
            if (ours.Count + theirs.Count == 0)
            {
                continue;
            }

            var score = 0.0;
            if (ours.Count > 0 && theirs.Count > 0)
            {
                var (precision, recall) = (truth.ShareNear(c, ours, reach), predicted.ShareNear(c, theirs, reach));
                score = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
            }

            _classSums[c] += score;
            _classFrames[c]++;
            scores.Add(score);
        }

        _frames.Add(ConfusionMatrix.MeanOfPresent(scores));
    }
}
