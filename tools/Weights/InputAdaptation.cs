using SegBook.Data;
using static TorchSharp.torch;

namespace SegBook.Cli.Weights;

/// <summary>Makes a network that was fed blue, green, red from 0 to 255, less a mean, take the library's pictures: red, green, blue, as <see cref="Normalization"/> scales them.</summary>
/// <remarks>
/// With z the library's value, the network's own was 255 (deviation z + mean) - m. The factor goes into the first convolution's weights; the constant
/// 255 mean - m, times the sum of each kernel, is taken from the running mean of the batch norm that follows. Exact wherever a kernel lies within the
/// picture. At the border zeros are filled in, which meant the colour m and now means ImageNet's mean colour.
/// </remarks>
public static class InputAdaptation
{
    /// <summary>Adapts, in place of what is in the dictionary.</summary>
    /// <param name="weights">With <c>conv1.weight</c> [C, 3, k, k] and <c>bn1.running_mean</c> [C].</param>
    /// <param name="mean">What the network had subtracted from blue, green, red, each from 0 to 255.</param>
    public static void Apply(IDictionary<string, Tensor> weights, IReadOnlyList<double> mean)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(mean);
        using var scope = NewDisposeScope();
        var kernels = weights["conv1.weight"].to(float64).flip(1);
        var scale = tensor(Normalization.Deviation.Select(deviation => 255.0 * deviation).ToArray()).view(1, 3, 1, 1);
        var shift = tensor(Normalization.Mean.Select((own, channel) => (255.0 * own) - mean[2 - channel]).ToArray()).view(1, 3, 1, 1);
        var moved = weights["bn1.running_mean"].to(float64).sub(kernels.mul(shift).sum([1, 2, 3]));
        Replace(weights, "conv1.weight", kernels.mul(scale));
        Replace(weights, "bn1.running_mean", moved);
    }

    private static void Replace(IDictionary<string, Tensor> weights, string name, Tensor value)
    {
        weights[name].Dispose();
        weights[name] = value.to(float32).MoveToOuterDisposeScope();
    }
}
