using System.CommandLine;
using SegBook.Cli.Notebooks;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook check</c>: are the notebooks fit to be committed?</summary>
public static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var against = new Option<string?>("--against") { Description = "A folder of freshly executed copies (./segbook run --out): their texts must agree with the committed ones." };
        var command = new Command("check", "Check that every notebook is valid, clean, and run once from top to bottom.") { against };
        command.SetAction(parsed => Run(Path.Combine(Workspace.Root, "notebooks"), parsed.GetValue(against)));
        return command;
    }

    private static int Run(string folder, string? against)
    {
        var result = 0;
        foreach (var notebook in Directory.GetFiles(folder, "*.ipynb").Order(StringComparer.Ordinal))
        {
            var fresh = against is null ? null : Path.Combine(against, Path.GetFileName(notebook));
            string[] problems = [.. NotebookCheck.Problems(notebook), .. File.Exists(fresh) ? NotebookCheck.Differences(notebook, fresh!) : []];
            Console.WriteLine($"{Path.GetFileName(notebook)}: {(problems.Length == 0 ? "fit" : "")}");
            foreach (var problem in problems)
            {
                Console.WriteLine($"  {problem}");
                result = 1;
            }
        }

        return result;
    }
}
