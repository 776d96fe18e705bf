using System.Diagnostics;
using System.Globalization;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Bench;

/// <summary>One network, stepped on demand.</summary>
internal static class ModelBenchWorker
{
    public static void Run(Architecture architecture, string encoder, bool trains, ModelBenchSetting setting)
    {
        set_num_threads(setting.Threads);
        random.manual_seed(1);
        using var model = Make(architecture, encoder, trains);
        using var images = randn(setting.Batch, 3, setting.Size, setting.Size);
        using var labels = randint(0, ModelBenchSetting.Classes, [setting.Batch, setting.Size, setting.Size]);
        using var optimizer = trains ? optim.SGD(model.parameters().ToArray(), 0.01, momentum: 0.9) : null;
        Serve(trains ? () => Train(model, optimizer!, images, labels) : () => Infer(model, images));
    }

    /// <summary>For inference only the folded network is kept, as Python has one network too.</summary>
    private static SegmentationModel Make(Architecture architecture, string encoder, bool trains)
    {
        var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Encoder = encoder, Classes = ModelBenchSetting.Classes });
        if (trains)
        {
            return model;
        }

        using (model)
        {
            return model.Fused();
        }
    }

    private static void Serve(Action step)
    {
        while (Console.ReadLine() is { } line)
        {
            if (line != "go")
            {
                Console.WriteLine(PeakMemory().ToString(CultureInfo.InvariantCulture));
                return;
            }

            var (start, work) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            step();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.000000} {(Environment.CpuUsage.TotalTime - work).TotalSeconds:0.000000}"));
        }
    }

    private static void Train(SegmentationModel model, optim.Optimizer optimizer, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        nn.functional.cross_entropy(model.call(images), labels).backward();
        optimizer.step();
    }

    private static void Infer(SegmentationModel model, Tensor images)
    {
        using var noGrad = no_grad();
        using var logits = model.call(images);
    }

    /// <summary>The most memory that this process ever had, in kB, as the kernel counts it.</summary>
    private static long PeakMemory()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
