using SegBook.Data;
using SegBook.Display;
using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>Runs experiments. A run is a function of its record: on the CPU, with the same number of threads, the same record gives the same numbers to the bit.</summary>
public static class Trainer
{
    /// <summary>Runs an experiment, goes on with one that was stopped, or gives back one that is finished.</summary>
    /// <param name="experiment">What to run.</param>
    /// <param name="store">Where runs are kept; <see cref="RunStore.Default"/> when null.</param>
    /// <param name="progress">Where the progress line goes; the console when null, <see cref="TextWriter.Null"/> for quiet.</param>
    /// <param name="untilEpoch">Stop after this many epochs, to go on another time; null runs to the end.</param>
    /// <param name="cancellation">Stops after the batch, saves, and says how to go on. <see cref="Interrupt.Token"/> does the same.</param>
    /// <returns>The run; unfinished when it was stopped or <paramref name="untilEpoch"/> came first.</returns>
    /// <exception cref="SegBookException">A setting is out of range, the data is not there, the loss is not a number, memory or disk is full.</exception>
    public static Run Train(Experiment experiment, RunStore? store = null, TextWriter? progress = null, int? untilEpoch = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        experiment.Validate();
        var files = new RunFiles((store ?? RunStore.Default).FolderOf(experiment));
        if (File.Exists(files.Scores))
        {
            // A process may have died between the two.
            files.DeleteState();
            return Run.Open(files.Folder);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Interrupt.Token);
        Directory.CreateDirectory(files.Folder);
        using var mine = RunLock.Take(files);
        using var data = TrainingData.Open(experiment);
        Begin(files, experiment, data);
        return Execute(files, experiment, data, new ProgressLine(progress), Math.Min(untilEpoch ?? experiment.Epochs, experiment.Epochs), either.Token);
    }

    private static void Begin(RunFiles files, Experiment experiment, TrainingData data)
    {
        AtomicFile.Sweep(files.Folder);
        AtomicFile.Sweep(files.StateFolder);
        File.Delete(files.Failure);

        // Without a state nothing was computed yet, so what is found now is what the run is made with.
        if (!files.IsRun || !File.Exists(files.State))
        {
            var pretrained = experiment.Weights is { } weights ? PretrainedWeights.Describe(experiment.Encoder, weights) : null;
            AtomicFile.Write(files.Environment, EnvironmentRecord.Here(Compute.Device(experiment.Device), data.Fingerprint, data.Dataset.Description, pretrained).ToJson());
            AtomicFile.Write(files.Config, experiment.ToJson());
        }
        else if (EnvironmentRecord.Load(files.Environment).DataFingerprint is var before && before != data.Fingerprint)
        {
            throw new SegBookException($"The run in '{files.Folder}' was begun with other data: the fingerprint of '{experiment.Data}' was {before} and is {data.Fingerprint}. Put the data back, or delete the run's folder to start afresh.");
        }
    }

    private static Run Execute(RunFiles files, Experiment experiment, TrainingData data, ProgressLine line, int until, CancellationToken stop)
    {
        // Nothing that training makes may end up in a scope of the caller's.
        using var scope = NewDisposeScope();
        using (line)
        {
            try
            {
                using var session = new TrainingSession(files, experiment, data);
                if (!session.Run(until, line, stop))
                {
                    line.Finish($"{experiment.Id}: stopped after {session.Place}. To go on, run the cell again, or: segbook resume {files.Folder}");
                }
                else if (until == experiment.Epochs)
                {
                    session.Finish();
                    line.Finish(ProgressText.Done(Training.Run.Open(files.Folder)));
                }
                else
                {
                    line.Finish($"{experiment.Id}: paused after {session.Place}");
                }
            }
            catch (TrialFailedException e)
            {
                AtomicFile.Write(files.Failure, e.Message + "\n");
                throw;
            }
            catch (Exception e) when (IsOutOfMemory(e))
            {
                throw new SegBookException($"The device ran out of memory. Lower batchSize ({experiment.BatchSize}; accumulation makes up for it) or height and width ({experiment.Height} x {experiment.Width}), or take a smaller encoder than {experiment.Encoder}.", e);
            }
        }

        return Training.Run.Open(files.Folder);
    }

    private static bool IsOutOfMemory(Exception e) =>
        e is OutOfMemoryException || (e is not SegBookException && e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase));
}

/// <summary>Keeps two processes from training the same run. The system lets go of it when a process dies, however it dies.</summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    internal static RunLock Take(RunFiles files)
    {
        try
        {
            return new RunLock(new FileStream(files.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new SegBookException($"The run in '{files.Folder}' is at work in another process, or the folder cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
