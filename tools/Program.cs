using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using SegBook.Cli.Commands;
using SegBook.Training;

namespace SegBook.Cli;

/// <summary>The command line behind ./segbook. A command is a file in Commands/.</summary>
public static partial class Program
{
    private const int OurFault = 70;

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

    /// <summary>Parses and runs. An error that a person can put right is one line and exit code 1; one that is ours says so and shows where it arose.</summary>
    public static int Start(RootCommand root, string[] args)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(args);
        try
        {
            var parsed = root.Parse(args);
            return Mistyped(parsed) is { } mistyped ? throw new SegBookException(mistyped)
                : Array.IndexOf(args, "") is >= 0 and var empty ? throw new SegBookException($"Value {empty + 1} on the command line is empty. Is a variable of the shell not set?")
                : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return Tell("Stopped.", RunOptions.Stopped);
        }
        catch (Exception e) when (Mistakes.Sentence(e) is { } sentence)
        {
            return Tell(sentence, 1);
        }
        catch (Exception e)
        {
            return Tell($"This is a fault of SegBook, not yours. Please report the command with what follows.\n{e}", OurFault);
        }
    }

    // One line in place of a page of help, but for a command that only lacks its verb.
    private static string? Mistyped(ParseResult parsed)
    {
        var command = string.Join(' ', parsed.CommandResult.Command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name).Append(parsed.CommandResult.Command.Name));
        return parsed.Errors.Count == 0 || (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0) ? null
            : string.Join(' ', parsed.Errors.Select(Mistyped).Where(text => text != "Required command was not provided.")).Replace("\t", "", StringComparison.Ordinal).ReplaceLineEndings(" ")
                + $" See './segbook {(parsed.CommandResult.Command is RootCommand ? "" : command + " ")}--help'.";
    }

    // The parser names types of .NET: Cannot parse argument 'x' for option '--frames' as expected type 'System.Int32'.
    private static string Mistyped(ParseError error) =>
        MistypedPattern().Match(error.Message) is not { Success: true } match ? error.Message
        : match.Groups["type"].Value switch
        {
            var type when type.Contains("Int32", StringComparison.Ordinal) => $"{match.Groups["name"]} is '{match.Groups["value"]}'. Use a whole number.",
            var type when type.Contains("Double", StringComparison.Ordinal) => $"{match.Groups["name"]} is '{match.Groups["value"]}'. Use a number, such as 0.5.",
            var type => typeof(Run).Assembly.GetType(type) is { IsEnum: true } choice || (choice = typeof(Program).Assembly.GetType(type)) is { IsEnum: true }
                ? $"{match.Groups["name"]} is '{match.Groups["value"]}'. Use {string.Join(", ", Enum.GetNames(choice))}."
                : error.Message,
        };

    private static int Tell(string sentence, int code)
    {
        try
        {
            Console.Error.WriteLine($"segbook: {sentence}");
        }
        catch (IOException)
        {
            // Nobody can be told.
        }

        return code;
    }

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (option|command) '(?<name>[^']*)' as expected type '(?<type>[^']*)'")]
    private static partial Regex MistypedPattern();
}
