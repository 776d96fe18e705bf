using static TorchSharp.torch;

namespace SegBook.Data;

/// <summary>A few frames together, ready for a network. Whoever takes it out of a loader disposes of it.</summary>
public sealed class Batch : IDisposable
{
    internal Batch(Tensor images, Tensor labels, IReadOnlyList<int> frames) => (Images, Labels, Frames) = (images, labels, frames);

    /// <summary>float32, [N, 3, H, W], normalised with ImageNet's mean and deviation.</summary>
    public Tensor Images { get; }

    /// <summary>int64, [N, H, W], a class or <see cref="LabelMap.Ignore"/>.</summary>
    public Tensor Labels { get; }

    /// <summary>The numbers that the loader was given for these frames.</summary>
    public IReadOnlyList<int> Frames { get; }

    /// <summary>How many frames it has.</summary>
    public int Count => Frames.Count;

    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
