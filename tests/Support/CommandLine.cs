using System.Diagnostics;

namespace SegBook.Tests.Support;

/// <summary>The command line, as a user starts it.</summary>
internal static class CommandLine
{
    /// <summary>Runs it to its end.</summary>
    public static (int Exit, string Text, string Errors) Run(params string[] arguments) => Run(["tools", "bin", "segbook-cli.dll"], arguments, null);

    /// <summary>Runs it to its end with a variable in its environment.</summary>
    public static (int Exit, string Text, string Errors) RunWith((string Name, string Value) variable, params string[] arguments) => Run(["tools", "bin", "segbook-cli.dll"], arguments, variable);

    /// <summary>The same for <c>segbook bench</c>, a program of its own.</summary>
    public static (int Exit, string Text, string Errors) Bench(params string[] arguments) => Run(["bench", "bin", "segbook-bench.dll"], arguments, null);

    private static (int Exit, string Text, string Errors) Run(string[] program, string[] arguments, (string Name, string Value)? variable)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine([Shared.Root, .. program]), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (variable is var (name, value))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text, errors.Result);
    }
}
