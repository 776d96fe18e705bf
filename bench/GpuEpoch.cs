using System.Diagnostics;
using System.Globalization;
using SegBook.Cli;
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
            var mixed = Ours(architecture, frames, options, Precision.Bf16);
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
        string[] arguments = [Path.Combine(Workspace.Root, "bench", "training.py"), frames, $"{architecture}".ToLowerInvariant(),
            "--device", options.Device, "--encoder", options.Encoder, "--train", "648", "--validation", "72", "--copies", "--epochs", "2", "--seconds-only"];
        using var process = Process.Start(new ProcessStartInfo(options.Python, arguments) { RedirectStandardOutput = true }) ?? throw new SegBookException($"{options.Python} did not start.");
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.TryParse(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : double.NaN;
    }

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("0.00", CultureInfo.InvariantCulture);
}
