using System.CommandLine;
using SegBook.Cli.Commands;
using SegBook.Cli.Commands.Bench;

namespace SegBook.Cli;

/// <summary>The command line behind ./segbook. A command is a file in Commands/.</summary>
public static class Program
{
    /// <summary>Parses and runs. An error that a person can put right is one line, not a stack trace.</summary>
    public static int Main(string[] args)
    {
        var root = new RootCommand("SegBook: a semantic-segmentation research workbook.");
        foreach (var command in All())
        {
            root.Subcommands.Add(command);
        }

        try
        {
            return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (SegBookException e)
        {
            Console.Error.WriteLine($"segbook: {e.Message}");
            return 1;
        }
    }

    private static IEnumerable<Command> All() =>
    [
        RunCommand.Create(),
        CheckCommand.Create(),
        DataCommand.Create(),
        DeviceCommand.Create(),
        KernelCommand.Create(),
        WeightsCommand.Create(),
        StudyCommand.Create(),
        BenchCommand.Create(),
        TrainCommand.Create(),
        RunsCommand.Create(),
        ResumeCommand.Create(),
        ReproduceCommand.Create(),
        EvaluateCommand.Create(),
        SearchCommand.Create(),
    ];
}
