using System.CommandLine;
using System.Text.Json;
using SegBook.Cli.Search;
using SegBook.Data;
using SegBook.Training;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook search</c>: a search from a file, run or gone on with.</summary>
public static class SearchCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "JSON file of a search, as --new prints it.", Arity = ArgumentArity.ZeroOrOne };
        var fresh = new Option<string?>("--new") { Description = "Print a file to start from: random, asha or coordinate (one setting after the other). Needs --data." };
        var data = new Option<string?>("--data") { Description = "Folder or zip with the frames, for --new." };
        var store = RunOptions.Store();
        var workers = new Option<int>("--workers") { Description = "Processes at once; 1 stays in this one.", DefaultValueFactory = _ => 1 };
        var engine = new Option<string>("--engine") { Description = "local or slurm.", DefaultValueFactory = _ => "local" };
        var options = new Option<string[]>("--sbatch") { Description = "An option for Slurm's sbatch, such as --sbatch=--partition=gpu; may be repeated." };
        var quiet = RunOptions.Quiet();
        var command = new Command("search", "Try settings: run a random, a successive-halving or a coordinate-wise search, or go on with it. Trials that are done are not run again.") { file, fresh, data, store, workers, engine, options, quiet };
        command.SetAction(parse =>
        {
            if (parse.GetValue(fresh) is { } kind)
            {
                Console.WriteLine(New(kind, parse.GetValue(data)));
                return 0;
            }

            var path = parse.GetValue(file) ?? throw new SegBookException("Which search? Give its JSON file; --new prints one to start from.");
            SegBookException.Require(File.Exists(path), $"There is no file '{path}' of a search. 'segbook search --new random --data PATH' prints one to start from.");
            RunOptions.Prepare(parse.GetValue(store)!, "--store");
            var trials = Engine(parse.GetValue(engine)!, parse.GetValue(workers), parse.GetValue(options) ?? [], RunOptions.Progress(parse.GetValue(quiet)));
            using var ended = trials as IDisposable;
            return RunOptions.Stoppable($"the same command again: segbook search {path}", () => Console.WriteLine(Run(path, new RunStore(parse.GetValue(store)!), trials)));
        });
        return command;
    }

    private static string New(string kind, string? data)
    {
        using var frames = SegmentationDataset.Open(Path.GetFullPath(data ?? throw new SegBookException("Which frames? Give --data PATH.")));
        var experiment = new Experiment { Data = frames.Path };
        return kind switch
        {
            "coordinate" or "ladder" => SearchTemplates.Reference(experiment).ToJson(),
            "asha" => SearchTemplates.Usual(experiment).ToJson(),
            "random" => (SearchTemplates.Usual(experiment) with { Method = SearchMethod.Random }).ToJson(),
            _ => throw new SegBookException($"There is no search '{kind}' to start from. There are: random, asha, coordinate."),
        };
    }

    private static ITrialEngine Engine(string name, int workers, string[] options, TextWriter? progress) => (name, workers) switch
    {
        ("local", 1) => new InProcess(progress),
        ("local", _) => new ProcessWorkers(workers),
        ("slurm", _) => new SlurmEngine(options, workers > 1 ? workers : 0),
        _ => throw new SegBookException($"There is no engine '{name}'. There are: local, slurm."),
    };

    private static string Run(string path, RunStore store, ITrialEngine engine) =>
        IsCoordinateSearch(path) ? CoordinateSearch.Load(path).Run(store, engine).ToString() : HyperparameterSearch.Load(path).Run(store, engine).ToString();

    private static bool IsCoordinateSearch(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("stages", out _);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SegBookException($"'{path}' cannot be read as a search: {e.Message}", e);
        }
    }
}
