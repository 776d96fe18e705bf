using System.Diagnostics;
using SegBook.Data;
using SegBook.Losses;
using SegBook.Models;
using TorchSharp.Modules;
using DataLoader = SegBook.Data.DataLoader;

namespace SegBook.Training;

/// <summary>One process's work on a run: fresh weights or those of the last state, then epoch after epoch.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly RunFiles _files;
    private readonly string _name;
    private readonly Experiment _experiment;
    private readonly TrainingData _data;
    private readonly ProgressLine _line;
    private readonly Split _split;
    private readonly Device _device;
    private readonly SegmentationModel _model;
    private readonly OptimizerHelper _optimizer;
    private readonly SegmentationLoss _loss;
    private readonly DataLoader _loader;
    private readonly TrainingLoop _loop;
    private readonly Checkpoints _checkpoints;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly int _doneBefore;
    private readonly string? _remark;
    private TrainingState _state = new();

    internal TrainingSession(RunFiles files, Experiment experiment, Precision precision, TrainingData data, ProgressLine line)
    {
        (_files, _name, _experiment, _data, _line) = (files, Path.GetFileName(files.Folder), experiment, data, line);
        _device = Compute.Device(experiment.Device);
        Compute.AllowTf32(precision != Precision.Float32);
        _split = experiment.Split.Divide(data.Dataset, experiment.Seed);
        random.manual_seed(experiment.Seed);
        _model = SegmentationModel.Create(experiment.Network(data.Dataset.LabelMap.Count));
        if (experiment.Weights is { } weights && !File.Exists(files.State))
        {
            // A state that is there would overwrite every weight.
            PretrainedWeights.Load(_model, weights);
        }

        _model.to(_device);
        _model.Precision = precision;
        _optimizer = Optimizers.Create(experiment.Optimizer, _model);
        _loss = data.Loss(experiment, _split);
        _loader = new DataLoader(data.Cache, _split.Train, new DataLoaderOptions
        {
            BatchSize = experiment.BatchSize,
            Shuffle = true,
            Seed = experiment.Seed,
            Augmentation = Transform.Named(experiment.Augmentation),
            DropLast = experiment.BatchSize > 1 && _split.Train.Count % experiment.BatchSize == 1 && _split.Train.Count > 1, // one has no variance to normalise by
            Device = _device,
            Interruptible = false,
        });
        _loop = new TrainingLoop(experiment, _model, _optimizer, _loss, _loader);
        _checkpoints = new Checkpoints(files, _model, _optimizer);
        _state = _checkpoints.Load() ?? _state;
        _doneBefore = (_state.Epoch * _loader.Count) + (_state.Partial?.Batches ?? 0);
        _remark = data.Remark(_split);
        if (precision == Precision.Mixed && !Compute.HasBfloat16(_device))
        {
            line.Finish($"{_name}: in {precision} precision, which this device has no hardware for, so it is slow");
        }

        if (_remark is not null)
        {
            line.Finish($"{_name}: {_remark}");
        }
    }

    private bool IsStoppedEarly => _experiment.EarlyStopping is { } patience && _split.Validation.Count > 0 && _state.Epoch - _state.BestEpoch >= patience && _state.Epoch > 0;

    private string Place => $"epoch {_state.Epoch}" + (_state.Partial is { } partial ? $" and {partial.Batches} of {_loader.Count} batches" : "");

    public void Dispose()
    {
        _checkpoints.Dispose();
        _loader.Dispose();
        _loss.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    /// <summary>Trains until the given epoch, or until it is stopped; scores the run when it was its last.</summary>
    /// <returns>What became of it, in words.</returns>
    internal string Run(int untilEpoch, CancellationToken stop)
    {
        while (_state.Epoch < untilEpoch && !IsStoppedEarly)
        {
            if (stop.IsCancellationRequested || !Epoch(stop))
            {
                Keep();
                return $"{_name}: stopped after {Place}. To go on, run the cell again, or: segbook resume {_files.Folder}";
            }
        }

        if (untilEpoch == _experiment.Epochs)
        {
            return Finish();
        }

        Keep();
        return $"{_name}: paused after {Place}";
    }

    private void Keep()
    {
        _checkpoints.Save(_state, now: true);
        _checkpoints.Wait();
    }

    private bool Epoch(CancellationToken stop)
    {
        var before = _state.Partial?.Seconds ?? 0;
        var watch = Stopwatch.StartNew();
        double Seconds() => before + watch.Elapsed.TotalSeconds;
        using var meter = new EpochMeter(_data.Dataset.LabelMap.Count, _device, _state.Partial);
        try
        {
            if (!_loop.Epoch(_state.Epoch, _state.Plateau, meter, () => _line.Report(Progress(meter, Seconds())), stop))
            {
                _state = _state with { Partial = meter.ToPartial(Seconds()) };
                return false;
            }

            var matrix = meter.Matrix();
            var (loss, speed) = (meter.LossSum / meter.Images, meter.Images / Seconds());
            RequireFinite(_state.Epoch + 1);
            var validation = Evaluate("validation", _split.Validation, _state.Epoch + 1);
            var (validationLoss, scores) = (validation?.Loss ?? double.NaN, validation?.Total);
            using var process = Process.GetCurrentProcess();
            var record = new EpochRecord(
                _state.Epoch + 1, loss, _loop.LearningRate, matrix.MeanIou(), matrix.PixelAccuracy(),
                validationLoss, scores?.MeanIou() ?? double.NaN, scores?.PixelAccuracy() ?? double.NaN, Seconds(), speed, process.PeakWorkingSet64);
            var plateau = _state.Plateau.After(validation?.Loss ?? loss, _experiment.Schedule);
            _checkpoints.Save(_state = new() { Epoch = record.Epoch, History = [.. _state.History, record], Plateau = plateau });
            return true;
        }
        catch (LossNotFiniteException e)
        {
            throw NotFinite("loss", _state.Epoch + 1, e);
        }
    }

    private TrialFailedException NotFinite(string what, int epoch, LossNotFiniteException e) =>
        Failed($"The {what} is {e.Loss} in epoch {epoch}, batch {e.Batch + 1} (frames {string.Join(", ", e.Frames.Select(i => _data.Dataset.Names[i]))}).", e);

    private TrialFailedException Failed(string what, Exception? inner = null) => new(
        $"{what} {(_checkpoints.Saved is { Epoch: var kept and > 0 } ? $"The state of epoch {kept} is kept in '{_files.Folder}'." : "There is no earlier state to go back to.")} "
        + $"Lower the learning rate ({_experiment.Optimizer.LearningRate:R}) or set clipNorm, for example to 1.", inner);

    /// <summary>A network with a weight or a running statistic that is no number is neither kept nor called finished.</summary>
    private void RequireFinite(int epoch)
    {
        using var scope = NewDisposeScope();
        if (_model.State().FirstOrDefault(entry => !entry.Tensor.isfinite().all().ToBoolean()).Name is { } name)
        {
            throw Failed($"The network's '{name}' holds NaN or infinite numbers after epoch {epoch}, so it would answer nothing.");
        }
    }

    /// <summary>Scores the best weights on validation and test, writes the model and the scores, and clears the state away.</summary>
    private string Finish()
    {
        _checkpoints.Wait();
        if (_state.BestEpoch < _state.Epoch)
        {
            _checkpoints.LoadBest(_state.BestEpoch);
        }

        RequireFinite(_state.BestEpoch);
        var validation = Evaluate("validation", _split.Validation, _state.BestEpoch);
        var test = Evaluate("test", _split.Test, _state.BestEpoch);
        var card = ModelCard.Of(_data.Dataset.LabelMap, _experiment.Height, _experiment.Width);
        ModelFolder.Save(_files.Model, _model, card with { Note = $"SegBook run {_name}, epoch {_state.BestEpoch}" });
        if (test is not null)
        {
            AtomicFile.Write(Path.Combine(_files.Folder, "confusion.csv"), FrameCounts.Table(test.Total, _data.Dataset.LabelMap.Names));
            AtomicFile.Write(_files.TestFrames, FrameCounts.Write(test.Frames, test.PerFrame));
            TestPictures.Write(Path.Combine(_files.Folder, "pictures"), _model, _data.Cache, test, _device);
        }

        var seconds = _state.History.Sum(epoch => epoch.Seconds);

        // The scores come last: they are the mark of a finished run.
        AtomicFile.Write(_files.History, HistoryFile.Write(_state.History));
        AtomicFile.Write(_files.Scores, ExperimentJson.Write(new Scores(_state.BestEpoch, validation?.Scores(), test?.Scores(), seconds, _split.Leaks, _remark)));
        _files.DeleteState();
        var scored = test is null ? "" : $", test mIoU {Text(test.Total.MeanIou())}";
        return $"{_name}: {_state.Epoch} epochs in {Span(TimeSpan.FromSeconds(seconds))}, "
            + $"best epoch {_state.BestEpoch} with mIoU {Iou(_state.History[_state.BestEpoch - 1])}{scored}"
            + (_remark is null ? "" : $"; {_remark}");
    }

    private string Progress(EpochMeter meter, double seconds)
    {
        var (all, done) = (_experiment.Epochs * _loader.Count, (_state.Epoch * _loader.Count) + meter.Batches);
        var left = _watch.Elapsed * ((double)(all - done) / (done - _doneBefore));
        var iou = _state.History is [.., var last] ? $"  mIoU {Iou(last)}" : "";
        return $"epoch {_state.Epoch + 1}/{_experiment.Epochs} {ProgressLine.Bar((double)done / all, 12)} {meter.Batches}/{_loader.Count}"
            + $"  loss {meter.Loss.Fixed(3)}{iou}  {(meter.Images / seconds).Fixed(1)} frames/s  {Span(left)} left";
    }

    private static string Span(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    private static string Iou(EpochRecord epoch) => Text(double.IsNaN(epoch.ValidationMeanIou) ? epoch.TrainMeanIou : epoch.ValidationMeanIou);

    private static string Text(double score) => double.IsNaN(score) ? "undefined" : score.Fixed(3);

    private Evaluation? Evaluate(string part, IReadOnlyList<int> frames, int epoch)
    {
        try
        {
            return frames.Count == 0 ? null : Evaluation.Of(_model, _data.Cache, frames, _device, _experiment.BatchSize, _loss, interruptible: false);
        }
        catch (LossNotFiniteException e)
        {
            throw NotFinite($"{part} loss", epoch, e);
        }
    }
}
