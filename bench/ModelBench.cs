using System.CommandLine;
using System.Globalization;
using SegBook.Display;
using SegBook.Models;

namespace SegBook.Bench;

/// <summary><c>segbook bench models</c>: training steps and inference of the networks, in turns with plain PyTorch (bench/models.py) on the same libtorch.</summary>
public static class ModelBench
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var encoders = new Option<string[]>("--encoders") { Description = "Which encoders.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["resnet18", "resnet50"] };
        var architectures = new Option<Architecture[]>("--architectures") { Description = "Which architectures.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Enum.GetValues<Architecture>() };
        var python = new Option<string>("--python") { Description = "The Python that has PyTorch and torchvision.", DefaultValueFactory = _ => "/usr/bin/python3" };
        var repeats = Number("--repeats", "Turns of each; the median of the ratios counts.", 7);
        var threads = Number("--threads", "Threads of libtorch.", 2);
        var batch = Number("--batch", "Images in a batch.", 4);
        var size = Number("--size", "Height and width of an image.", 256);
        var worker = new Option<string[]>("--worker") { Description = "For the command itself: architecture, encoder, train or infer.", AllowMultipleArgumentsPerToken = true, Hidden = true };
        var command = new Command("models", "Training step and folded inference against plain PyTorch.") { encoders, architectures, python, repeats, threads, batch, size, worker };
        command.SetAction(parsed =>
        {
            var setting = new ModelBenchSetting(parsed.GetValue(threads), parsed.GetValue(batch), parsed.GetValue(size));
            if (parsed.GetValue(worker) is [var architecture, var encoder, var mode])
            {
                ModelBenchWorker.Run(Enum.Parse<Architecture>(architecture, ignoreCase: true), encoder, mode == "train", setting);
                return;
            }

            Compare(parsed.GetValue(architectures)!, parsed.GetValue(encoders)!, parsed.GetValue(python)!, parsed.GetValue(repeats), setting);
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static void Compare(Architecture[] architectures, string[] encoders, string python, int repeats, ModelBenchSetting setting)
    {
        var table = new TextTable(
            $"Batch of {setting.Batch} at {setting.Size}x{setting.Size}, {setting.Threads} threads, {repeats} turns", "network", "what", "SegBook s", "PyTorch s", "ratio", "of CPU time", "SegBook MB", "PyTorch MB");
        using var line = new ProgressLine(Console.Error);
        foreach (var encoder in encoders)
        {
            foreach (var architecture in architectures)
            {
                foreach (var mode in new[] { "train", "infer" })
                {
                    line.Report($"{architecture} on {encoder}: {mode}");
                    using var ours = ModelBenchProcess.Ours(architecture, encoder, mode, setting);
                    using var theirs = ModelBenchProcess.Python(python, architecture, encoder, mode, setting);
                    AddRow(table, $"{architecture} {encoder}", mode == "train" ? "training step" : "inference", InTurns(ours, theirs, repeats), ours.End(), theirs.End());
                }
            }
        }

        line.Finish("done");
        Console.WriteLine(table);
    }

    /// <summary>One step here, one there, so that whatever else the machine does meets both alike.</summary>
    private static (StepTime Ours, StepTime Theirs)[] InTurns(ModelBenchProcess ours, ModelBenchProcess theirs, int repeats)
    {
        for (var warmUp = 0; warmUp < 2; warmUp++)
        {
            ours.Go();
            theirs.Go();
        }

        return [.. Enumerable.Range(0, repeats).Select(turn => turn % 2 == 0 ? (ours.Go(), theirs.Go()) : Swapped(theirs.Go(), ours.Go()))];

        static (StepTime, StepTime) Swapped(StepTime second, StepTime first) => (first, second);
    }

    private static void AddRow(TextTable table, string network, string what, (StepTime Ours, StepTime Theirs)[] turns, long ourPeak, long theirPeak) => table.Add(
        network,
        what,
        Format(Median(turns.Select(turn => turn.Ours.Seconds)), "0.000"),
        Format(Median(turns.Select(turn => turn.Theirs.Seconds)), "0.000"),
        Format(Median(turns.Select(turn => turn.Ours.Seconds / turn.Theirs.Seconds)), "0.00"),
        Format(Median(turns.Select(turn => turn.Ours.Processor / turn.Theirs.Processor)), "0.00"),
        Format(ourPeak / 1024.0, "0"),
        Format(theirPeak / 1024.0, "0"));

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static string Format(double value, string form) => value.ToString(form, CultureInfo.InvariantCulture);
}

/// <summary>What a step took: by the clock, and of processor time, which other programs disturb less.</summary>
internal readonly record struct StepTime(double Seconds, double Processor);

/// <summary>What both sides are run with.</summary>
internal sealed record ModelBenchSetting(int Threads, int Batch, int Size)
{
    /// <summary>As in the golden recordings.</summary>
    public const int Classes = 32;
}
