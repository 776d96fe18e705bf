using System.CommandLine;
using SegBook.Training;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook train</c>: runs one experiment, or goes on with it.</summary>
public static class TrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "JSON file of the experiment." };
        var preset = new Option<string?>("--preset") { Description = "An experiment by name: " + string.Join(", ", Presets.Names) + "." };
        var job = new Option<string?>("--job") { Description = "JSON file of a trial that a search wrote.", Hidden = true };
        var data = new Option<string?>("--data") { Description = "Folder or zip with the frames; overrides the experiment's." };
        var seed = new Option<int?>("--seed") { Description = "The seed; overrides the experiment's." };
        var set = new Option<string[]>("--set") { Description = "setting=value, such as optimizer.learningRate=0.001; may be repeated." };
        var store = RunOptions.Store();
        var until = new Option<int?>("--until") { Description = "Stop after this many epochs, to go on another time." };
        var quiet = RunOptions.Quiet();
        var show = new Option<bool>("--show") { Description = "Print the experiment as JSON and do not run it." };
        var command = new Command("train", "Run an experiment, or go on with it where it was stopped.") { config, preset, job, data, seed, set, store, until, quiet, show };
        command.SetAction(parse =>
        {
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

    private static Experiment Experiment(string? config, string? preset, string? data, int? seed, string[] set)
    {
        if (config is not null && preset is not null)
        {
            throw new SegBookException("--config and --preset are two experiments. Give one of them.");
        }

        var experiment = config is not null ? SegBook.Training.Experiment.Load(config)
            : Presets.Of(preset ?? "quick", data ?? throw new SegBookException("Which frames? Give --data PATH, or --config FILE."));
        experiment = experiment with { Data = data ?? experiment.Data, Seed = seed ?? experiment.Seed };
        foreach (var pair in set)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            experiment = equals > 0 ? experiment.With(pair[..equals], pair[(equals + 1)..]) : throw new SegBookException($"--set {pair}: write setting=value.");
        }

        experiment = experiment with { Data = Path.GetFullPath(experiment.Data) };
        experiment.Validate();
        return experiment;
    }
}
