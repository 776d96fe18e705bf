namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

public interface IResampler
{
    /// <summary>How far the kernel reaches, in source pixels when enlarging.</summary>
    float Radius { get; }

    /// <summary>The weight of a pixel at a distance of <paramref name="x"/>.</summary>
    float GetValue(float x);
}

internal readonly struct NearestNeighborSampler : IResampler
{
    public float Radius => 1;

    public float GetValue(float x) => x;
}

/// <summary>Bilinear.</summary>
internal readonly struct TriangleSampler : IResampler
{
    public float Radius => 1;

    public float GetValue(float x) => Math.Max(0, 1 - Math.Abs(x));
}

internal readonly struct BoxSampler : IResampler
{
    public float Radius => 0.5f;

    public float GetValue(float x) => x is > -0.5f and <= 0.5f ? 1 : 0;
}

/// <summary>Keys' cubic with a = -0.5.</summary>
internal readonly struct BicubicSampler : IResampler
{
    private const float A = -0.5f;

    public float Radius => 2;

    public float GetValue(float x)
    {
        x = Math.Abs(x);
        return x <= 1 ? (((A + 2) * x) - (A + 3)) * x * x + 1
            : x < 2 ? (((((A * x) - (5 * A)) * x) + (8 * A)) * x) - (4 * A)
            : 0;
    }
}

/// <summary>A windowed sinc.</summary>
internal readonly struct Lanczos3Sampler : IResampler
{
    public float Radius => 3;

    public float GetValue(float x)
    {
        x = Math.Abs(x);
        return x < 3 ? Sinc(x) * Sinc(x / 3) : 0;
    }

    private static float Sinc(float x) => x == 0 ? 1 : MathF.Sin(MathF.PI * x) / (MathF.PI * x);
}
