using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Keeps training on CPUs right where libtorch is wrong.</summary>
/// <remarks>
/// libtorch 2.10 convolves float32 with oneDNN 3.7.1. On some processors (seen: AMD family 26) that gives a wrong gradient of the input, without a word, for a
/// convolution of more than one tap whose output channels are not a multiple of 16: it forgets to clear the channels that fill up the last vector. So does every
/// network's last convolution, of as many channels as there are classes. Maps that lie channels-last in memory take another way through oneDNN, which is right.
/// </remarks>
internal static class TailChannels
{
    /// <summary>What to say where it is so.</summary>
    public const string Warning = "On this processor libtorch gives convolutions of 3x3 and more, whose output channels are not a multiple of 16, a wrong gradient. The library's networks work around it; for one of your own see the README, Limits.";

    private static readonly Lazy<bool> Wrong = new(Try);

    /// <summary>Whether libtorch is wrong in this way on this machine; tried once, in some milliseconds.</summary>
    public static bool AreWrongHere => Wrong.Value;

    /// <summary>Makes the convolution take the way that is right while it is trained on a CPU, at the price of a copy of its input.</summary>
    public static Conv2d WithRightGradient(this Conv2d conv)
    {
        if (conv.out_channels % 16 != 0 && conv.weight!.shape[2] > 1)
        {
            conv.register_forward_pre_hook((_, x) => x is { requires_grad: true, device_type: DeviceType.CPU, dtype: ScalarType.Float32 } ? ChannelsLast(x) : x);
        }

        return conv;
    }

    private static Tensor ChannelsLast(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    // With several threads it goes wrong more often than not, but not each time.
    private static bool Try()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (arange(2 * 16 * 32 * 32, float32).sin().view(2, 16, 32, 32), arange(11 * 16 * 9, float32).cos().view(11, 16, 3, 3));
        var y = arange(2 * 11 * 32 * 32, float32).cos().view(2, 11, 32, 32);
        var right = Gradient(ChannelsLast(x));
        return Enumerable.Range(0, 16).Any(_ => !right.allclose(Gradient(x), 1e-3, 1e-3));

        Tensor Gradient(Tensor input)
        {
            input = input.detach().requires_grad_();
            (functional.conv2d(input, weight, padding: [1, 1]) * y).sum().backward();
            return input.grad!;
        }
    }
}
