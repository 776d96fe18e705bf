using System.CommandLine;
using System.Diagnostics;
using SegBook.Display;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Bench;

/// <summary><c>segbook bench models</c>: training steps and inference of the networks, in turns with plain PyTorch (bench/models.py).</summary>
public static class ModelBench
{
    // As in the golden recordings.
    private const int Classes = 32;

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
        var command = new Command("models", "Training step and inference with batch norms fused, against plain PyTorch.") { encoders, architectures, python, repeats, threads, batch, size, worker };
        command.SetAction(parsed =>
        {
            var setting = new Setting(parsed.GetValue(threads), parsed.GetValue(batch), parsed.GetValue(size));
            if (parsed.GetValue(worker) is [var architecture, var encoder, var mode])
            {
                Work(Enum.Parse<Architecture>(architecture, ignoreCase: true), encoder, mode == "train", setting);
                return;
            }

            Compare(parsed.GetValue(architectures)!, parsed.GetValue(encoders)!, parsed.GetValue(python)!, parsed.GetValue(repeats), setting);
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static void Compare(Architecture[] architectures, string[] encoders, string python, int repeats, Setting setting)
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
                    using var ours = Worker.Ours(["models", .. setting.Arguments, "--worker", $"{architecture}", encoder, mode]);
                    using var theirs = Worker.Python(python, "models.py", plain: true, [$"{architecture}".ToLowerInvariant(), encoder, mode, .. setting.Arguments, "--worker"]);
                    AddRow(table, $"{architecture} {encoder}", mode == "train" ? "training step" : "inference", InTurns(ours, theirs, repeats), Megabytes(ours), Megabytes(theirs));
                }
            }
        }

        line.Finish("done");
        Console.WriteLine(table);
    }

    /// <summary>One step here, one there, so that whatever else the machine does meets both alike.</summary>
    private static (StepTime Ours, StepTime Theirs)[] InTurns(Worker ours, Worker theirs, int repeats)
    {
        var turns = Enumerable.Range(0, repeats + 2).Select(turn => turn % 2 == 0 ? (Step(ours), Step(theirs)) : Swapped(Step(theirs), Step(ours)));
        return [.. turns.Skip(2)];

        static (StepTime, StepTime) Swapped(StepTime second, StepTime first) => (first, second);
    }

    private static StepTime Step(Worker worker) => worker.AskNumbers("go") is var numbers ? new(numbers[0], numbers[1]) : default;

    /// <summary>Ends a worker; the most memory that it ever had.</summary>
    private static double Megabytes(Worker worker) => worker.AskNumbers("end")[0] / 1024;

    private static void AddRow(TextTable table, string network, string what, (StepTime Ours, StepTime Theirs)[] turns, double ourPeak, double theirPeak) => table.Add(
        network,
        what,
        $"{Timing.Median(turns.Select(turn => turn.Ours.Seconds)):0.000}",
        $"{Timing.Median(turns.Select(turn => turn.Theirs.Seconds)):0.000}",
        $"{Timing.Median(turns.Select(turn => turn.Ours.Seconds / turn.Theirs.Seconds)):0.00}",
        $"{Timing.Median(turns.Select(turn => turn.Ours.Processor / turn.Theirs.Processor)):0.00}",
        $"{ourPeak:0}",
        $"{theirPeak:0}");

    /// <summary>One network, stepped on demand: <c>go</c> is answered with seconds and processor seconds, <c>end</c> with the peak memory in kB.</summary>
    private static void Work(Architecture architecture, string encoder, bool trains, Setting setting)
    {
        set_num_threads(setting.Threads);
        random.manual_seed(1);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Encoder = encoder, Classes = Classes });
        model.train(trains);
        using var images = randn(setting.Batch, 3, setting.Size, setting.Size);
        using var labels = randint(0, Classes, [setting.Batch, setting.Size, setting.Size]);
        using var optimizer = trains ? optim.SGD(model.parameters().ToArray(), 0.01, momentum: 0.9) : null;
        while (Console.ReadLine() == "go")
        {
            var work = Environment.CpuUsage.TotalTime;
            var took = Timing.Milliseconds(() =>
            {
                if (trains)
                {
                    Train(model, optimizer!, images, labels);
                }
                else
                {
                    Infer(model, images);
                }
            });
            Console.WriteLine($"{took / 1000:0.000000} {(Environment.CpuUsage.TotalTime - work).TotalSeconds:0.000000}");
        }

        Console.WriteLine(PeakMemory());
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
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    /// <summary>What a step took: by the clock, and of processor time, which other programs disturb less.</summary>
    private readonly record struct StepTime(double Seconds, double Processor);

    /// <summary>What both sides are run with.</summary>
    private sealed record Setting(int Threads, int Batch, int Size)
    {
        public string[] Arguments => ["--threads", $"{Threads}", "--batch", $"{Batch}", "--size", $"{Size}"];
    }
}
