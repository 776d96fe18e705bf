using System.CommandLine;
using SegBook.Cli.Notebooks;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook notebooks check</c>: are the notebooks fit to be committed?</summary>
public static class NotebooksCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var names = new Argument<string[]>("notebooks") { Arity = ArgumentArity.ZeroOrMore, Description = "Which ones: 03-unet, 3 or a path. All by default." };
        var against = new Option<string?>("--against") { Description = "A folder of freshly executed copies (./segbook run --out): their texts must agree with the committed ones." };
        var check = new Command("check", "Check that every notebook is valid, clean, and run once from top to bottom.") { names, against };
        check.SetAction(parsed => Check(RunCommand.Find(Workspace.Root, parsed.GetValue(names) ?? []), parsed.GetValue(against)));
        return new Command("notebooks", "Look after the notebooks.") { check };
    }

    private static int Check(IReadOnlyList<string> notebooks, string? against)
    {
        SegBookException.Require(against is null || Directory.Exists(against), $"There is no folder {against}. Give --against the folder that ./segbook run --out wrote to.");
        var result = 0;
        foreach (var notebook in notebooks)
        {
            string[] problems = [.. NotebookCheck.Problems(notebook), .. against is null ? [] : Differences(notebook, Path.Combine(against, Path.GetFileName(notebook)))];
            Console.WriteLine($"{Path.GetFileName(notebook)}: {(problems.Length == 0 ? "fit" : "")}");
            foreach (var problem in problems)
            {
                Console.WriteLine($"  {problem}");
                result = 1;
            }
        }

        return result;
    }

    private static IReadOnlyList<string> Differences(string notebook, string fresh)
    {
        try
        {
            return NotebookCheck.Differences(notebook, fresh);
        }
        catch (SegBookException e)
        {
            return [$"cannot be compared with {fresh}: one of the two {e.Message}"];
        }
    }
}
