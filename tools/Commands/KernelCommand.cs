using System.CommandLine;
using SegBook.Cli.Jupyter;
using Spectre.Console;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook kernel install</c>: the notebooks in Jupyter and in VS Code's Jupyter extension.</summary>
internal static class KernelCommand
{
    public static Command Create() => new("kernel", "The C# kernel for Jupyter and VS Code.") { Install() };

    private static Command Install()
    {
        var user = new Option<bool>("--user") { Description = "For this user (the default)." };
        var prefix = new Option<string?>("--prefix") { Description = "Below this folder, as in PREFIX/share/jupyter/kernels." };
        var command = new Command("install", "Fetches the .NET Interactive tool and registers it with Jupyter.") { user, prefix };
        command.SetAction(parsed =>
        {
            SegBookException.Require(!(parsed.GetValue(user) && parsed.GetValue(prefix) is not null), "--user and --prefix are two places. Give one of them.");
            if (parsed.GetValue(prefix) is { } place)
            {
                RunOptions.Prepare(place, "--prefix");
            }

            var folder = KernelSpec.Install(parsed.GetValue(prefix));
            AnsiConsole.MarkupLineInterpolated($"The kernel is registered in [green]{folder}[/].");
        });
        return command;
    }
}
