using System.Diagnostics;
using SegBook.Data;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>What a network costs beside what it scores.</summary>
/// <param name="Name">What the chart calls it.</param>
/// <param name="MeanIou">The score, 0 to 1.</param>
/// <param name="MillisecondsPerFrame">The median time for one frame, batch norm folded into the convolutions, loading not counted.</param>
/// <param name="Parameters">How many numbers it has learned.</param>
/// <param name="MultiplyAdds">Multiplications with addition for one frame.</param>
/// <param name="Activations">Values that its convolutions put out for one frame; training keeps them for the gradient, at 4 bytes each in float32.</param>
public sealed record ModelCost(string Name, double MeanIou, double MillisecondsPerFrame, long Parameters, long MultiplyAdds, long Activations)
{
    private const int WarmUps = 2;
    private const int Repeats = 9;

    /// <summary>Times the best weights of a run, one frame at a time.</summary>
    /// <param name="run">A finished run.</param>
    /// <param name="cache">Frames at the size to be timed.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="name">What the chart calls it.</param>
    /// <param name="meanIou">The score that stands beside the time.</param>
    public static ModelCost Of(Run run, FrameCache cache, Device device, string name, double meanIou)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(cache);
        using var model = run.OpenBest(device);
        using var folded = model.Fused();
        folded.eval();
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var picture = Normalization.Apply(cache.Image(0).unsqueeze(0)).to(device);
        var times = new double[Repeats];
        for (var i = -WarmUps; i < Repeats; i++)
        {
            using var step = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            folded.call(picture);
            if (device.type == DeviceType.CUDA)
            {
                cuda.synchronize();
            }

            if (i >= 0)
            {
                times[i] = watch.Elapsed.TotalMilliseconds;
            }
        }

        Array.Sort(times);
        var summary = ModelSummary.Of(model, (int)picture.shape[2], (int)picture.shape[3]);
        return new ModelCost(name, meanIou, times[Repeats / 2], model.ParameterCount(), summary.MultiplyAdds, summary.Activations);
    }
}
