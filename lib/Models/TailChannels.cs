using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Keeps convolutions on CPUs right where libtorch is wrong.</summary>
/// <remarks>
/// libtorch 2.10 convolves with oneDNN 3.7.1, which on some processors (seen: AMD family 26) forgets to clear the channels that fill up the last of its vectors. So a
/// convolution whose output channels are not a multiple of 16, such as every network's last with as many channels as there are classes, gets a wrong gradient of its
/// input, without a word: in float32 for more than one tap, in bfloat16 even for one, where the result may be wrong, too; with more than 16 input channels that are no
/// multiple of 16 the result is wrong in float32 as well. With multiples it is right in every layout and precision; float32 is also right channels-last, and so is bfloat16 there for even numbers of channels.
/// </remarks>
internal static class TailChannels
{
    /// <summary>What to say where it is so.</summary>
    public const string Warning = "On this processor libtorch gives convolutions of 3x3 and more, whose output channels are not a multiple of 16, a wrong gradient. The library's networks work around it; for one of your own see the README, Limits.";

    private static readonly Lazy<bool> Wrong = new(Try);

    /// <summary>Whether libtorch is wrong in this way on this machine; tried once, in some milliseconds.</summary>
    public static bool AreWrongHere => Wrong.Value;

    /// <summary>The convolution with channels of zeros added up to a multiple of 16, and taken away again.</summary>
    public static Tensor Padded(this Conv2d conv, Tensor x)
    {
        var missing = -conv.out_channels & 15;
        if (missing == 0 || x.device_type != DeviceType.CPU)
        {
            return conv.call(x);
        }

        using var scope = NewDisposeScope();
        var weight = cat([conv.weight!, zeros([missing, .. conv.weight!.shape[1..]], conv.weight.dtype)]);
        var bias = conv.bias is null ? null : cat([conv.bias, zeros([missing], conv.bias.dtype)]);
        var padding = (conv.weight.shape[2] - 1) / 2;
        return functional.conv2d(x, weight, bias, padding: [padding, padding]).narrow(1, 0, conv.out_channels).MoveToOuterDisposeScope();
    }

    /// <summary>Makes a convolution inside a sequence take its input channels-last on a CPU, at the price of a copy of it, where its channels need it. A network of the usual widths has none of these.</summary>
    public static Conv2d InSafeLayout(this Conv2d conv)
    {
        // Fewer than 16 input channels, a picture's three among them, are convolved in another way, which is right.
        if (conv.out_channels % 16 != 0 || (conv.in_channels % 16 != 0 && conv.in_channels > 16))
        {
            conv.register_forward_pre_hook((_, x) => x.device_type == DeviceType.CPU ? x.ChannelsLast() : x);
        }

        return conv;
    }

    // With several threads it goes wrong more often than not, but not each time.
    private static bool Try()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (arange(2 * 16 * 32 * 32, float32).sin().view(2, 16, 32, 32), arange(11 * 16 * 9, float32).cos().view(11, 16, 3, 3));
        var y = arange(2 * 11 * 32 * 32, float32).cos().view(2, 11, 32, 32);
        var right = Gradient(x.ChannelsLast());
        return Enumerable.Range(0, 16).Any(_ => !right.allclose(Gradient(x), 1e-3, 1e-3));

        Tensor Gradient(Tensor input)
        {
            input = input.detach().requires_grad_();
            (functional.conv2d(input, weight, padding: [1, 1]) * y).sum().backward();
            return input.grad!;
        }
    }
}
