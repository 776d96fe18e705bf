using System.Diagnostics;
using System.Globalization;
using SegBook.Cli;
using SegBook.Models;

namespace SegBook.Bench;

/// <summary>What a case came to on one side.</summary>
/// <param name="Seconds">Of a step; NaN when it failed.</param>
/// <param name="Busy">The share of the time in which the GPU had something to do, 0 to 1; NaN without nvidia-smi.</param>
/// <param name="Megabytes">The most memory in use during the case, less what was in use before the process began. Memory that a process has once taken it keeps.</param>
/// <param name="Problem">What went wrong.</param>
internal sealed record GpuResult(double Seconds, double Busy, double Megabytes, string? Problem = null)
{
    public static GpuResult Failed(string problem) => new(double.NaN, double.NaN, double.NaN, problem);
}

/// <summary>A process that times cases, ours or Python's; one at a time, so that each has the GPU for itself.</summary>
internal static class GpuSide
{
    public static List<GpuResult> Ours(Architecture architecture, GpuBenchOptions options, IReadOnlyList<GpuCase> cases, Action<string> report)
    {
        var own = typeof(GpuSide).Assembly.Location;
        var host = Environment.ProcessPath!;
        string[] command = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [own] : [];
        return Run(host, [.. command, "gpu", .. Common(options), "--worker", $"{architecture}"], options, cases, report);
    }

    public static List<GpuResult> Python(Architecture architecture, GpuBenchOptions options, IReadOnlyList<GpuCase> cases, Action<string> report) =>
        Run(options.Python, [Path.Combine(Workspace.Root, "bench", "gpu.py"), $"{architecture}".ToLowerInvariant(), .. Common(options)], options, cases, report);

    private static string[] Common(GpuBenchOptions options) =>
        ["--encoder", options.Encoder, "--device", options.Device, "--repeats", $"{options.Repeats}", "--seconds", options.Seconds.ToString(CultureInfo.InvariantCulture), "--threads", $"{options.Threads}"];

    private static List<GpuResult> Run(string file, string[] arguments, GpuBenchOptions options, IReadOnlyList<GpuCase> cases, Action<string> report)
    {
        using var watch = new GpuWatch(options.Device);
        var before = watch.MegabytesNow();
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true }) ?? throw new SegBookException($"{file} did not start.");
        if (process.StandardOutput.ReadLine() != "ready")
        {
            throw new SegBookException($"'{file} {string.Join(' ', arguments)}' did not start; its own message is above.");
        }

        var results = cases.Select(work =>
        {
            report($"{work}, batch {work.Batch}");
            return Ask(process, work, watch, before);
        }).ToList();
        process.StandardInput.Close();
        process.WaitForExit();
        return results;
    }

    private static GpuResult Ask(Process process, GpuCase work, GpuWatch watch, double before)
    {
        if (process.HasExited)
        {
            return GpuResult.Failed("the process had ended");
        }

        process.StandardInput.WriteLine(work.Write());
        process.StandardInput.Flush();
        var answer = process.StandardOutput.ReadLine();
        if (answer == "go")
        {
            watch.Begin();
            answer = process.StandardOutput.ReadLine();
        }

        return double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? new GpuResult(seconds, watch.Busy(), watch.PeakMegabytes() - before)
            : GpuResult.Failed(answer ?? "the process ended");
    }
}
