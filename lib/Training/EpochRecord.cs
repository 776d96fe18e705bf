using System.Globalization;
using System.Text;

namespace SegBook.Training;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainLoss">Mean loss of the training batches, in training mode.</param>
/// <param name="LearningRate">The learning rate of the epoch's last step (the decoder's, where the encoder has its own).</param>
/// <param name="TrainMeanIou">mIoU of the training frames as they were seen: augmented, in training mode, while the weights changed.</param>
/// <param name="TrainPixelAccuracy">Pixel accuracy of the same.</param>
/// <param name="ValidationLoss">Mean loss of the validation frames; NaN without validation.</param>
/// <param name="ValidationMeanIou">mIoU of the validation frames; NaN without validation.</param>
/// <param name="ValidationPixelAccuracy">Pixel accuracy of the validation frames; NaN without validation.</param>
/// <param name="Seconds">Duration, validation included.</param>
/// <param name="ImagesPerSecond">Training frames a second, validation not included.</param>
/// <param name="MemoryBytes">The most memory that the process had resident so far.</param>
public sealed record EpochRecord(
    int Epoch,
    double TrainLoss,
    double LearningRate,
    double TrainMeanIou,
    double TrainPixelAccuracy,
    double ValidationLoss,
    double ValidationMeanIou,
    double ValidationPixelAccuracy,
    double Seconds,
    double ImagesPerSecond,
    long MemoryBytes)
{
    /// <summary>True when everything but time and memory is the same, to the bit.</summary>
    public bool SameNumbers(EpochRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Seconds = 0, ImagesPerSecond = 0, MemoryBytes = 0 } == other with { Seconds = 0, ImagesPerSecond = 0, MemoryBytes = 0 };
    }
}

/// <summary>The history of a run as CSV: a head line, then a line for every epoch. Numbers are written so that they read back to the bit.</summary>
public static class HistoryFile
{
    private const string Head = "epoch,train_loss,learning_rate,train_miou,train_pixel_accuracy,validation_loss,validation_miou,validation_pixel_accuracy,seconds,images_per_second,memory_bytes";

    /// <summary>The history as CSV.</summary>
    public static string Write(IEnumerable<EpochRecord> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var text = new StringBuilder(Head).Append('\n');
        foreach (var e in history)
        {
            text.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{e.TrainLoss:R},{e.LearningRate:R},{e.TrainMeanIou:R},{e.TrainPixelAccuracy:R},");
            text.Append(CultureInfo.InvariantCulture, $"{e.ValidationLoss:R},{e.ValidationMeanIou:R},{e.ValidationPixelAccuracy:R},{e.Seconds:F3},{e.ImagesPerSecond:F2},{e.MemoryBytes}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="SegBookException">The file is something else.</exception>
    public static IReadOnlyList<EpochRecord> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Head)
        {
            throw new SegBookException($"'{path}' is not the history of a run: its first line must be '{Head}'.");
        }

        return [.. lines.Skip(1).Where(line => line.Length > 0).Select((line, i) => Parse(line, path, i + 2))];
    }

    private static EpochRecord Parse(string line, string path, int number)
    {
        var cells = line.Split(',');
        try
        {
            double Cell(int i) => double.Parse(cells[i], CultureInfo.InvariantCulture);
            return new(int.Parse(cells[0], CultureInfo.InvariantCulture), Cell(1), Cell(2), Cell(3), Cell(4), Cell(5), Cell(6), Cell(7), Cell(8), Cell(9), long.Parse(cells[10], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or OverflowException)
        {
            throw new SegBookException($"'{path}', line {number}: '{line}' is not the record of an epoch.", e);
        }
    }
}
