using System.CommandLine;
using System.Diagnostics;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook bench</c>: the timings, a project of their own that is built when it is asked for them (./segbook starts it without this).</summary>
public static class BenchCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("bench", "Time the parts that have to be fast: data, gpu, metrics, models, training. See bench/README.md.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(parsed =>
        {
            using var process = Process.Start("dotnet", ["run", "--project", Path.Combine(Workspace.Root, "bench"), "--", .. parsed.UnmatchedTokens]);
            process.WaitForExit();
            return process.ExitCode;
        });
        return command;
    }
}
