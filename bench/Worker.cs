using System.Diagnostics;
using SegBook.Cli;

namespace SegBook.Bench;

/// <summary>A process that times something whenever it is asked, a line in and a line out: so its peak memory is its own, and two of them can take turns.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _process;
    private readonly string _command;

    private Worker(string file, string[] arguments, bool plain)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var variable in start.Environment.Keys.Where(name => plain && name.StartsWith("MALLOC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        _command = $"{file} {string.Join(' ', arguments)}";
        _process = Process.Start(start) ?? throw new SegBookException($"'{_command}' did not start.");
    }

    /// <summary>This program as a worker; plain is without what ./segbook tells glibc about memory.</summary>
    public static Worker Ours(bool plain, params string[] arguments)
    {
        var host = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [typeof(Worker).Assembly.Location] : [];
        return new Worker(host, [.. program, .. arguments], plain);
    }

    /// <summary>A script of bench/ as a worker.</summary>
    /// <param name="python">The Python that has what the script needs.</param>
    /// <param name="script">Its file name.</param>
    /// <param name="plain">Started as its reader would: without what ./segbook tells glibc about memory.</param>
    /// <param name="arguments">Of the script.</param>
    public static Worker Python(string python, string script, bool plain, params string[] arguments) =>
        new(python, [Path.Combine(Workspace.Root, "bench", script), .. arguments], plain);

    /// <summary>Waits until the worker says that it is ready.</summary>
    public Worker Ready() => Answer() == "ready" ? this : throw new SegBookException($"'{_command}' did not start; its own message is above. --python names another Python, and none leaves it out where that is allowed.");

    /// <summary>Sends a line and waits for the next; null when the process has ended.</summary>
    public string? Ask(string line)
    {
        if (_process.HasExited)
        {
            return null;
        }

        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return Answer();
    }

    /// <summary>Sends a line, and reads the numbers of the answer.</summary>
    public double[] AskNumbers(string line) =>
        Ask(line) is { } answer ? [.. answer.Split(' ').Select(double.Parse)] : throw new SegBookException($"'{_command}' ended; its own message is above.");

    /// <summary>The next line; null when the process has ended.</summary>
    public string? Answer() => _process.StandardOutput.ReadLine();

    /// <summary>Ends the worker.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
