using SegBook.Display;
using SegBook.Models;
using SegBook.Reference;
using SegBook.Training;

namespace SegBook.Bench;

/// <summary>An epoch of the reference notebook's protocol, 256x256, batch 4, 32 classes: from 101 frames 648 pictures to train on and 72 to validate, the IoU of all 720.</summary>
internal static class GpuEpoch
{
    private const int Size = 256, Batch = 4;

    public static TextTable Compare(Architecture[] architectures, string frames, GpuBenchOptions options)
    {
        var table = new TextTable($"{options.Encoder} on {options.Device}: seconds of an epoch, the second of each", "network", "SegBook, tf32", "SegBook, bf16", "reference loop", "times faster");
        using var line = new ProgressLine(Console.Error);
        foreach (var architecture in architectures)
        {
            line.Report($"{architecture}");
            var own = Ours(architecture, frames, options, Precision.Tf32);
            var mixed = Ours(architecture, frames, options, Precision.Mixed);
            var reference = options.Python == "none" ? double.NaN : Reference(architecture, frames, options);
            table.Add($"{architecture}", Number(own), Number(mixed), Number(reference), Number(reference / own));
        }

        line.Finish("done");
        return table;
    }

    /// <summary>With everything that a run does between the begin of an epoch and its end; the first epoch, which also decodes, is not counted.</summary>
    private static double Ours(Architecture architecture, string frames, GpuBenchOptions options, Precision precision)
    {
        var store = Directory.CreateTempSubdirectory("segbook-bench").FullName;
        try
        {
            var experiment = new Experiment
            {
                Data = ReferenceDataset.Make(frames, new RunStore(store), Size),
                Labels = "CamVid32",
                Height = Size,
                Width = Size,
                Model = new() { Architecture = architecture, Encoder = options.Encoder },
                BatchSize = Batch,
                Epochs = 3,
                Split = new() { Kind = SplitKind.Random, Validation = 0.1, Test = 0.001 },
                Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 1e-3, WeightDecay = 0 },
                Schedule = new() { Kind = ScheduleKind.Constant },
                Device = options.Device,
                Precision = precision,
            };
            return Trainer.Train(experiment, new RunStore(store), TextWriter.Null, untilEpoch: 2).History[1].Seconds;
        }
        finally
        {
            Directory.Delete(store, recursive: true);
        }
    }

    private static double Reference(Architecture architecture, string frames, GpuBenchOptions options)
    {
        using var worker = Worker.Python(
            options.Python, "training.py", plain: false, frames, $"{architecture}".ToLowerInvariant(), "--device", options.Device, "--encoder", options.Encoder, "--train", "648", "--validation", "72", "--copies", "--worker").Ready();
        worker.AskNumbers("go");
        return worker.AskNumbers("go")[0];
    }

    private static string Number(double value) => double.IsNaN(value) ? "-" : $"{value:0.00}";
}
