using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Data;

/// <summary>ImageNet's mean and deviation, which encoders pretrained there expect.</summary>
public static class Normalization
{
    /// <summary>Mean of red, green, blue, of values from 0 to 1.</summary>
    public static IReadOnlyList<float> Mean { get; } = [0.485f, 0.456f, 0.406f];

    /// <summary>Standard deviation of red, green, blue.</summary>
    public static IReadOnlyList<float> Deviation { get; } = [0.229f, 0.224f, 0.225f];

    /// <summary>From bytes to what a network is fed.</summary>
    /// <param name="images">uint8, [3, H, W] or [N, 3, H, W].</param>
    /// <returns>float32 of the same shape and device: (value / 255 - mean) / deviation.</returns>
    public static Tensor Apply(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (mean, deviation) = Constants(images.device);
        return images.to(ScalarType.Float32).div_(255f).sub_(mean).div_(deviation).MoveToOuterDisposeScope();
    }

    /// <summary>Back to bytes, to be shown.</summary>
    /// <param name="images">float32, [3, H, W] or [N, 3, H, W], normalised.</param>
    /// <returns>uint8 of the same shape and device.</returns>
    public static Tensor Undo(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (mean, deviation) = Constants(images.device);
        return images.mul(deviation).add_(mean).mul_(255f).add_(0.5f).clamp_(0, 255).to(ScalarType.Byte).MoveToOuterDisposeScope();
    }

    private static (Tensor Mean, Tensor Deviation) Constants(Device device) =>
        (tensor(Mean.ToArray()).Bring(device).view(3, 1, 1), tensor(Deviation.ToArray()).Bring(device).view(3, 1, 1));
}
