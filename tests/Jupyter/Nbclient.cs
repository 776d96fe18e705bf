using System.Diagnostics;
using SegBook.Cli.Jupyter;
using SegBook.Tests.Support;

namespace SegBook.Tests.Jupyter;

/// <summary>Debian's nbclient, which executes notebooks as Jupyter does, with this kernel registered for it alone.</summary>
internal static class Nbclient
{
    private const string Python = "/usr/bin/python3";
    private const string Kernel = "segbook-test";

    /// <summary>Why it cannot be used here, or null.</summary>
    public static string? Missing { get; } =
        !HasNbclient() ? "needs Debian's python3-nbclient"
        : !File.Exists(KernelSpec.KernelPath) ? "needs the kernel to be built" : null;

    /// <summary>Executes <c>source/notebook.ipynb</c> in its folder and writes the executed copy to <paramref name="target"/>.</summary>
    /// <exception cref="InvalidOperationException">It ended early; the message is what it said.</exception>
    public static void Execute(string notebook, string source, string target, IReadOnlyDictionary<string, string>? environment = null)
    {
        KernelSpec.Install(target, Kernel);
        var script = Path.Combine(Shared.Root, "tests", "Jupyter", "execute_notebooks.py");
        var start = new ProcessStartInfo(Python, [script, Kernel, source, target, notebook]) { RedirectStandardError = true };
        start.Environment["JUPYTER_PATH"] = Path.Combine(target, "share", "jupyter");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(said);
        }
    }

    private static bool HasNbclient()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import nbclient"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
