using System.CommandLine;
using SegBook.Cli.Runs;
using SegBook.Cli.Search;
using SegBook.Training;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook train</c>: runs one experiment, or goes on with it; or runs a finished one again, to compare.</summary>
public static class TrainCommand
{
    private const int Different = 2;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "JSON file of the experiment." };
        var preset = new Option<string?>("--preset") { Description = "An experiment by name: " + string.Join(", ", Presets.Names) + ". Default: quick, which is small (96 x 128 pixels, 3 epochs)." };
        var again = new Option<string?>("--again") { Description = "A finished run, by folder or name: run it once more with its settings and threads, and report the difference (exit code 2 if there is one)." };
        var job = new Option<string?>("--job") { Description = "JSON file of a trial that a search wrote.", Hidden = true };
        var data = new Option<string?>("--data") { Description = "Folder or zip with the frames; overrides the experiment's. With --again: where the same frames lie now." };
        var seed = new Option<int?>("--seed") { Description = "The seed; overrides the experiment's." };
        var set = new Option<string[]>("--set") { Description = "setting=value, such as optimizer.learningRate=0.001; may be repeated." };
        var store = RunOptions.Store();
        var until = new Option<int?>("--until") { Description = "Stop after this many epochs, to go on another time." };
        var quiet = RunOptions.Quiet();
        var show = new Option<bool>("--show") { Description = "Print the experiment as JSON and do not run it." };
        var command = new Command("train", "Run an experiment, or go on with it where it was stopped.") { config, preset, again, job, data, seed, set, store, until, quiet, show };
        command.SetAction(parse =>
        {
            if (parse.GetValue(again) is { } finished)
            {
                Option[] others = [config, preset, job, seed, set, until, show];
                return others.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { } other
                    ? throw new SegBookException($"--again runs a run as it was: leave out {other.Name}.")
                    : Again(new RunStore(parse.GetValue(store)!).Find(finished), parse.GetValue(data), RunOptions.Progress(parse.GetValue(quiet)));
            }

            var trial = parse.GetValue(job) is { } file ? JobFile.Read(file) : null;
            var experiment = trial?.Experiment ?? Experiment(parse.GetValue(config), parse.GetValue(preset), parse.GetValue(data), parse.GetValue(seed), parse.GetValue(set) ?? []);
            if (parse.GetValue(show))
            {
                Console.WriteLine(experiment.ToJson());
                return 0;
            }

            return RunOptions.Train(experiment, new RunStore(parse.GetValue(store)!), parse.GetValue(quiet), trial?.UntilEpoch ?? parse.GetValue(until));
        });
        return command;
    }

    private static int Again(Run run, string? data, TextWriter? progress)
    {
        var store = new RunStore(Path.Combine(Path.GetDirectoryName(run.Folder)!, "reproduced"));
        var code = 0;
        var stopped = RunOptions.Stoppable($"segbook train --again {run.Folder}", () =>
        {
            var reproduction = Reproduction.Of(run, store, progress, data);
            Console.WriteLine(reproduction);
            code = reproduction.IsIdentical ? 0 : Different;
        });
        return stopped != 0 ? stopped : code;
    }

    private static Experiment Experiment(string? config, string? preset, string? data, int? seed, string[] set)
    {
        if (config is not null && preset is not null)
        {
            throw new SegBookException("--config and --preset are two experiments. Give one of them.");
        }

        var experiment = config is not null ? SegBook.Training.Experiment.Load(config)
            : Presets.Of(preset ?? "quick", data ?? throw new SegBookException("Which frames? Give --data PATH, or --config FILE."));
        experiment = experiment with { Data = data ?? experiment.Data, Seed = seed ?? experiment.Seed };
        experiment = RunOptions.Set(experiment, set);
        experiment = experiment with { Data = Path.GetFullPath(experiment.Data) };
        experiment.Validate();
        return experiment;
    }
}
