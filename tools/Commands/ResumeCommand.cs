using System.CommandLine;
using SegBook.Training;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook resume</c>: goes on with a run that was stopped or killed.</summary>
public static class ResumeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("run") { Description = "The run's folder, its name, or the beginning of it." };
        var data = new Option<string?>("--data") { Description = "Where the run's frames lie now, if they were moved; the run remembers it." };
        var store = RunOptions.Store();
        var quiet = RunOptions.Quiet();
        var command = new Command("resume", "Go on with a run that was stopped or killed; it ends as if nothing had happened.") { name, data, store, quiet };
        command.SetAction(parse =>
        {
            var run = new RunStore(parse.GetValue(store)!).Find(parse.GetValue(name)!);
            return RunOptions.Resume(run, parse.GetValue(data), parse.GetValue(quiet));
        });
        return command;
    }
}
