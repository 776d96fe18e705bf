using System.Globalization;
using SegBook.Display;
using SegBook.Metrics;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    /// <summary>Begun, not ended: stopped, killed, or at work in another process.</summary>
    Unfinished,

    /// <summary>All epochs done and the test part scored.</summary>
    Finished,

    /// <summary>The loss became NaN or infinite. That is a result too: the same settings would fail again.</summary>
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
        if (!_files.IsRun)
        {
            throw new SegBookException($"'{folder}' is not the folder of a run: it has no {RunFiles.ConfigName} beside an {RunFiles.EnvironmentName}. 'segbook runs' lists what there is.");
        }

        Experiment = ExperimentJson.Load<Experiment>(_files.Config); // shown as it was run, even if an earlier version had settings that cannot be run any more
        Environment = EnvironmentRecord.Load(_files.Environment);
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
    public static Run Open(string folder) => new(Path.GetFullPath(folder));

    /// <summary>The model with the best weights, in evaluation mode. To be disposed by the caller.</summary>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <exception cref="SegBookException">The run has no weights yet.</exception>
    public SegmentationModel OpenBest(Device? device = null)
    {
        if (Status == RunStatus.Finished)
        {
            return ModelFolder.Open(_files.Model, device);
        }

        if (!File.Exists(_files.Weights(BestEpoch)))
        {
            throw new SegBookException($"The run {Id} has no weights yet: it was stopped before the end of its first epoch. Go on with 'segbook resume {Folder}'.");
        }

        var model = SegmentationModel.Create(Weights.Config(Experiment));
        Weights.Load(model, File.ReadAllBytes(_files.Weights(BestEpoch)));
        model.eval();
        return device is null ? model : model.to(device);
    }

    /// <summary>The test frames' confusion matrices, one per frame, for resampling and for comparing runs in pairs.</summary>
    /// <exception cref="SegBookException">The run is not finished.</exception>
    public IReadOnlyList<(string Frame, ConfusionMatrix Matrix)> TestFrames() => File.Exists(_files.TestFrames)
        ? FrameCounts.Read(_files.TestFrames)
        : throw new SegBookException($"The run {Id} is not finished, its test part was not scored. Go on with 'segbook resume {Folder}'.");

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    /// <inheritdoc/>
    public TextTable ToTable()
    {
        var table = new TextTable($"Run {Id}", "", "validation", "test");
        if (Scores is null)
        {
            return table.Add($"unfinished, {History.Count} of {Experiment.Epochs} epochs; best mIoU", Number(BestValidation), "");
        }

        string Cell(PartScores? part, Func<PartScores, double> score) => part is null ? "" : Number(score(part));
        void Row(string name, Func<PartScores, double> score) => table.Add(name, Cell(Scores.Validation, score), Cell(Scores.Test, score));
        Row("mIoU", part => part.MeanIou);
        if (Scores.Test?.MeanIouInterval is { } interval)
        {
            table.Add("95 % interval", "", $"{Number(interval.Low)} to {Number(interval.High)}");
        }

        Row("pixel accuracy", part => part.PixelAccuracy);
        Row("mean class accuracy", part => part.MeanClassAccuracy);
        Row("frequency-weighted IoU", part => part.FrequencyWeightedIou);
        Row("loss", part => part.Loss);
        table.Add("frames", $"{Scores.Validation?.Frames}", $"{Scores.Test?.Frames}");
        return table.Add("best epoch", $"{Scores.BestEpoch} of {History.Count}", Scores.Leaks ? "the split leaks" : "");
    }

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
