using System.CommandLine;
using SegBook.Cli.Runs;
using SegBook.Training;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook runs</c>: lists and compares runs.</summary>
public static class RunsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var names = new Argument<string[]>("run") { Description = "Runs to compare, by name or the beginning of it; all when none is given.", Arity = ArgumentArity.ZeroOrMore };
        var store = RunOptions.Store();
        var sort = new Option<RunOrder>("--sort") { Description = "What to sort by.", DefaultValueFactory = _ => RunOrder.Started };
        var command = new Command("runs", "List runs and compare them; of their settings, those in which they differ.") { names, store, sort };
        command.SetAction(parse =>
        {
            var all = new RunStore(parse.GetValue(store)!);
            var broken = new List<(string Name, string Reason)>();
            var asked = parse.GetValue(names) ?? [];
            IReadOnlyList<Run> runs = asked.Length > 0 ? [.. asked.Select(all.Find)] : all.Runs((name, reason) => broken.Add((name, reason)));
            if (runs.Count + broken.Count == 0)
            {
                Console.WriteLine($"There are no runs in '{all.Folder}'. 'segbook train' makes one.");
                return;
            }

            var differences = RunComparison.ClassDifferences(runs);
            SegBookException.Require(asked.Length == 0 || differences.Count == 0, string.Join(" ", differences));
            RunOptions.Show(RunComparison.Of(runs, parse.GetValue(sort), [.. broken.Select(one => one.Name)]));
            differences.ForEach(Console.WriteLine);
            broken.ForEach(one => Console.WriteLine($"{one.Name} is unreadable: {one.Reason}"));
        });
        return command;
    }
}
