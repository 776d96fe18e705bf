using static TorchSharp.torch;

namespace SegBook.Models;

/// <summary>Predicts a large image in windows that overlap, and blends them so that no seam shows.</summary>
internal static class SlidingWindow
{
    /// <summary>Probabilities of the whole image.</summary>
    /// <param name="images">(N, channels, H, W).</param>
    /// <param name="classes">Channels of the result.</param>
    /// <param name="window">Side of a window in pixels.</param>
    /// <param name="overlap">Part of a window that neighbours share.</param>
    /// <param name="predict">Probabilities of a window.</param>
    public static Tensor Probabilities(Tensor images, int classes, int window, double overlap, Func<Tensor, Tensor> predict)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (images.shape[2], images.shape[3]);
        var (tileHeight, tileWidth) = (Math.Min(window, height), Math.Min(window, width));
        var weight = Ramp(tileHeight, images).unsqueeze(1) * Ramp(tileWidth, images).unsqueeze(0);
        var sum = zeros([images.shape[0], classes, height, width], images.dtype, images.device);
        var weights = zeros([height, width], images.dtype, images.device);
        foreach (var top in Starts(height, tileHeight, overlap))
        {
            foreach (var left in Starts(width, tileWidth, overlap))
            {
                using var inner = NewDisposeScope();
                var probabilities = predict(images.narrow(2, top, tileHeight).narrow(3, left, tileWidth));
                sum.narrow(2, top, tileHeight).narrow(3, left, tileWidth).add_(probabilities.mul_(weight));
                weights.narrow(0, top, tileHeight).narrow(1, left, tileWidth).add_(weight);
            }
        }

        return sum.div_(weights).MoveToOuterDisposeScope();
    }

    /// <summary>Where windows begin: at even distances, the first and the last flush with the edges.</summary>
    internal static IReadOnlyList<long> Starts(long length, long tile, double overlap)
    {
        if (tile >= length)
        {
            return [0];
        }

        var step = Math.Max(1, tile * (1 - overlap));
        var count = (int)Math.Ceiling((length - tile) / step) + 1;
        return [.. Enumerable.Range(0, count).Select(i => (long)Math.Round((double)i * (length - tile) / (count - 1)))];
    }

    /// <summary>Weights that rise from the edge to the middle: what is near a window's edge was seen with less around it.</summary>
    private static Tensor Ramp(long length, Tensor like)
    {
        var ramp = new float[length];
        for (var i = 0; i < length; i++)
        {
            ramp[i] = Math.Min(i + 1, length - i) / ((length + 1) / 2f);
        }

        using var plain = tensor(ramp);
        return plain.to(like.dtype, like.device);
    }
}
