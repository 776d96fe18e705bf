using SegBook.Data;
using SegBook.Losses;
using SegBook.Models;
using TorchSharp.Modules;
using DataLoader = SegBook.Data.DataLoader;

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
        experiment.Validate();
        return Train(new RunFiles((store ?? RunStore.Default).FolderOf(experiment)), experiment, isMoved: false, progress, untilEpoch, cancellation);
    }

    /// <summary>Goes on with a run in the folder that it lies in, whatever that is called by now.</summary>
    /// <remarks>Frames that were moved are looked for at <c>data</c>. They must be the same, and the run's record then says where they are.</remarks>
    /// <exception cref="SegBookException">The data is not there or is other data, and whatever may come in between in training.</exception>
    public static Run Resume(Run run, string? data = null, TextWriter? progress = null, int? untilEpoch = null, CancellationToken cancellation = default)
    {
        var experiment = data is null ? run.Experiment : run.Experiment.At(data);
        experiment.Validate();
        return Train(new RunFiles(run.Folder), experiment, isMoved: data is not null, progress, untilEpoch, cancellation);
    }

    private static Run Train(RunFiles files, Experiment experiment, bool isMoved, TextWriter? progress, int? untilEpoch, CancellationToken cancellation)
    {
        experiment = experiment.WithFullPaths();
        if (File.Exists(files.Scores) && !isMoved)
        {
            // A process may have died between the two.
            files.DeleteState();
            var done = Run.Open(files.Folder);
            if (TrainingData.ClassesNow(experiment) is { } now)
            {
                done.RequireClasses(now);
            }

            return done;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Interrupt.Token);
        using var mine = files.Lock();
        if (files.IsRun && !isMoved)
        {
            files.RequireData(experiment.Data, "resume");
        }

        var data = TrainingData.Open(experiment, files.IsRun ? ExperimentJson.Load<EnvironmentRecord>(files.Environment).Classes : null);
        using var line = new ProgressLine(progress);

        // Nothing that training makes may end up in a scope of the caller's.
        using var scope = NewDisposeScope();
        try
        {
            var precision = data.Begin(files, experiment);
            if (!File.Exists(files.Scores))
            {
                using var session = new TrainingSession(files, experiment, precision, data, line);
                line.Finish(session.Run(Math.Min(untilEpoch ?? experiment.Epochs, experiment.Epochs), stop.Token));
            }
        }
        catch (TrialFailedException e)
        {
            AtomicFile.Write(files.Failure, e.Message + "\n");
            throw;
        }
        catch (Exception e) when (e is OutOfMemoryException || (e is not SegBookException && e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)))
        {
            throw new SegBookException($"The device ran out of memory. Lower batchSize ({experiment.BatchSize}; accumulation makes up for it) "
                + $"or height and width ({experiment.Height} x {experiment.Width}), or take a smaller encoder than {experiment.Model.Encoder}.", e);
        }

        return Run.Open(files.Folder);
    }
}

/// <summary>What is done with every batch of an epoch. The host only says what is to be computed: on a GPU nothing waits within a step.</summary>
internal sealed class TrainingLoop(Experiment experiment, SegmentationModel model, OptimizerHelper optimizer, SegmentationLoss loss, DataLoader loader)
{
    /// <summary>Of the last step; the decoder's where the encoder has its own.</summary>
    internal double LearningRate { get; private set; }

    /// <summary>Shows the network every training frame once, beginning after the batches that the meter has from an earlier process.</summary>
    /// <returns>False when it was stopped on the way.</returns>
    /// <exception cref="LossNotFiniteException">A loss is NaN or infinite.</exception>
    internal bool Epoch(int epoch, PlateauState plateau, EpochMeter meter, Action report, CancellationToken stop)
    {
        var (batches, group, done) = (loader.Count, experiment.Accumulation, meter.Batches);
        model.train();
        foreach (var (index, batch) in loader.Epoch(epoch).Index())
        {
            using var taken = batch;
            using var scope = NewDisposeScope();
            if (index < done)
            {
                continue;
            }

            random.manual_seed(TrainingState.StepSeed(experiment.Seed, epoch, index));
            if (index % group == 0)
            {
                model.zero_grad();
            }

            var logits = model.call(batch.Images);
            var value = loss.Of(logits, batch.Labels);
            meter.Add(value, logits, batch.Labels, batch.Frames);

            // The last group of an epoch may be smaller; its mean is over what it has.
            (value / Math.Min(group, batches - (index / group * group))).backward();
            var isStep = (index + 1) % group == 0 || index + 1 == batches;
            if (isStep)
            {
                Optimizers.Clip(model.parameters(), experiment.ClipNorm);
                var at = new RunPosition(epoch, index / group, (batches + group - 1) / group, experiment.Epochs);
                LearningRate = Optimizers.Set(optimizer, experiment.Optimizer, Schedule.Factor(experiment.Schedule, at, plateau), Schedule.Momentum(experiment.Schedule, at));

                // TorchSharp 0.107 hands on a Scalar's address and lets go of the Scalar, so that a collection at the wrong moment frees it while libtorch reads it; an optimizer
                // makes hundreds ("Expected false to be true", once in some eighty trainings). After this one, the next is further off than a step.
                GC.Collect(0);
                optimizer.step();
            }

            report();
            if (stop.IsCancellationRequested && isStep && index + 1 < batches)
            {
                return false;
            }
        }

        return true;
    }
}
