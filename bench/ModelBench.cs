using System.CommandLine;
using Microsoft.ML.OnnxRuntime;
using SegBook.Display;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Bench;

/// <summary>
/// <c>segbook bench models</c>: training steps and inference of the networks, in turns with the same written plainly in TorchSharp (PlainNetworks.cs), in
/// PyTorch (bench/models.py), and run by ONNX Runtime.
/// </summary>
public static class ModelBench
{
    // As in the golden recordings.
    private const int Classes = 32;

    private static readonly Dictionary<string, string> Sides = new()
    {
        ["auto"] = "SegBook, Auto",
        ["float32"] = "SegBook, Float32",
        ["plain"] = "plain TorchSharp, float32",
        ["bare"] = "the same without memory settings",
        ["python"] = "eager PyTorch of Debian, float32",
        ["onnx"] = "ONNX Runtime, float32",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var encoders = new Option<string[]>("--encoders") { Description = "Which encoders.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["resnet18", "resnet50"] };
        var architectures = new Option<Architecture[]>("--architectures") { Description = "Which architectures.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Enum.GetValues<Architecture>() };
        var sides = new Option<string[]>("--sides") { Description = $"What is timed: {string.Join(", ", Sides.Keys)}.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. Sides.Keys] };
        var modes = new Option<string[]>("--modes") { Description = "train, infer.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["train", "infer"] };
        var python = new Option<string>("--python") { Description = "The Python that has PyTorch and torchvision.", DefaultValueFactory = _ => "/usr/bin/python3" };
        var repeats = Number("--repeats", "Turns of each; medians count.", 5);
        var threads = Number("--threads", "Threads of libtorch.", 2);
        var batch = Number("--batch", "Images in a batch.", 4);
        var size = Number("--size", "Height and width of an image.", 256);
        var worker = new Option<string[]>("--worker") { Description = "For the command itself: architecture, encoder, train or infer, side.", AllowMultipleArgumentsPerToken = true, Hidden = true };
        var command = new Command("models", "Training step and inference, against plain TorchSharp, PyTorch and ONNX Runtime.") { encoders, architectures, sides, modes, python, repeats, threads, batch, size, worker };
        command.SetAction(parsed =>
        {
            var setting = new Setting(parsed.GetValue(threads), parsed.GetValue(batch), parsed.GetValue(size), parsed.GetValue(python)!);
            if (parsed.GetValue(worker) is [var architecture, var encoder, var mode, var side])
            {
                Work(new Case(Enum.Parse<Architecture>(architecture, ignoreCase: true), encoder, mode), side, setting);
                return;
            }

            var cases = from name in parsed.GetValue(encoders)! from kind in parsed.GetValue(architectures)! from what in parsed.GetValue(modes)! select new Case(kind, name, what);
            Compare([.. cases], parsed.GetValue(sides)!, parsed.GetValue(repeats), setting);
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static void Compare(List<Case> cases, string[] sides, int repeats, Setting setting)
    {
        var table = new TextTable(
            $"Batch of {setting.Batch} at {setting.Size}x{setting.Size}, {setting.Threads} threads, medians of {repeats} turns; Auto is {Compute.Resolve(Precision.Auto, CPU)} here",
            "network", "what", "with", "seconds", "of plain", "of ONNX", "peak MB");
        using var line = new ProgressLine(Console.Error);
        foreach (var work in cases)
        {
            line.Report($"{work}");
            var times = InTurns(work, [.. sides.Where(side => side != "onnx" || !work.Trains)], repeats, setting);
            foreach (var (side, (seconds, megabytes)) in times)
            {
                table.Add(
                    $"{work.Architecture} {work.Encoder}", work.Trains ? "training step" : "inference", Sides[side], $"{Timing.Median(seconds):0.000}", Ratio("plain"), Ratio("onnx"), $"{megabytes:0}");

                string Ratio(string other) => times.TryGetValue(other, out var theirs) ? $"{Timing.Median(seconds.Zip(theirs.Seconds, (ours, its) => ours / its)):0.00}" : "";
            }
        }

        line.Finish("done");
        Console.WriteLine(table);
    }

    /// <summary>A step here, a step there, so that whatever else the machine does meets all alike; two turns warm up.</summary>
    private static Dictionary<string, (List<double> Seconds, double Megabytes)> InTurns(Case work, string[] sides, int repeats, Setting setting)
    {
        using var folder = new TemporaryFolder();
        var workers = sides.ToDictionary(side => side, side => Start(work, side, setting, folder.Path));
        try
        {
            var times = sides.ToDictionary(side => side, _ => new List<double>());
            for (var turn = 0; turn < repeats + 2; turn++)
            {
                foreach (var side in turn % 2 == 0 ? sides : [.. sides.Reverse()])
                {
                    var took = workers[side].AskNumbers("go")[0];
                    if (turn > 1)
                    {
                        times[side].Add(took);
                    }
                }
            }

            return sides.ToDictionary(side => side, side => (times[side], workers[side].AskNumbers("end")[0] / 1024));
        }
        finally
        {
            foreach (var worker in workers.Values)
            {
                worker.Dispose();
            }
        }
    }

    private static Worker Start(Case work, string side, Setting setting, string folder)
    {
        string[] network = [$"{work.Architecture}".ToLowerInvariant(), work.Encoder];
        if (side == "python")
        {
            return Worker.Python(setting.Python, "models.py", plain: true, [.. network, work.Mode, .. setting.Arguments, "--worker"]);
        }

        if (side == "onnx")
        {
            // Written once, as its own process: the model's file is all that is handed on.
            side = Path.Combine(folder, "model.onnx");
            using var export = Worker.Python(setting.Python, "models.py", plain: true, [.. network, work.Mode, .. setting.Arguments, "--export", side]);
            _ = export.Answer();
        }

        return Worker.Ours(side == "bare", ["models", .. setting.Arguments, "--worker", .. network, work.Mode, side]);
    }

    /// <summary>One network, stepped on demand: <c>go</c> is answered with seconds, <c>end</c> with the peak memory in kB.</summary>
    private static void Work(Case work, string side, Setting setting)
    {
        set_num_threads(setting.Threads);
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        var images = randn(setting.Batch, 3, setting.Size, setting.Size);
        var step = side.EndsWith(".onnx", StringComparison.Ordinal) ? Onnx(side, images, setting) : Torch(work, side, images, randint(0, Classes, [setting.Batch, setting.Size, setting.Size]));
        while (Console.ReadLine() == "go")
        {
            Console.WriteLine($"{Timing.Milliseconds(step) / 1000:0.000000}");
        }

        Console.WriteLine(PeakMemory());
    }

    private static Action Torch(Case work, string side, Tensor images, Tensor labels)
    {
        nn.Module<Tensor, Tensor> network = side is "plain" or "bare" ? PlainNetworks.Create(work.Architecture, work.Encoder, Classes) : Ours(work, side == "auto" ? Precision.Auto : Precision.Float32);
        if (!work.Trains)
        {
            network.eval();
            return () =>
            {
                using var noGrad = no_grad();
                using var logits = network.call(images);
            };
        }

        network.train();
        var optimizer = optim.AdamW(network.parameters(), 1e-4);
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(network.call(images), labels).backward();
            optimizer.step();
        };
    }

    /// <summary>In inference with batch norms folded, as evaluation and prediction have it.</summary>
    private static SegmentationModel Ours(Case work, Precision precision)
    {
        var model = SegmentationModel.Create(new ModelConfig { Architecture = work.Architecture, Encoder = work.Encoder, Classes = Classes });
        model.Precision = Compute.Resolve(precision, CPU);
        return work.Trains ? model : model.Folded();
    }

    private static Action Onnx(string path, Tensor images, Setting setting)
    {
        var session = new InferenceSession(path, new SessionOptions { IntraOpNumThreads = setting.Threads });
        using var contiguous = images.contiguous();
        var input = OrtValue.CreateTensorValueFromMemory(contiguous.data<float>().ToArray(), images.shape);
        var options = new RunOptions();
        return () =>
        {
            using var outputs = session.Run(options, ["images"], [input], ["logits"]);
        };
    }

    /// <summary>The most memory that this process ever had, in kB, as the kernel counts it.</summary>
    private static long PeakMemory()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    private sealed record Case(Architecture Architecture, string Encoder, string Mode)
    {
        public bool Trains => Mode == "train";

        public override string ToString() => $"{Architecture} on {Encoder}: {Mode}";
    }

    /// <summary>What all sides are run with.</summary>
    private sealed record Setting(int Threads, int Batch, int Size, string Python)
    {
        public string[] Arguments => ["--threads", $"{Threads}", "--batch", $"{Batch}", "--size", $"{Size}"];
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("segbook-bench").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
