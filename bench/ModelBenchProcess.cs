using System.Diagnostics;
using System.Globalization;
using SegBook.Models;

namespace SegBook.Bench;

/// <summary>A worker in a process of its own, so that its peak memory is its own: <c>go</c> makes a step and answers with its seconds and processor seconds, <c>end</c> with the peak in kB.</summary>
internal sealed class ModelBenchProcess : IDisposable
{
    private readonly Process _process;

    private ModelBenchProcess(string file, IEnumerable<string> arguments, bool plain = false)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (plain)
        {
            // ./segbook tells malloc to keep freed memory; plain Python is run as it comes.
            foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("MALLOC_", StringComparison.Ordinal)).ToList())
            {
                start.Environment.Remove(variable);
            }
        }

        _process = Process.Start(start) ?? throw new SegBookException($"{file} did not start.");
    }

    /// <summary>This program as a worker.</summary>
    public static ModelBenchProcess Ours(Architecture architecture, string encoder, string mode, ModelBenchSetting setting)
    {
        var own = typeof(ModelBenchProcess).Assembly.Location;
        var host = Environment.ProcessPath!;
        string[] command = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [own] : [];
        return new(host, [.. command, "models", .. Options(setting), "--worker", architecture.ToString(), encoder, mode]);
    }

    /// <summary>bench/models.py as a worker.</summary>
    public static ModelBenchProcess Python(string python, Architecture architecture, string encoder, string mode, ModelBenchSetting setting) =>
        new(python, [Script(), architecture.ToString().ToLowerInvariant(), encoder, mode, .. Options(setting), "--worker"], plain: true);

    /// <summary>Makes a step.</summary>
    public StepTime Go()
    {
        var parts = Ask("go").Split(' ');
        return new(double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Ends the worker; its peak memory in kB.</summary>
    public long End() => long.Parse(Ask("end"), CultureInfo.InvariantCulture);

    /// <summary>Ends the worker if it has not ended.</summary>
    public void Dispose()
    {
        if (!_process.WaitForExit(2000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new SegBookException($"The worker '{_process.StartInfo.FileName}' ended; its own message is above.");
    }

    private static string[] Options(ModelBenchSetting setting) => ["--threads", $"{setting.Threads}", "--batch", $"{setting.Batch}", "--size", $"{setting.Size}"];

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "bench", "models.py") is var script && File.Exists(script))
            {
                return script;
            }
        }

        throw new SegBookException("bench/models.py is not in any folder above this program.");
    }
}
