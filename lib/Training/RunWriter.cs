using System.Text.Json;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>What a run leaves for people and other programs to read.</summary>
internal static class RunWriter
{
    /// <summary>The history as CSV and as TensorBoard events.</summary>
    internal static void History(RunFiles files, IReadOnlyList<EpochRecord> history)
    {
        AtomicFile.Write(files.History, HistoryFile.Write(history));
        Events(files, history);
    }

    /// <summary>The scores.</summary>
    internal static void Scores(RunFiles files, Scores scores) => AtomicFile.Write(files.Scores, JsonSerializer.Serialize(scores, ExperimentJson.Options));

    /// <summary>TensorBoard's events, written anew: a run that was killed and resumed would otherwise have epochs twice.</summary>
    private static void Events(RunFiles files, IReadOnlyList<EpochRecord> history)
    {
        if (Directory.Exists(files.Events))
        {
            Directory.Delete(files.Events, recursive: true);
        }

        Directory.CreateDirectory(files.Events);
        var writer = utils.tensorboard.SummaryWriter(files.Events);
        foreach (var epoch in history)
        {
            foreach (var (tag, value) in Series(epoch).Where(series => !double.IsNaN(series.Value)))
            {
                writer.add_scalar(tag, (float)value, epoch.Epoch);
            }
        }
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
