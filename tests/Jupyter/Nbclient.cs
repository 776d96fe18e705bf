using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegBook.Cli.Jupyter;
using SegBook.Tests.Support;

namespace SegBook.Tests.Jupyter;

/// <summary>Debian's nbclient and jupyter_client, with the official kernel registered for them alone.</summary>
internal static class Nbclient
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Why they cannot be used here, or null.</summary>
    public static string? Missing { get; } = HasNbclient() ? null : "needs Debian's python3-nbclient";

    /// <summary>Executes <c>source/notebook.ipynb</c> in its folder and writes the executed copy to <paramref name="target"/>.</summary>
    /// <exception cref="InvalidOperationException">It ended early; the message is what it said.</exception>
    public static void Execute(string notebook, string source, string target, IReadOnlyDictionary<string, string>? environment = null) =>
        Run("execute_notebooks.py", target, [source, target, notebook], "", environment);

    /// <summary>Runs cells in a fresh kernel as drive_kernel.py says.</summary>
    public static JsonNode Execute(string folder, params object[] cells) =>
        JsonNode.Parse(Run("drive_kernel.py", folder, [folder], JsonSerializer.Serialize(cells), null))!;

    private static string Run(string script, string prefix, string[] arguments, string input, IReadOnlyDictionary<string, string>? environment)
    {
        KernelSpec.Install(prefix);
        var start = new ProcessStartInfo(Python, [Path.Combine(Shared.Root, "tests", "Jupyter", script), KernelSpec.Name, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["JUPYTER_PATH"] = Path.Combine(prefix, "share", "jupyter");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(said.Result);
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

/// <summary>Skipped where Debian's python3-nbclient is not installed.</summary>
internal sealed class NbclientFactAttribute : FactAttribute
{
    public NbclientFactAttribute() => Skip = Nbclient.Missing;
}

/// <summary>Skipped where Debian's python3-nbclient is not installed.</summary>
internal sealed class NbclientTheoryAttribute : TheoryAttribute
{
    public NbclientTheoryAttribute() => Skip = Nbclient.Missing;
}
