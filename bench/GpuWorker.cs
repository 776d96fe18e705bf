using SegBook.Models;
using SegBook.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SegBook.Bench;

/// <summary>Our side of <c>segbook bench gpu</c>: a line with a case on the input is answered with "go" when it is warm, then with the seconds of a step or what went wrong. bench/gpu.py is the other side.</summary>
internal static class GpuWorker
{
    private const int Classes = 32;

    public static void Run(Architecture architecture, string encoder, Device device, int repeats, double seconds)
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            try
            {
                Console.WriteLine($"{Time(architecture, encoder, device, GpuCase.Read(line), repeats, seconds):0.000000}");
            }
            catch (System.Runtime.InteropServices.ExternalException e)
            {
                Console.WriteLine($"failed: {e.Message.Split('\n')[0]}");
            }
        }
    }

    /// <summary>The median time of a step, over stretches of many steps between two waits for the device.</summary>
    private static double Time(Architecture architecture, string encoder, Device device, GpuCase work, int repeats, double seconds)
    {
        using var scope = NewDisposeScope();
        Compute.AllowTf32(work.TrainingPrecision != Precision.Float32);
        random.manual_seed(1);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Encoder = encoder, Classes = Classes });
        model.to(device);
        var owned = new Stack<IDisposable>();
        try
        {
            var step = work.Trains ? Trainer(model, device, work, owned) : Predictor(model, device, work, owned);
            Stretch(step, 3, device);
            var steps = (int)Math.Clamp(seconds / Stretch(step, 1, device), 1, 1000);
            Console.WriteLine("go");
            return Timing.Median(Enumerable.Range(0, repeats).Select(_ => Stretch(step, steps, device) / steps));
        }
        finally
        {
            foreach (var thing in owned)
            {
                thing.Dispose();
            }
        }
    }

    /// <summary>Seconds of so many steps and of waiting until the device has done them.</summary>
    private static double Stretch(Action step, int steps, Device device) => Timing.Milliseconds(() =>
    {
        for (var i = 0; i < steps; i++)
        {
            step();
        }

        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }
    }) / 1000;

    private static Action Trainer(SegmentationModel model, Device device, GpuCase work, Stack<IDisposable> owned)
    {
        var (images, labels) = (randn([work.Batch, 3, work.Height, work.Width], device: device), randint(0, Classes, [work.Batch, work.Height, work.Width], int64, device));
        var optimizer = optim.SGD(model.parameters().ToArray(), 0.01, momentum: 0.9);
        owned.Push(optimizer);
        model.Precision = work.TrainingPrecision;
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(model.call(images), labels).backward();
            optimizer.step();
        };
    }

    /// <summary>With batch norms folded; PyTorch's side has a bfloat16 network.</summary>
    private static Action Predictor(SegmentationModel model, Device device, GpuCase work, Stack<IDisposable> owned)
    {
        var images = randn([work.Batch, 3, work.Height, work.Width], device: device);
        var folded = model.Folded(work.TrainingPrecision);
        owned.Push(folded);
        return () =>
        {
            using var quiet = no_grad();
            using var logits = folded.call(images);
        };
    }
}
