using System.CommandLine;
using SegBook.Display;
using SegBook.Models;

namespace SegBook.Bench;

/// <summary>What both sides are run with.</summary>
internal sealed record GpuBenchOptions(string Device, string Encoder, string Python, int Repeats, double Seconds, int Threads)
{
    /// <summary>As both sides read them.</summary>
    public string[] Arguments => ["--encoder", Encoder, "--device", Device, "--repeats", $"{Repeats}", "--seconds", $"{Seconds}", "--threads", $"{Threads}"];
}

/// <summary>What a case came to on one side.</summary>
/// <param name="Seconds">Of a step; NaN when it failed.</param>
/// <param name="Busy">The share of the time in which the GPU had something to do, 0 to 1; NaN without nvidia-smi.</param>
/// <param name="Megabytes">The most memory in use during the case, less what was in use before the process began. Memory that a process has once taken it keeps.</param>
/// <param name="Problem">What went wrong.</param>
internal sealed record GpuResult(double Seconds, double Busy, double Megabytes, string? Problem = null)
{
    public static GpuResult Failed(string problem) => new(double.NaN, double.NaN, double.NaN, problem);
}

/// <summary><c>segbook bench gpu</c>: images a second, training and inference, against eager PyTorch (bench/gpu.py); and a whole epoch against the reference notebook's loop (bench/training.py).</summary>
public static class GpuBench
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "cuda, cuda:N or cpu (to try the command).", DefaultValueFactory = _ => "cuda" };
        var encoder = new Option<string>("--encoder") { Description = "The networks' encoder.", DefaultValueFactory = _ => "resnet50" };
        var python = new Option<string>("--python") { Description = "The Python that has PyTorch, torchvision and OpenCV; none leaves it out.", DefaultValueFactory = _ => "python3" };
        var architectures = Many("--architectures", "Which networks.", Enum.GetValues<Architecture>());
        var modes = Many("--modes", "train, infer.", ["train", "infer"]);
        var sizes = Many("--sizes", "Height x width : batches.", ["256x256:4,16,64", "720x960:2,8"]);
        var precisions = Many("--precisions", "tf32, float32, bf16.", ["tf32", "bf16"]);
        var repeats = new Option<int>("--repeats") { Description = "Stretches; the median counts.", DefaultValueFactory = _ => 3 };
        var seconds = new Option<double>("--seconds") { Description = "Length of a stretch; 0 is a single step.", DefaultValueFactory = _ => 0.5 };
        var threads = new Option<int>("--threads") { Description = "Threads of libtorch on the CPU; 0 leaves them.", DefaultValueFactory = _ => 0 };
        var epoch = new Option<string?>("--epoch") { Description = "Frames: time epochs of the reference notebook's protocol on them in place of steps." };
        var worker = new Option<Architecture?>("--worker") { Description = "For the command itself.", Hidden = true };
        var command = new Command("gpu", "Images a second on a GPU, training and inference, against eager PyTorch; with --epoch against the reference notebook's loop.")
            { device, encoder, python, architectures, modes, sizes, precisions, repeats, seconds, threads, epoch, worker };
        command.SetAction(parsed =>
        {
            var options = new GpuBenchOptions(parsed.GetValue(device)!, parsed.GetValue(encoder)!, parsed.GetValue(python)!, Math.Max(1, parsed.GetValue(repeats)), parsed.GetValue(seconds), parsed.GetValue(threads));
            Compute.UseThreads(options.Threads);
            var place = Compute.Device(options.Device);
            if (parsed.GetValue(worker) is { } network)
            {
                GpuWorker.Run(network, options.Encoder, place, options.Repeats, options.Seconds);
                return;
            }

            Console.WriteLine(Compute.Describe(place));
            Console.WriteLine(parsed.GetValue(epoch) is { } frames
                ? GpuEpoch.Compare(parsed.GetValue(architectures)!, frames, options)
                : Compare(parsed.GetValue(architectures)!, GpuCase.All(parsed.GetValue(modes)!, parsed.GetValue(sizes)!, parsed.GetValue(precisions)!), options));
        });
        return command;
    }

    private static Option<T[]> Many<T>(string name, string description, T[] values) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => values };

    private static TextTable Compare(Architecture[] architectures, List<GpuCase> cases, GpuBenchOptions options)
    {
        var table = new TextTable(
            $"{options.Encoder} on {options.Device}: images a second, median of {options.Repeats} stretches of {options.Seconds} s",
            "network", "what", "batch", "SegBook", "PyTorch", "ratio", "busy", "PyTorch's", "MB", "PyTorch's");
        using var line = new ProgressLine(Console.Error);
        foreach (var architecture in architectures)
        {
            var ours = Results(() => Worker.Ours(false, ["gpu", .. options.Arguments, "--worker", $"{architecture}"]), cases, options, text => line.Report($"{architecture}: {text}"));
            var theirs = options.Python == "none"
                ? [.. cases.Select(_ => GpuResult.Failed("-"))]
                : Results(() => Worker.Python(options.Python, "gpu.py", plain: false, [$"{architecture}".ToLowerInvariant(), .. options.Arguments]), cases, options, text => line.Report($"{architecture} in PyTorch: {text}"));
            foreach (var (work, (own, other)) in cases.Zip(ours.Zip(theirs)))
            {
                table.Add($"{architecture}", $"{work}", $"{work.Batch}", Speed(work, own), Speed(work, other), Number(other.Seconds / own.Seconds, "0.00"), Number(100 * own.Busy, "0 %"), Number(100 * other.Busy, "0 %"), Number(own.Megabytes, "0"), Number(other.Megabytes, "0"));
            }
        }

        line.Finish("done");
        return table;
    }

    /// <summary>All cases on one side; one side at a time, so that each has the GPU for itself.</summary>
    private static List<GpuResult> Results(Func<Worker> start, List<GpuCase> cases, GpuBenchOptions options, Action<string> report)
    {
        using var watch = new GpuWatch(options.Device);
        var before = watch.MegabytesNow();
        using var worker = start().Ready();
        return [.. cases.Select(work =>
        {
            report($"{work}, batch {work.Batch}");
            var answer = worker.Ask(work.Write());
            if (answer == "go")
            {
                watch.Begin();
                answer = worker.Answer();
            }

            return double.TryParse(answer, out var seconds)
                ? new GpuResult(seconds, watch.Busy(), watch.PeakMegabytes() - before)
                : GpuResult.Failed(answer ?? "the process ended");
        })];
    }

    private static string Speed(GpuCase work, GpuResult result) => result.Problem ?? Number(work.Batch / result.Seconds, "0.0");

    // The percent sign is quoted: by itself it would multiply by a hundred.
    private static string Number(double value, string form) => double.IsNaN(value) ? "-" : value.ToString(form.Replace("%", "'%'", StringComparison.Ordinal));
}
