using System.CommandLine;
using SegBook.Cli.Commands;

namespace SegBook.Cli;

/// <summary>The command line behind ./segbook. A command is a file in Commands/.</summary>
public static class Program
{
    /// <summary>All commands.</summary>
    public static int Main(string[] args) => Start(
        new RootCommand("SegBook: a semantic-segmentation research workbook.")
        {
            RunCommand.Create(),
            TrainCommand.Create(),
            ResumeCommand.Create(),
            RunsCommand.Create(),
            EvaluateCommand.Create(),
            SearchCommand.Create(),
            StudyCommand.Create(),
            DataCommand.Create(),
            WeightsCommand.Create(),
            KernelCommand.Create(),
            BenchCommand.Create(),
            NotebooksCommand.Create(),
        },
        args);

    /// <summary>Parses and runs. An error that a person can put right is one line, not a stack trace.</summary>
    public static int Start(RootCommand root, string[] args)
    {
        ArgumentNullException.ThrowIfNull(root);
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
}
