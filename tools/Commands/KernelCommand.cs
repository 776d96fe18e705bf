using System.CommandLine;
using System.Diagnostics;
using SegBook.Cli.Jupyter;
using Spectre.Console;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook kernel install</c> and <c>segbook kernel start FILE</c>: the notebooks in Jupyter and in VS Code's Jupyter extension.</summary>
internal static class KernelCommand
{
    public static Command Create() => new("kernel", "The C# kernel for Jupyter and VS Code.") { Install(), Start() };

    private static Command Install()
    {
        var user = new Option<bool>("--user") { Description = "For this user (the default)." };
        var prefix = new Option<string?>("--prefix") { Description = "Below this folder, as in PREFIX/share/jupyter/kernels." };
        var name = new Option<string?>("--name") { Description = $"The name of the kernel ({KernelSpec.UsualName}, which the notebooks ask for, where it is free)." };
        var command = new Command("install", "Registers the kernel with Jupyter.") { user, prefix, name };
        command.SetAction(parsed =>
        {
            var folder = KernelSpec.Install(parsed.GetValue(prefix), parsed.GetValue(name));
            AnsiConsole.MarkupLineInterpolated($"The kernel is registered in [green]{folder}[/].");
        });
        return command;
    }

    private static Command Start()
    {
        var file = new Argument<string>("connection") { Description = "The connection file that Jupyter makes." };
        var command = new Command("start", "Runs the kernel; Jupyter does this.") { file };
        command.SetAction(parsed =>
        {
            // Signals from the terminal reach the kernel's own process, which knows what to do with them.
            Console.CancelKeyPress += (_, e) => e.Cancel = true;
            using var process = Process.Start("dotnet", [KernelSpec.KernelPath, "jupyter", parsed.GetValue(file)!]);
            process.WaitForExit();
            return process.ExitCode;
        });
        return command;
    }
}
