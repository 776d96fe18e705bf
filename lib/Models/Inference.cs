namespace SegBook.Models;

/// <summary>How to predict. The default is one look at the image as it is; several looks are averaged as probabilities.</summary>
/// <param name="Flip">Also look at the mirror image. Default false.</param>
public sealed record PredictOptions(bool Flip = false)
{
    /// <summary>Look at the image at each of these sizes, relative to its own. Default 1; each above 0 and at most 16.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [1.0];

    internal bool IsOneLook => this is { Flip: false, Scales: [1.0] };
}

/// <summary>Prediction: evaluation mode, no gradients, any size. The network is left in the mode it was in.</summary>
public static class Prediction
{
    /// <summary>The most probable class, int64 (N, H, W), of every pixel of normalised images (N, 3, H, W) on the network's device; with one channel, 1 where its
    /// probability is above 0.5, else 0.</summary>
    /// <exception cref="SegBookException">A scale is out of its range.</exception>
    public static Tensor Predict(this SegmentationModel model, Tensor images, PredictOptions? options = null)
    {
        using var scope = NewDisposeScope();

        // One look needs no probabilities: the largest logit is the most probable class.
        var isPlain = options is null or { IsOneLook: true } && model.Config.Classes > 1;
        var scores = isPlain ? Evaluate(model, () => model.call(images)) : model.Probabilities(images, options);
        return Largest(scores).MoveToOuterDisposeScope();
    }

    /// <summary>The probability (N, classes, H, W) of every class at every pixel of normalised images (N, 3, H, W) on the network's device.</summary>
    /// <returns>Numbers that sum to 1 over the classes; with one channel (N, 1, H, W), the sigmoid of its logit.</returns>
    /// <exception cref="SegBookException">A scale is out of its range.</exception>
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

    /// <summary>What logits (N, classes, H, W) are as probabilities.</summary>
    internal static Tensor AsProbabilities(Tensor logits) => logits.shape[1] == 1 ? logits.sigmoid() : logits.softmax(1);

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
        var resized = Resize(AsProbabilities(model.call(view)), size);
        return (flip ? resized.flip(3) : resized).MoveToOuterDisposeScope();
    }

    private static Tensor Resize(Tensor x, long[] size) =>
        x.Size().SequenceEqual(size) ? x.alias() : nn.functional.interpolate(x, size, mode: InterpolationMode.Bilinear, align_corners: false);
}
