using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>The ResNet stem's max pooling: 3 x 3 windows at every second pixel, so that the map is halved.</summary>
/// <remarks>
/// Shape: (N, C, H, W) to (N, C, ceil(H / 2), ceil(W / 2)). Where no gradient is wanted, the maxima of rows are taken first and then those of columns: the same
/// numbers in a tenth of the time on a CPU, since libtorch's own kernel goes window by window and notes where each maximum was.
/// </remarks>
internal sealed class HalvingMaxPool() : Module<Tensor, Tensor>(nameof(HalvingMaxPool))
{
    public override Tensor forward(Tensor x)
    {
        if ((x.requires_grad && is_grad_enabled()) || x.device_type != DeviceType.CPU)
        {
            return functional.max_pool2d(x, 3, stride: 2, padding: 1);
        }

        using var scope = NewDisposeScope();
        return Halve(Halve(x, 2), 3).MoveToOuterDisposeScope();
    }

    /// <summary>Out of every even line, and the odd ones before and behind it, the largest.</summary>
    private static Tensor Halve(Tensor x, long dimension)
    {
        var length = x.shape[dimension];
        var even = x.slice(dimension, 0, length, 2);
        if (length == 1)
        {
            return even;
        }

        var odd = x.slice(dimension, 1, length, 2);
        var (evens, odds) = (even.shape[dimension], odd.shape[dimension]);

        // The last even line of an odd length has no line behind it, only one before.
        var y = evens == odds ? even.maximum(odd) : cat([even.narrow(dimension, 0, odds).maximum(odd), even.narrow(dimension, odds, 1)], dimension);
        if (evens > 1)
        {
            y.narrow(dimension, 1, evens - 1).clamp_(min: odd.narrow(dimension, 0, evens - 1));
        }

        return y;
    }
}
