using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>How to predict. The default is one look at the whole image.</summary>
public sealed record PredictOptions
{
    /// <summary>Also look at the mirror image and take the mean. Default false.</summary>
    public bool Flip { get; init; }

    /// <summary>Look at the image at each of these sizes, relative to its own, and take the mean. Default 1; each above 0.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [1.0];

    /// <summary>Height and width of a window that slides over images larger than it. Null (default) looks at the whole image at once; at least 32.</summary>
    public int? Window { get; init; }

    /// <summary>How much neighbouring windows share, as a part of the window. Default 0.5; from 0 to below 1.</summary>
    public double Overlap { get; init; } = 0.5;

    internal void Validate()
    {
        if (Scales.Count == 0 || Scales.Any(scale => scale is not (> 0 and <= 16)))
        {
            throw new SegBookException($"The scales to predict at are [{string.Join(", ", Scales)}]; there has to be at least one, each above 0 and at most 16.");
        }

        if (Window is < 32)
        {
            throw new SegBookException($"The window to predict in is {Window} pixels; it has to be at least 32.");
        }

        if (Overlap is not (>= 0 and < 1))
        {
            throw new SegBookException($"The overlap of windows is {Overlap}; it has to be from 0 to below 1.");
        }
    }
}

/// <summary>Prediction: evaluation mode, no gradients, any size.</summary>
public static class Prediction
{
    /// <summary>The most probable class of every pixel.</summary>
    /// <param name="model">The network; it is left in the mode it was in.</param>
    /// <param name="images">Normalised images (N, channels, H, W), on the network's device.</param>
    /// <param name="options">How; one look by default.</param>
    /// <returns>Class numbers, int64 (N, H, W).</returns>
    public static Tensor Predict(this SegmentationModel model, Tensor images, PredictOptions? options = null)
    {
        options ??= new PredictOptions();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();

        // One look needs no probabilities: the largest logit is the most probable class.
        var scores = options is { Flip: false, Window: null, Scales: [1.0] } ? Evaluate(model, () => model.call(images)) : model.Probabilities(images, options);
        return scores.argmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>The probability of every class at every pixel.</summary>
    /// <param name="model">The network; it is left in the mode it was in.</param>
    /// <param name="images">Normalised images (N, channels, H, W), on the network's device.</param>
    /// <param name="options">How; one look by default. Several looks are averaged as probabilities.</param>
    /// <returns>Probabilities (N, classes, H, W) that sum to 1 over the classes (with a sigmoid or tanh head: its outputs).</returns>
    public static Tensor Probabilities(this SegmentationModel model, Tensor images, PredictOptions? options = null)
    {
        options ??= new PredictOptions();
        options.Validate();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Evaluate(model, () => AllLooks(model, images, options)).MoveToOuterDisposeScope();
    }

    private static Tensor Evaluate(SegmentationModel model, Func<Tensor> predict)
    {
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
        Tensor? sum = null;
        foreach (var scale in options.Scales)
        {
            foreach (var flip in options.Flip ? [false, true] : new[] { false })
            {
                var look = OneLook(model, images, scale, flip, options);
                if (sum is null)
                {
                    sum = look;
                    continue;
                }

                sum.add_(look);
                look.Dispose();
            }
        }

        return sum!.div_(options.Scales.Count * (options.Flip ? 2 : 1)).MoveToOuterDisposeScope();
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
        var scores = model.call(images);
        switch (model.Config.Activation)
        {
            case HeadActivation.None:
                using (scores)
                {
                    return scores.softmax(1);
                }

            case HeadActivation.LogSoftmax:
                return scores.exp_();
            default:
                return scores;
        }
    }
}
