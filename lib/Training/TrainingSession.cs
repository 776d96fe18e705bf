using System.Diagnostics;
using SegBook.Data;
using SegBook.Display;
using SegBook.Losses;
using SegBook.Models;
using TorchSharp;
using TorchSharp.Modules;
using DataLoader = SegBook.Data.DataLoader;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>One process's work on a run: fresh weights or those of the last state, then epoch after epoch.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly RunFiles _files;
    private readonly Experiment _experiment;
    private readonly TrainingData _data;
    private readonly Split _split;
    private readonly Device _device;
    private readonly SegmentationModel _model;
    private readonly OptimizerHelper _optimizer;
    private readonly SegmentationLoss _loss;
    private readonly TrainingStep _step;
    private readonly DataLoader _loader;
    private readonly Checkpoints _checkpoints;
    private TrainingState _state = new();
    private double _rate;

    internal TrainingSession(RunFiles files, Experiment experiment, TrainingData data)
    {
        (_files, _experiment, _data) = (files, experiment, data);
        _device = Compute.Device(experiment.Device);
        Compute.AllowTf32(experiment.Precision != Precision.Float32);
        _split = data.Split(experiment.Split, experiment.Seed);
        random.manual_seed(experiment.Seed);
        _model = SegmentationModel.Create(Weights.Config(experiment));
        LoadPretrained(_model);
        _model.to(_device);
        _optimizer = Optimizers.Create(experiment.Optimizer, _model);
        _loss = Loss();
        _step = new TrainingStep(_model, _loss, experiment.Precision);
        _loader = new DataLoader(data.Cache, _split.Train, DataLoaderOptions());
        if (_loader.Count == 0)
        {
            throw new SegBookException($"The split leaves {_split.Train.Count} training frames of {data.Dataset.Count}: too few for a batch of {experiment.BatchSize}.");
        }

        _checkpoints = new Checkpoints(files, _model, _optimizer);
        Resume();
    }

    /// <summary>Where the run stands, in words.</summary>
    internal string Place => $"epoch {_state.Epoch}" + (_state.Partial is { } partial ? $" and {partial.Batches} of {_loader.Count} batches" : "");

    /// <inheritdoc/>
    public void Dispose()
    {
        _checkpoints.Dispose();
        _loader.Dispose();
        _step.Dispose();
        _loss.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    /// <summary>Trains until the given epoch, or until it is stopped.</summary>
    /// <returns>False when it was stopped.</returns>
    internal bool Run(int untilEpoch, ProgressLine line, CancellationToken stop)
    {
        var text = new ProgressText(_experiment.Epochs, _loader.Count, (_state.Epoch * _loader.Count) + (_state.Partial?.Batches ?? 0));
        while (_state.Epoch < untilEpoch && !StoppedEarly)
        {
            if (stop.IsCancellationRequested || !Epoch(line, text, stop))
            {
                return false;
            }
        }

        _checkpoints.Wait();
        return true;
    }

    /// <summary>Scores the best weights on validation and test, writes the model and the scores, and clears the state away.</summary>
    internal void Finish()
    {
        _checkpoints.Wait();
        Weights.Load(_model, File.ReadAllBytes(_files.Weights(_state.BestEpoch)));
        var validation = _split.Validation.Count == 0 ? null : Evaluate(_split.Validation);
        var test = _split.Test.Count == 0 ? null : Evaluate(_split.Test);
        ModelFolder.Save(_files.Model, _model, Card());
        if (test is not null)
        {
            AtomicFile.Write(_files.Confusion, FrameCounts.Table(test.Total, _data.Dataset.LabelMap.Names));
            AtomicFile.Write(_files.TestFrames, FrameCounts.Write(test.Frames, test.PerFrame));
            TestPictures.Write(_files.Pictures, _model, _data.Cache, test, _device);
        }

        // The scores come last: they are the mark of a finished run.
        RunWriter.Scores(_files, new Scores
        {
            BestEpoch = _state.BestEpoch,
            Validation = validation?.Scores(),
            Test = test?.Scores(),
            TrainSeconds = _state.History.Sum(epoch => epoch.Seconds),
            Leaks = _split.Leaks,
        });
        _files.DeleteState();
    }

    private bool StoppedEarly => _experiment.EarlyStopping is { } patience && _split.Validation.Count > 0 && _state.Epoch - _state.BestEpoch >= patience && _state.Epoch > 0;

    private bool Epoch(ProgressLine line, ProgressText text, CancellationToken stop)
    {
        var before = _state.Partial?.Seconds ?? 0;
        var watch = Stopwatch.StartNew();
        using var meter = new EpochMeter(_data.Dataset.LabelMap.Count, _device, _state.Partial);
        try
        {
            if (!TrainEpoch(meter, stop, () => line.Report(text.After(_state.Epoch + 1, meter.Batches, meter.Loss, _state.History.LastOrDefault(), meter.Images / (before + watch.Elapsed.TotalSeconds)))))
            {
                _state = _state with { Partial = meter.ToPartial(before + watch.Elapsed.TotalSeconds) };
                _checkpoints.Save(_state);
                _checkpoints.Wait();
                return false;
            }
        }
        catch (LossNotFiniteException e)
        {
            throw NotFinite(e);
        }

        var training = before + watch.Elapsed.TotalSeconds;
        var validation = _split.Validation.Count == 0 ? null : Evaluate(_split.Validation);
        EndEpoch(meter, validation, training, before + watch.Elapsed.TotalSeconds);
        return true;
    }

    /// <summary>Sees every training frame once.</summary>
    /// <returns>False when it was stopped on the way.</returns>
    private bool TrainEpoch(EpochMeter meter, CancellationToken stop, Action report)
    {
        _model.train();
        var done = meter.Batches;
        var index = 0;
        foreach (var batch in _loader.Epoch(_state.Epoch))
        {
            using (batch)
            {
                // The order is a function of the epoch, so what an earlier process has seen is passed over.
                if (index++ < done)
                {
                    continue;
                }

                Step(batch, meter);
            }

            report();
            if (stop.IsCancellationRequested && meter.Batches < _loader.Count && meter.Batches % _experiment.Accumulation == 0)
            {
                return false;
            }
        }

        return true;
    }

    private void Step(Batch batch, EpochMeter meter)
    {
        var (index, group) = (meter.Batches, _experiment.Accumulation);
        random.manual_seed(TrainingState.StepSeed(_experiment.Seed, _state.Epoch, index));
        if (index % group == 0)
        {
            _step.Begin();
        }

        // The last group of an epoch may be smaller; its mean is over what it has.
        _step.Add(batch, Math.Min(group, _loader.Count - (index / group * group)), meter);
        if ((index + 1) % group == 0 || index + 1 == _loader.Count)
        {
            Update(index / group);
        }
    }

    private void Update(int step)
    {
        if (_experiment.ClipNorm is { } length)
        {
            GradientClip.Apply(_model.parameters(), length);
        }

        var steps = (_loader.Count + _experiment.Accumulation - 1) / _experiment.Accumulation;
        var at = new RunPosition(_state.Epoch, step, steps, _experiment.Epochs);
        var factor = Schedule.Factor(_experiment.Schedule, at, _state.Plateau);
        _rate = Optimizers.Set(_optimizer, _experiment.Optimizer, factor, Schedule.Momentum(_experiment.Schedule, at));
        _optimizer.step();
    }

    private void EndEpoch(EpochMeter meter, Evaluation? validation, double training, double seconds)
    {
        var matrix = meter.Matrix();
        var loss = meter.LossSum / meter.Images;
        var record = new EpochRecord(
            _state.Epoch + 1,
            loss,
            _rate,
            matrix.MeanIou(),
            matrix.PixelAccuracy(),
            validation?.Loss ?? double.NaN,
            validation?.Total.MeanIou() ?? double.NaN,
            validation?.Total.PixelAccuracy() ?? double.NaN,
            seconds,
            meter.Images / training,
            Memory());
        _state = _state with
        {
            Epoch = _state.Epoch + 1,
            History = [.. _state.History, record],
            Plateau = _state.Plateau.After(validation?.Loss ?? loss, _experiment.Schedule),
            Partial = null,
        };
        _checkpoints.Save(_state);
    }

    private void Resume()
    {
        if (_checkpoints.Load() is { } state)
        {
            _state = state;
        }
    }

    private Evaluation Evaluate(IReadOnlyList<int> frames) => Evaluation.Of(_model, _data.Cache, frames, _device, _experiment.BatchSize, _loss, interruptible: false);

    private void LoadPretrained(SegmentationModel model)
    {
        // A state that is there will overwrite every weight anyway.
        if (_experiment.Weights is { } weights && !File.Exists(_files.State))
        {
            PretrainedWeights.Load(model, weights);
        }
    }

    private ModelCard Card() => ModelCard.Of(_data.Dataset.LabelMap, _experiment.Height, _experiment.Width) with
    {
        Note = $"SegBook run {_experiment.Id}, epoch {_state.BestEpoch}",
    };

    private SegmentationLoss Loss()
    {
        var classes = _data.Dataset.LabelMap.Count;
        if (_experiment.Loss.TotalWeighting is var weighting && weighting == ClassWeighting.None)
        {
            return SegmentationLoss.Create(_experiment.Loss, classes);
        }

        using var weights = ClassWeights.ToTensor(ClassWeights.Of(weighting, _data.CountClasses(_split.Train)));
        return SegmentationLoss.Create(_experiment.Loss, classes, weights);
    }

    private DataLoaderOptions DataLoaderOptions() => new()
    {
        BatchSize = _experiment.BatchSize,
        Shuffle = true,
        Seed = _experiment.Seed,
        Augmentation = Transform.Named(_experiment.Augmentation),

        // A batch of one has no variance to normalise by.
        DropLast = _experiment.BatchSize > 1 && _split.Train.Count % _experiment.BatchSize == 1 && _split.Train.Count > 1,
        Device = _device,
        Interruptible = false,
    };

    private TrialFailedException NotFinite(LossNotFiniteException e) => new(
        $"The loss is {e.Loss} in epoch {_state.Epoch + 1}, batch {e.Batch + 1} (frames {string.Join(", ", e.Frames.Select(i => _data.Dataset.Names[i]))}). "
        + (_state.Epoch == 0 ? "There is no earlier state to go back to. " : $"The state of epoch {_state.Epoch} is kept in '{_files.Folder}'. ")
        + $"Lower the learning rate ({_experiment.Optimizer.LearningRate:R}) or set clipNorm, for example to 1.", e);

    private static long Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
