using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>A run's history as TensorBoard events.</summary>
/// <param name="folder">The folder of the events.</param>
internal sealed class EventLog(string folder)
{
    private SummaryWriter? _writer;
    private int _written;

    /// <summary>Adds the epochs that are not there yet. A process's first call writes all of them anew: a run that was killed and resumed would otherwise have epochs twice.</summary>
    internal void Write(IReadOnlyList<EpochRecord> history)
    {
        if (_writer is null)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            _writer = utils.tensorboard.SummaryWriter(folder);
        }

        foreach (var epoch in history.Skip(_written))
        {
            foreach (var (tag, value) in Series(epoch).Where(series => !double.IsNaN(series.Value)))
            {
                _writer.add_scalar(tag, (float)value, epoch.Epoch);
            }
        }

        _written = history.Count;
    }

    private static IEnumerable<(string Tag, double Value)> Series(EpochRecord epoch) =>
    [
        ("loss/train", epoch.TrainLoss),
        ("loss/validation", epoch.ValidationLoss),
        ("miou/train", epoch.TrainMeanIou),
        ("miou/validation", epoch.ValidationMeanIou),
        ("pixel_accuracy/train", epoch.TrainPixelAccuracy),
        ("pixel_accuracy/validation", epoch.ValidationPixelAccuracy),
        ("learning_rate", epoch.LearningRate),
        ("images_per_second", epoch.ImagesPerSecond),
    ];
}
