using System.CommandLine;
using SegBook.Cli.Search;
using SegBook.Display;
using SegBook.Training;
using Spectre.Console;
using TorchSharp;

namespace SegBook.Cli.Commands;

/// <summary>What the commands about runs have in common.</summary>
internal static class RunOptions
{
    internal const int Stopped = 130;
    private const int MostThreads = 1024;

    internal static Option<string> Store()
    {
        var store = new Option<string>("--store") { Description = "The folder of the runs.", DefaultValueFactory = _ => RunStore.Default.Folder };
        store.Validators.Add(result => SegBookException.Require(!File.Exists(result.GetValueOrDefault<string>()), $"--store {result.GetValueOrDefault<string>()} is a file. Give a folder of runs."));
        return store;
    }

    /// <summary>Makes a folder that is going to be written to, before work begins that would be lost.</summary>
    /// <exception cref="SegBookException">It is a file, or nothing can be written there; the message begins with the option.</exception>
    internal static void Prepare(string folder, string option)
    {
        SegBookException.Require(!File.Exists(folder), $"{option} {folder} is a file. Give a folder.");
        try
        {
            Directory.CreateDirectory(folder);
            using var trial = new FileStream(Path.Combine(folder, $".segbook-{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SegBookException($"{option} {folder} cannot be written to: {e.Message.ReplaceLineEndings(" ")} Give another folder.", e);
        }
    }

    /// <summary>The experiment with settings changed, each given as <c>setting=value</c>.</summary>
    internal static Experiment Set(Experiment experiment, IEnumerable<string> settings) => settings.Aggregate(experiment, (changed, pair) =>
        pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? changed.With(pair[..equals], pair[(equals + 1)..])
            : throw new SegBookException($"--set {pair}: write setting=value."));

    internal static Option<bool> Quiet() => new("--quiet") { Description = "No progress line." };

    internal static TextWriter? Progress(bool quiet) => quiet ? TextWriter.Null : null;

    /// <summary>Trains, and shows the run. The exit code tells what became of it.</summary>
    internal static int Train(Experiment experiment, RunStore store, bool quiet, int? until = null)
    {
        SegBookException.Require(until is null or > 0, $"--until {until} is no epoch to stop after. Use 1 or more.");
        Prepare(store.Folder, "--store");
        return Trained(() => Trainer.Train(experiment, store, Progress(quiet), until), until ?? experiment.Epochs, quiet);
    }

    /// <summary>Goes on with a run where it lies; else as <see cref="Train"/>.</summary>
    internal static int Resume(Run run, string? data, bool quiet) => Trained(() => Trainer.Resume(run, data, Progress(quiet)), run.Experiment.Epochs, quiet);

    private static int Trained(Func<Run> train, int until, bool quiet)
    {
        using var signals = new StopSignals();
        UseThreads();
        try
        {
            var run = train();
            if (run.Status == RunStatus.Finished && !quiet)
            {
                Show(run);
            }

            return run.Status == RunStatus.Unfinished && run.History.Count < Math.Min(until, run.Experiment.Epochs) ? Stopped : 0;
        }
        catch (TrialFailedException e)
        {
            Console.Error.WriteLine($"segbook: {e.Message}");
            return ProcessWorkers.FailedTrial;
        }
    }

    /// <summary>Does something that may be stopped, and says how to go on if it was.</summary>
    internal static int Stoppable(string goOn, Action action)
    {
        using var signals = new StopSignals();
        UseThreads();
        try
        {
            action();
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Stopped; what is done is kept. To go on: {goOn}");
            return Stopped;
        }
    }

    internal static void Show(Run run)
    {
        Console.WriteLine(run);
        Console.WriteLine(run.Folder);
    }

    /// <summary>A table, drawn by Spectre.Console; where the output is no terminal, as plain text.</summary>
    internal static void Show(TextTable table)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(table);
            return;
        }

        var drawn = new Table { Border = TableBorder.Rounded };
        foreach (var (i, column) in table.Columns.Index())
        {
            drawn.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = i == 0 ? Justify.Left : Justify.Right });
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(drawn);
    }

    private static void UseThreads()
    {
        var threads = Workbook.Number("SEGBOOK_THREADS", 0);
        SegBookException.Require(threads <= MostThreads, $"SEGBOOK_THREADS is {threads}. Use at most {MostThreads}, or leave it out for one a core.");
        Compute.UseThreads(threads);
    }
}
