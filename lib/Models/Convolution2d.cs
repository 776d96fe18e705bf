using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>A convolution that keeps its weights in float32 and computes in its input's number type, as PyTorch's autocast does it: the gradient comes back in float32.</summary>
/// <remarks>Shape: (N, in, H, W) to (N, out, H / stride, W / stride). Its first weights are PyTorch's.</remarks>
internal sealed class Convolution2d : Module<Tensor, Tensor>
{
    private Parameter weight;
    private Parameter? bias;

    public Convolution2d(long inChannels, long outChannels, long kernel, long stride = 1, long dilation = 1, long groups = 1, bool hasBias = true)
        : base(nameof(Convolution2d))
    {
        (InChannels, OutChannels, Kernel, Stride, Dilation, Groups) = (inChannels, outChannels, kernel, stride, dilation, groups);
        using var drawn = Conv2d(inChannels, outChannels, kernel, stride, Padding, dilation, PaddingModes.Zeros, groups, hasBias);
        weight = new Parameter(drawn.weight!.detach());
        bias = hasBias ? new Parameter(drawn.bias!.detach()) : null;

        // The layer's owner disposes of them, whatever scope it is made in.
        weight.DetachFromDisposeScope();
        bias?.DetachFromDisposeScope();
        RegisterComponents();
    }

    public long InChannels { get; }

    public long OutChannels { get; }

    public long Kernel { get; }

    public long Stride { get; }

    public long Dilation { get; }

    public long Groups { get; }

    public long Padding => Kernel / 2 * Dilation;

    public Parameter Weight => weight;

    public Parameter? Bias => bias;

    /// <summary>Makes a batch normalisation with its running statistics, which follows in evaluation, part of the weights; in double precision, rounded once.</summary>
    public void Fold(BatchNorm2d norm)
    {
        using var scope = NewDisposeScope();
        var scale = (norm.running_var!.to(float64) + norm.eps).rsqrt() * norm.weight!.to(float64);
        bias!.copy_(norm.bias!.to(float64) - (norm.running_mean!.to(float64) * scale));
        weight.copy_(weight.to(float64) * scale.view(-1, 1, 1, 1));
    }

    /// <summary>Rounds the weights, and lays them out as maps are laid out, once and for all.</summary>
    public void LayOut(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        this.to(type);
        weight.set_(weight.ChannelsLast());
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        if (Groups == InChannels && Groups > 1 && Kernel == 3 && Dilation >= Math.Max(x.shape[2], x.shape[3]))
        {
            // Wherever the window lies, its other taps lie outside of the map: as DeepLabV3+'s rates 24 and 36 do at stride 16 of 256 x 256 pixels.
            return (x * weight.narrow(2, Kernel / 2, 1).narrow(3, Kernel / 2, 1).to(x.dtype).view(1, -1, 1, 1)).MoveToOuterDisposeScope();
        }

        if (Kernel == 1 && x.device_type == DeviceType.CPU)
        {
            // One tap is a matrix product of pixels and weights, in bfloat16 faster than a convolution. oneDNN 3.7.1 convolves wrongly here, on some processors
            // and small maps; and on a virtual machine that did not tell the sizes of its caches it divided by zero for 1024 channels, which ended the process.
            var pixels = x.permute(0, 2, 3, 1);
            pixels = Stride == 1 ? pixels : pixels.slice(1, 0, x.shape[2], Stride).slice(2, 0, x.shape[3], Stride);
            return functional.linear(pixels.contiguous(), weight.to(x.dtype).view(OutChannels, InChannels), bias?.to(x.dtype)).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
        }

        x = TailChannels.Safe(this, x);
        return functional.conv2d(x, weight.to(x.dtype), bias?.to(x.dtype), [Stride, Stride], [Padding, Padding], [Dilation, Dilation], Groups).MoveToOuterDisposeScope();
    }
}

/// <summary>Keeps convolutions on CPUs right where libtorch is wrong.</summary>
/// <remarks>libtorch 2.10 convolves with oneDNN 3.7.1, which on some processors (seen: AMD family 26) forgets to clear the channels that fill up the last of its
/// vectors. So a convolution whose output channels are not a multiple of 16, such as every network's last with as many channels as there are classes, gets a
/// wrong gradient of its input, without a word: in float32 for more than one tap, in bfloat16 even for one, where the result may be wrong, too; with more than
/// 16 input channels that are no multiple of 16 the result is wrong in float32 as well. With multiples it is right laid out plainly; float32 is also right
/// channels-last, and so is bfloat16 there for even numbers of channels, except for depthwise convolutions: one with dilation 12 was wrong channels-last.</remarks>
internal static class TailChannels
{
    public const string Warning =
        "On this processor libtorch gives convolutions of 3x3 and more, whose output channels are not a multiple of 16, a wrong gradient. "
        + "The library's networks work around it; for one of your own see the README, Limits.";

    private static readonly Lazy<bool> Wrong = new(Try);

    /// <summary>Whether libtorch is wrong in this way on this machine; tried once, in some milliseconds.</summary>
    public static bool AreWrongHere => Wrong.Value;

    /// <summary>The input as a convolution on a CPU can take it: a depthwise one plainly laid out, other bfloat16 channels-last, and odd numbers of channels in float32.</summary>
    public static Tensor Safe(Convolution2d conv, Tensor x)
    {
        // Fewer than 16 input channels, a picture's three among them, are convolved in another way, which is right. One column with a stride is not, in bfloat16.
        var isOdd = conv.OutChannels % 16 != 0 || (conv.InChannels % 16 != 0 && conv.InChannels > 16) || (conv.Stride > 1 && x.shape[3] == 1);
        return x.device_type != DeviceType.CPU || x.dtype == float64 ? x
            : conv.Groups > 1 ? x.contiguous()
            : isOdd ? x.to(float32).ChannelsLast()
            : x.dtype == bfloat16 ? x.ChannelsLast() : x;
    }

    // With several threads it goes wrong more often than not, but not each time.
    private static bool Try()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (arange(2 * 16 * 32 * 32, float32).sin().view(2, 16, 32, 32), arange(11 * 16 * 9, float32).cos().view(11, 16, 3, 3));
        var y = arange(2 * 11 * 32 * 32, float32).cos().view(2, 11, 32, 32);
        var right = Gradient(x.ChannelsLast());
        return Enumerable.Range(0, 64).Any(_ => !right.allclose(Gradient(x), 1e-3, 1e-3));

        Tensor Gradient(Tensor input)
        {
            input = input.detach().requires_grad_();
            (functional.conv2d(input, weight, padding: [1, 1]) * y).sum().backward();
            return input.grad!;
        }
    }
}
