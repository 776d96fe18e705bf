using SegBook.Data;
using SegBook.Display;
using SegBook.Models;
using SegBook.Reference;
using SegBook.Training;

namespace SegBook.Bench;

/// <summary>An epoch of the reference notebook's protocol, 256x256, batch 4, 32 classes: of 101 frames 720 pictures, nine in ten to train on and one to validate, and the IoU of all.</summary>
internal static class GpuEpoch
{
    private const int Size = 256, Batch = 4;

    public static TextTable Compare(Architecture[] architectures, string frames, GpuBenchOptions options)
    {
        var table = new TextTable($"{options.Encoder} on {options.Device}: seconds of an epoch, the second of each", "network", "SegBook, tf32", "SegBook, bf16", "reference loop", "times faster");
        using var line = new ProgressLine(Console.Error);
        var store = new RunStore(Directory.CreateTempSubdirectory("segbook-bench").FullName);
        try
        {
            line.Report("the reference's eight variants of each frame");
            var variants = ReferenceDataset.Make(frames, store, Size);
            using var dataset = SegmentationDataset.Open(variants);
            foreach (var architecture in architectures)
            {
                line.Report($"{architecture}");
                var own = Ours(architecture, variants, dataset.Count, options, store, Precision.Tf32);
                var mixed = Ours(architecture, variants, dataset.Count, options, store, Precision.Mixed);
                var reference = options.Python == "none" ? double.NaN : Reference(architecture, frames, dataset.Count, options);
                table.Add($"{architecture}", Number(own), Number(mixed), Number(reference), Number(reference / own));
            }
        }
        finally
        {
            Directory.Delete(store.Folder, recursive: true);
        }

        line.Finish("done");
        return table;
    }

    /// <summary>With everything that a run does between the begin of an epoch and its end; the first epoch, which also decodes, is not counted.</summary>
    private static double Ours(Architecture architecture, string variants, int pictures, GpuBenchOptions options, RunStore store, Precision precision)
    {
        var experiment = new Experiment
        {
            Data = variants,
            Labels = "CamVid32",
            Height = Size,
            Width = Size,
            Model = new() { Architecture = architecture, Encoder = options.Encoder },
            BatchSize = Batch,
            Epochs = 3,
            Split = new() { Kind = SplitKind.Random, Validation = 0.1, Test = 1.0 / pictures }, // a split has something to test
            Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 1e-3, WeightDecay = 0 },
            Schedule = new() { Kind = ScheduleKind.Constant },
            Device = options.Device,
            Precision = precision,
        };
        return Trainer.Train(experiment, store, TextWriter.Null, untilEpoch: 2).History[1].Seconds;
    }

    private static double Reference(Architecture architecture, string frames, int pictures, GpuBenchOptions options)
    {
        using var worker = Worker.Python(
            options.Python, "training.py", plain: false, frames, $"{architecture}".ToLowerInvariant(), "--device", options.Device, "--encoder", options.Encoder,
            "--train", $"{pictures - (pictures / 10)}", "--validation", $"{pictures / 10}", "--copies", "--worker").Ready();
        worker.AskNumbers("go");
        return worker.AskNumbers("go")[0];
    }

    private static string Number(double value) => double.IsNaN(value) ? "-" : $"{value:0.00}";
}
