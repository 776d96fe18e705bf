using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

public static class KnownResamplers
{
    public static IResampler NearestNeighbor { get; } = default(NearestNeighborSampler);

    public static IResampler Triangle { get; } = default(TriangleSampler);

    public static IResampler Bicubic { get; } = default(BicubicSampler);

    public static IResampler Box { get; } = default(BoxSampler);

    public static IResampler Lanczos3 { get; } = default(Lanczos3Sampler);
}
