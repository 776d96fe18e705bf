using System.CommandLine;
using SegBook.Training;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook reproduce</c>: runs a run again and reports the difference.</summary>
public static class ReproduceCommand
{
    private const int Different = 2;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("run") { Description = "The run's folder, its name, or the beginning of it." };
        var store = RunOptions.Store();
        var data = new Option<string?>("--data") { Description = "Where the same frames lie now, if they have moved." };
        var quiet = RunOptions.Quiet();
        var command = new Command("reproduce", "Run a finished run again, with its settings and threads, and report the difference (exit code 2 if there is one).") { name, store, data, quiet };
        command.SetAction(parse =>
        {
            var run = new RunStore(parse.GetValue(store)!).Find(parse.GetValue(name)!);
            var again = new RunStore(Path.Combine(Path.GetDirectoryName(run.Folder)!, "reproduced"));
            var code = 0;
            var stopped = RunOptions.Stoppable($"segbook reproduce {run.Folder}", () =>
            {
                var reproduction = Reproduction.Of(run, again, RunOptions.Progress(parse.GetValue(quiet)), parse.GetValue(data));
                Console.WriteLine(reproduction.ToText());
                code = reproduction.IsIdentical ? 0 : Different;
            });
            return stopped != 0 ? stopped : code;
        });
        return command;
    }
}
