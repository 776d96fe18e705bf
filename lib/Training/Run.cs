using SegBook.Data;
using SegBook.Metrics;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    /// <summary>Begun, not ended: stopped, killed, or at work in another process.</summary>
    Unfinished,

    /// <summary>All epochs done and the test part scored.</summary>
    Finished,

    /// <summary>A loss or a weight became NaN or infinite. That is a result too: the same settings would fail again.</summary>
    Failed,
}

/// <summary>One experiment as it was run: a folder that holds its configuration, history, weights and scores.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Run : IShowsTable
{
    private readonly RunFiles _files;

    private Run(string folder)
    {
        _files = new RunFiles(folder);
        Require(_files.IsRun,
            $"'{folder}' is not the folder of a run: it has no config.json beside an environment.json. "
            + $"'segbook runs --store {Path.GetDirectoryName(folder)}' lists what there is.");
        Experiment = ExperimentJson.Load<Experiment>(_files.Config);
        Environment = ExperimentJson.Load<EnvironmentRecord>(_files.Environment);
        History = File.Exists(_files.History) ? HistoryFile.Read(_files.History) : [];
        Failure = File.Exists(_files.Failure) ? File.ReadAllText(_files.Failure).Trim() : null;
        Scores = File.Exists(_files.Scores) ? ExperimentJson.Load<Scores>(_files.Scores) : null;
    }

    /// <summary>The run's folder.</summary>
    public string Folder => _files.Folder;

    /// <summary>The run's name, which follows from its experiment.</summary>
    public string Id => Path.GetFileName(_files.Folder);

    /// <summary>What was run.</summary>
    public Experiment Experiment { get; }

    /// <summary>Where and with what.</summary>
    public EnvironmentRecord Environment { get; }

    /// <summary>What it is computed in, as recorded when it began.</summary>
    public Precision Precision => Environment.Precision;

    /// <summary>What its labels mean, as recorded when it began.</summary>
    public LabelMap LabelMap => Environment.Classes;

    /// <summary>The epochs, in order.</summary>
    public IReadOnlyList<EpochRecord> History { get; }

    /// <summary>What the best weights scored; null before the end.</summary>
    public Scores? Scores { get; }

    /// <summary>How far it has come.</summary>
    public RunStatus Status => Scores is not null ? RunStatus.Finished : Failure is not null ? RunStatus.Failed : RunStatus.Unfinished;

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Failure { get; }

    /// <summary>The epoch whose weights are kept, from 1; 0 before the first epoch's end.</summary>
    public int BestEpoch => TrainingState.Best(History);

    /// <summary>The best validation mIoU of its epochs; NaN when none was measured.</summary>
    public double BestValidation => BestEpoch == 0 ? double.NaN : History[BestEpoch - 1].ValidationMeanIou;

    /// <summary>Opens the folder of a run.</summary>
    /// <exception cref="SegBookException">It is none, or a file in it is damaged.</exception>
    public static Run Open(string folder)
    {
        try
        {
            return new Run(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SegBookException($"The run in '{folder}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The model with the best weights, in evaluation mode, on a device (the CPU by default). To be disposed by the caller.</summary>
    /// <exception cref="SegBookException">The run has no weights yet.</exception>
    public SegmentationModel OpenBest(Device? device = null)
    {
        // Scores are the same to 0.001 in all of them, so hardware decides where the run was Mixed.
        var precision = Precision == Precision.Mixed && !Compute.HasBfloat16(device ?? torch.CPU) ? Precision.Tf32 : Precision;
        if (Status == RunStatus.Finished)
        {
            var best = ModelFolder.Open(_files.Model, device);
            best.Precision = precision;
            return best;
        }

        Require(File.Exists(_files.Weights(BestEpoch)),
            $"The run {Id} has no weights yet: it was stopped before the end of its first epoch. Go on with 'segbook resume {Folder}'.");
        var model = SegmentationModel.CreateFrame(Experiment.Network(LabelMap.Count));
        Checkpoints.LoadWeights(model, _files.Weights(BestEpoch));
        (model.LabelMap, model.Precision) = (LabelMap, precision);
        model.eval();
        return device is null ? model : model.to(device);
    }

    /// <summary>Whether these are the classes that it learned.</summary>
    public bool Learned(LabelMap labelMap) => Difference(labelMap, ownFrames: false) is null;

    /// <summary>Refuses labels that mean something else than those that it learned; on its own frames, every line of the list must mean the same.</summary>
    /// <exception cref="SegBookException">They do not; the message says what differs.</exception>
    public void RequireClasses(LabelMap labelMap, bool ownFrames = true) => Require(Difference(labelMap, ownFrames) is null,
        $"The run in '{Folder}' learned other classes: {Difference(labelMap, ownFrames)}. Put the list of classes back as it was, or train anew.");

    /// <summary>How another run's labels differ from this one's; null when they mean the same.</summary>
    internal string? ClassesDiffer(Run other) => Difference(other.LabelMap, ownFrames: false);

    private string? Difference(LabelMap now, bool ownFrames) => LabelMap.DifferenceFrom(now, byNumber: ownFrames);

    /// <summary>The test frames' confusion matrices, one per frame, for resampling and for comparing runs in pairs.</summary>
    /// <exception cref="SegBookException">The run is not finished.</exception>
    public IReadOnlyList<(string Frame, ConfusionMatrix Matrix)> TestFrames() => File.Exists(_files.TestFrames)
        ? FrameCounts.Read(_files.TestFrames)
        : throw new SegBookException($"The run {Id} is not finished, its test part was not scored. Go on with 'segbook resume {Folder}'.");

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable($"Run {Id}{(Scores?.Remark is { } remark ? $": {remark}" : "")}", "", "validation", "test");
        if (Scores is null)
        {
            return table.Add($"unfinished, {History.Count} of {Experiment.Epochs} epochs; best mIoU", BestValidation.Fixed(4), "");
        }

        void Row(string name, Func<PartScores, double> score) => table.Add(name, Cell(Scores.Validation, score), Cell(Scores.Test, score));
        string Cell(PartScores? part, Func<PartScores, double> score) => part is null ? "" : score(part).Fixed(4);
        Row("mIoU", part => part.MeanIou);
        if (Scores.Test?.MeanIouInterval is { } interval)
        {
            table.Add("95 % interval", "", $"{interval.Low.Fixed(4)} to {interval.High.Fixed(4)}");
        }

        Row("pixel accuracy", part => part.PixelAccuracy);
        Row("mean class accuracy", part => part.MeanClassAccuracy);
        Row("frequency-weighted IoU", part => part.FrequencyWeightedIou);
        Row("loss", part => part.Loss);
        table.Add("frames", $"{Scores.Validation?.Frames}", $"{Scores.Test?.Frames}");
        table.Add("best epoch", $"{Scores.BestEpoch} of {History.Count}", Scores.Leaks ? "the split leaks" : "");
        return table.Add("precision", $"{Precision}", "");
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString();
}

/// <summary>A folder of runs, made when the first comes. A run that is in it and finished is not run again.</summary>
public sealed class RunStore(string folder)
{
    private const int Depth = 4;

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The store that is used when none is named: <c>SEGBOOK_OUT</c>, or <c>runs</c> in the checkout that the current folder is in.</summary>
    public static RunStore Default => new(Environment.GetEnvironmentVariable("SEGBOOK_OUT") is { Length: > 0 } named
        ? named
        : Path.Combine(Workbook.FindRoot(Environment.CurrentDirectory), "runs"));

    /// <summary>The folder that a run of this experiment has.</summary>
    public string FolderOf(Experiment experiment) => Path.Combine(Folder, experiment.WithFullPaths().Id);

    /// <summary>The run of an experiment, or null when it was never begun.</summary>
    public Run? Find(Experiment experiment) => new RunFiles(FolderOf(experiment)).IsRun ? Run.Open(FolderOf(experiment)) : null;

    /// <summary>Finds a run by its folder, its name, or the beginning or end of its name.</summary>
    /// <exception cref="SegBookException">There is none, or there are several.</exception>
    public Run Find(string name)
    {
        if (new RunFiles(name).IsRun)
        {
            return Run.Open(name);
        }

        var folders = RunFolders(Folder, Depth).ToList();
        var exact = folders.Where(folder => Path.GetRelativePath(Folder, folder) == name).ToList();
        var fits = exact.Count > 0 ? exact : [.. folders.Where(folder => Fits(Path.GetFileName(folder)))];
        return fits.Count switch
        {
            1 => Run.Open(fits[0]),
            0 => throw new SegBookException($"There is no run '{name}' in '{Folder}'. 'segbook runs --store {Folder}' lists what there is."),
            _ => throw new SegBookException(
                $"'{name}' may be any of {string.Join(", ", fits.Select(fit => Path.GetRelativePath(Folder, fit)))}. Say more of the name, or its folder."),
        };

        bool Fits(string id) => id.StartsWith(name, StringComparison.OrdinalIgnoreCase) || id.EndsWith(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>All runs, also in folders below, oldest first. One that cannot be read is left out and told of, by name and reason; on the console by default.</summary>
    public IReadOnlyList<Run> Runs(Action<string, string>? unreadable = null)
    {
        unreadable ??= (name, reason) => Console.Error.WriteLine($"The run {name} is left out: {reason}");
        var runs = new List<Run>();
        foreach (var folder in RunFolders(Folder, Depth))
        {
            try
            {
                runs.Add(Run.Open(folder));
            }
            catch (SegBookException e)
            {
                unreadable(Path.GetRelativePath(Folder, folder), e.Message);
            }
        }

        return [.. runs.OrderBy(run => run.Environment.Started)];
    }

    private static IEnumerable<string> RunFolders(string folder, int depth) =>
        new RunFiles(folder).HasRecord ? [folder]
        : depth == 0 || !Directory.Exists(folder) ? []
        : Directory.GetDirectories(folder, "*", new EnumerationOptions { IgnoreInaccessible = true }).Order(StringComparer.Ordinal)
            .SelectMany(inner => RunFolders(inner, depth - 1));
}

/// <summary>The files in a run's folder.</summary>
internal sealed record RunFiles(string Folder)
{
    internal string Config => Path.Combine(Folder, "config.json");

    internal string Environment => Path.Combine(Folder, "environment.json");

    internal string History => Path.Combine(Folder, "history.csv");

    internal string Scores => Path.Combine(Folder, "scores.json");

    internal string Failure => Path.Combine(Folder, "failure.txt");

    internal string TestFrames => Path.Combine(Folder, "test-frames.csv");

    internal string Model => Path.Combine(Folder, "model");

    internal string StateFolder => Path.Combine(Folder, "state");

    internal string State => Path.Combine(StateFolder, "last.state");

    internal bool IsRun => File.Exists(Config) && File.Exists(Environment);

    /// <summary>Whether it is a run's folder, be it one that lost a file.</summary>
    internal bool HasRecord => IsRun || ((string[])[Environment, Scores, History, State]).Any(File.Exists);

    /// <summary>The weights at a place of the run: after some epochs, and some batches of the next.</summary>
    internal string Weights(int epoch, int batches = 0) => Path.Combine(StateFolder, $"epoch-{epoch}{(batches == 0 ? "" : $"-batch-{batches}")}.weights");

    internal string Weights(TrainingState state) => Weights(state.Epoch, state.Partial?.Batches ?? 0);

    /// <summary>Keeps two processes from training the same run. The system lets go of it when a process dies, however it dies.</summary>
    internal IDisposable Lock()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            return new FileStream(Path.Combine(Folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SegBookException($"The run in '{Folder}' is at work in another process, or the folder cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Frames that are gone are given anew; the message says with what command.</summary>
    internal void RequireData(string data, string command) => Require(Path.Exists(data),
        $"The run in '{Folder}' has its frames in '{data}', where there is nothing now. Say where they lie: segbook {command} {Folder} --data PATH");

    internal void DeleteState()
    {
        if (Directory.Exists(StateFolder))
        {
            Directory.Delete(StateFolder, recursive: true);
        }
    }

    /// <summary>Deletes the weights that a state does not refer to.</summary>
    internal void KeepWeights(TrainingState state) =>
        Array.ForEach([.. Directory.GetFiles(StateFolder, "*.weights").Except([Weights(state), Weights(state.BestEpoch)])], File.Delete);
}
