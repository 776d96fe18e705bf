using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>How to predict. The default is one look at the whole image.</summary>
public sealed record PredictOptions
{
    /// <summary>Also look at the mirror image and take the mean. Default false.</summary>
    public bool Flip { get; init; }

    /// <summary>Look at the image at each of these sizes, relative to its own, and take the mean. Default 1; each above 0 and at most 16.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [1.0];

    /// <summary>Height and width of a window that slides over images larger than it. Null (default) looks at the whole image at once; at least 32.</summary>
    public int? Window { get; init; }

    /// <summary>How much neighbouring windows share, as a part of the window. Default 0.5; from 0 to below 1.</summary>
    public double Overlap { get; init; } = 0.5;

    internal void Validate()
    {
        var problem = Scales.Count == 0 || Scales.Any(scale => scale is not (> 0 and <= 16))
            ? $"The scales to predict at are [{string.Join(", ", Scales)}]; there has to be at least one, each above 0 and at most 16."
            : Window is < 32 ? $"The window to predict in is {Window} pixels; it has to be at least 32."
            : Overlap is not (>= 0 and < 1) ? $"The overlap of windows is {Overlap}; it has to be from 0 to below 1."
            : null;
        if (problem is not null)
        {
            throw new SegBookException(problem);
        }
    }
}

/// <summary>Prediction: evaluation mode, no gradients, any size. The network is left in the mode it was in.</summary>
public static class Prediction
{
    /// <summary>The most probable class of every pixel.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Normalised images (N, channels, H, W), on the network's device.</param>
    /// <param name="options">How; one look by default.</param>
    /// <returns>Class numbers, int64 (N, H, W).</returns>
    public static Tensor Predict(this SegmentationModel model, Tensor images, PredictOptions? options = null)
    {
        using var scope = NewDisposeScope();

        // One look needs no probabilities: the largest logit is the most probable class.
        var isPlain = options is null or { Flip: false, Window: null, Scales: [1.0] };
        var scores = isPlain ? Evaluate(model, () => model.call(images)) : model.Probabilities(images, options);
        return scores.max(1).indexes.MoveToOuterDisposeScope();
    }

    /// <summary>The probability of every class at every pixel.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Normalised images (N, channels, H, W), on the network's device.</param>
    /// <param name="options">How; one look by default. Several looks are averaged as probabilities.</param>
    /// <returns>Probabilities (N, classes, H, W) that sum to 1 over the classes (with a sigmoid or tanh head: its outputs).</returns>
    public static Tensor Probabilities(this SegmentationModel model, Tensor images, PredictOptions? options = null)
    {
        options ??= new PredictOptions();
        options.Validate();
        return Evaluate(model, () => AllLooks(model, images, options));
    }

    private static Tensor Evaluate(SegmentationModel model, Func<Tensor> predict)
    {
        using var noGrad = no_grad();
        var wasTraining = model.training;
        model.eval();
        try
        {
            return predict();
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    private static Tensor AllLooks(SegmentationModel model, Tensor images, PredictOptions options)
    {
        using var scope = NewDisposeScope();
        bool[] flips = options.Flip ? [false, true] : [false];
        var sum = zeros_like(images.narrow(1, 0, 1));
        foreach (var (scale, flip) in options.Scales.SelectMany(scale => flips.Select(flip => (scale, flip))))
        {
            using var look = OneLook(model, images, scale, flip, options);
            using var before = sum;
            sum = before + look;
        }

        return sum.div_(options.Scales.Count * flips.Length).MoveToOuterDisposeScope();
    }

    private static Tensor OneLook(SegmentationModel model, Tensor images, double scale, bool flip, PredictOptions options)
    {
        using var scope = NewDisposeScope();
        var size = images.Size();
        long[] scaled = [.. size.Select(side => Math.Max(1, (long)Math.Round(side * scale)))];
        var view = Resize(flip ? images.flip(3) : images, scaled);
        var probabilities = options.Window is { } window && (scaled[0] > window || scaled[1] > window)
            ? SlidingWindow.Probabilities(view, model.Config.Classes, window, options.Overlap, tile => ToProbabilities(model, tile))
            : ToProbabilities(model, view);
        var resized = Resize(probabilities, size);
        return (flip ? resized.flip(3) : resized).MoveToOuterDisposeScope();
    }

    private static Tensor Resize(Tensor x, long[] size) =>
        x.Size().SequenceEqual(size) ? x.alias() : nn.functional.interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: false);

    private static Tensor ToProbabilities(SegmentationModel model, Tensor images)
    {
        using var scope = NewDisposeScope();
        var scores = model.call(images);
        var probabilities = model.Config.Activation switch
        {
            HeadActivation.None => scores.softmax(1),
            HeadActivation.LogSoftmax => scores.exp_(),
            _ => scores,
        };
        return probabilities.MoveToOuterDisposeScope();
    }
}

/// <summary>Predicts a large image in windows that overlap, and blends them so that no seam shows.</summary>
internal static class SlidingWindow
{
    /// <summary>Probabilities of the whole image.</summary>
    /// <param name="images">(N, channels, H, W).</param>
    /// <param name="classes">Channels of the result.</param>
    /// <param name="window">Side of a window in pixels.</param>
    /// <param name="overlap">Part of a window that neighbours share.</param>
    /// <param name="predict">Probabilities of a window.</param>
    public static Tensor Probabilities(Tensor images, int classes, int window, double overlap, Func<Tensor, Tensor> predict)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (images.shape[2], images.shape[3]);
        var (tileHeight, tileWidth) = (Math.Min(window, height), Math.Min(window, width));
        var weight = Ramp(tileHeight, images).unsqueeze(1) * Ramp(tileWidth, images).unsqueeze(0);
        var sum = zeros([images.shape[0], classes, height, width], images.dtype, images.device);
        var weights = zeros([height, width], images.dtype, images.device);
        foreach (var top in Starts(height, tileHeight, overlap))
        {
            foreach (var left in Starts(width, tileWidth, overlap))
            {
                using var inner = NewDisposeScope();
                var probabilities = predict(images.narrow(2, top, tileHeight).narrow(3, left, tileWidth));
                sum.narrow(2, top, tileHeight).narrow(3, left, tileWidth).add_(probabilities.mul_(weight));
                weights.narrow(0, top, tileHeight).narrow(1, left, tileWidth).add_(weight);
            }
        }

        return sum.div_(weights).MoveToOuterDisposeScope();
    }

    /// <summary>Where windows begin: at even distances, the first and the last flush with the edges.</summary>
    internal static IReadOnlyList<long> Starts(long length, long tile, double overlap)
    {
        if (tile >= length)
        {
            return [0];
        }

        var count = (int)Math.Ceiling((length - tile) / Math.Max(1, tile * (1 - overlap))) + 1;
        return [.. Enumerable.Range(0, count).Select(i => (long)Math.Round((double)i * (length - tile) / (count - 1)))];
    }

    /// <summary>Weights that rise from the edge to the middle: what is near a window's edge was seen with less around it.</summary>
    private static Tensor Ramp(long length, Tensor like) =>
        tensor([.. Enumerable.Range(0, (int)length).Select(i => Math.Min(i + 1, length - i) / ((length + 1) / 2f))], like.dtype, like.device);
}
