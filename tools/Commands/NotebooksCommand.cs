using System.CommandLine;
using SegBook.Cli.Notebooks;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook notebooks check</c>: are the notebooks fit to be committed?</summary>
public static class NotebooksCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var against = new Option<string?>("--against") { Description = "A folder of freshly executed copies (./segbook run --out): their texts must agree with the committed ones." };
        var check = new Command("check", "Check that every notebook is valid, clean, and run once from top to bottom.") { against };
        check.SetAction(parsed => Check(Path.Combine(Workspace.Root, "notebooks"), parsed.GetValue(against)));
        return new Command("notebooks", "Look after the notebooks.") { check };
    }

    private static int Check(string folder, string? against)
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
