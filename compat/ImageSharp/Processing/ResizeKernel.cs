namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>Which source pixels make a target pixel along one side, and how much of each.</summary>
internal sealed class ResizeKernel
{
    private ResizeKernel(int[] starts, int[] counts, int width, float[] weights) => (Starts, Counts, Width, Weights) = (starts, counts, width, weights);

    public int[] Starts { get; }

    public int[] Counts { get; }

    /// <summary>Room for the weights of one target pixel.</summary>
    public int Width { get; }

    public float[] Weights { get; }

    /// <summary>When shrinking, the kernel grows with the step, so that no source pixel is passed over.</summary>
    public static ResizeKernel Of(int source, int target, IResampler sampler)
    {
        var step = (double)source / target;
        var scale = Math.Max(1, step);
        var radius = sampler.Radius * scale;
        var width = (int)Math.Ceiling(radius) * 2 + 1;
        var kernel = new ResizeKernel(new int[target], new int[target], width, new float[target * width]);
        for (var i = 0; i < target; i++)
        {
            var centre = ((i + 0.5) * step) - 0.5;
            var first = Math.Max(0, (int)Math.Ceiling(centre - radius));
            var last = Math.Min(source - 1, (int)Math.Floor(centre + radius));
            kernel.Starts[i] = first;
            kernel.Counts[i] = last - first + 1;
            var sum = 0.0;
            for (var j = first; j <= last; j++)
            {
                sum += sampler.GetValue((float)((j - centre) / scale));
            }

            for (var j = first; j <= last; j++)
            {
                kernel.Weights[(i * width) + j - first] = (float)(sampler.GetValue((float)((j - centre) / scale)) / sum);
            }
        }

        return kernel;
    }
}
