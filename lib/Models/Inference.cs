using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>How to predict. The default is one look at the image as it is; several looks are averaged as probabilities.</summary>
/// <param name="Flip">Also look at the mirror image. Default false.</param>
public sealed record PredictOptions(bool Flip = false)
{
    /// <summary>Look at the image at each of these sizes, relative to its own. Default 1; each above 0 and at most 16.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [1.0];
}

/// <summary>Prediction: evaluation mode, no gradients, any size. The network is left in the mode it was in.</summary>
public static class Prediction
{
    /// <summary>The most probable class, int64 (N, H, W), of every pixel of normalised images (N, channels, H, W) on the network's device.</summary>
    /// <returns>With one channel, 1 where its probability is above 0.5, else 0; with several, the place of the largest, which of a sigmoid's may be below 0.5.</returns>
    /// <exception cref="SegBookException">A scale is out of its range, or one channel has a softmax.</exception>
    public static Tensor Predict(this SegmentationModel model, Tensor images, PredictOptions? options = null)
    {
        using var scope = NewDisposeScope();

        // One look needs no probabilities: the largest logit is the most probable class.
        var isPlain = options is null or { Flip: false, Scales: [1.0] } && model.Config is { Classes: > 1, Upsampling: null };
        var scores = isPlain ? Evaluate(model, () => model.call(images)) : model.Probabilities(images, options);
        return Largest(scores).MoveToOuterDisposeScope();
    }

    /// <summary>The probability (N, classes, H, W) of every class at every pixel of normalised images (N, channels, H, W) on the network's device.</summary>
    /// <returns>Numbers that sum to 1 over the classes; with one channel (N, 1, H, W), the sigmoid of its logit; of a head with a sigmoid or tanh, its outputs
    /// (one tanh moved to 0 to 1).</returns>
    /// <exception cref="SegBookException">A scale is out of its range, or one channel has a softmax, which is 1 everywhere.</exception>
    public static Tensor Probabilities(this SegmentationModel model, Tensor images, PredictOptions? options = null)
    {
        options ??= new PredictOptions();
        return options.Scales.Count > 0 && options.Scales.All(scale => scale is > 0 and <= 16)
            ? Evaluate(model, () => MeanOfLooks(model, images, options))
            : throw new SegBookException(
                $"The scales to predict at are [{string.Join(", ", options.Scales)}]; there has to be at least one, each above 0 and at most 16.");
    }

    /// <summary>Classes (N, H, W) of scores or probabilities (N, classes, H, W), as <see cref="Predict"/> gives them; one channel has probabilities.</summary>
    internal static Tensor Largest(Tensor scores) => scores.shape[1] == 1 ? scores.squeeze(1).gt(0.5).to(ScalarType.Int64) : scores.max(1).indexes;

    /// <summary>What a head's outputs (N, classes, H, W) are as probabilities.</summary>
    internal static Tensor AsProbabilities(ModelConfig config, Tensor scores) => (config.Activation, config.Classes) switch
    {
        (HeadActivation.Softmax or HeadActivation.LogSoftmax, 1) => throw new SegBookException(
            "The network has one channel and a softmax over it, which is 1 everywhere. Save it with activation None or 'sigmoid' in its config.json."),
        (HeadActivation.None, 1) => scores.sigmoid(),
        (HeadActivation.Tanh, 1) => (scores + 1) / 2,
        (HeadActivation.None, _) => scores.softmax(1),
        (HeadActivation.LogSoftmax, _) => scores.exp(),
        _ => scores.alias(),
    };

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

    private static Tensor MeanOfLooks(SegmentationModel model, Tensor images, PredictOptions options)
    {
        using var scope = NewDisposeScope();
        bool[] flips = options.Flip ? [false, true] : [false];
        var sum = zeros_like(images.narrow(1, 0, 1));
        foreach (var (scale, flip) in options.Scales.SelectMany(scale => flips.Select(flip => (scale, flip))))
        {
            using var look = OneLook(model, images, scale, flip);
            using var before = sum;
            sum = before + look;
        }

        return sum.div_(options.Scales.Count * flips.Length).MoveToOuterDisposeScope();
    }

    private static Tensor OneLook(SegmentationModel model, Tensor images, double scale, bool flip)
    {
        using var scope = NewDisposeScope();
        var size = images.Size();
        var view = Resize(flip ? images.flip(3) : images, [.. size.Select(side => Math.Max(1, (long)Math.Round(side * scale)))]);
        var resized = Resize(AsProbabilities(model.Config, model.call(view)), size);
        return (flip ? resized.flip(3) : resized).MoveToOuterDisposeScope();
    }

    private static Tensor Resize(Tensor x, long[] size) =>
        x.Size().SequenceEqual(size) ? x.alias() : nn.functional.interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: false);
}
