using System.Diagnostics;
using System.Globalization;
using SegBook.Display;

namespace SegBook.Training;

/// <summary>The words of the progress line: epoch, batch, loss, mIoU, frames a second, time left.</summary>
internal sealed class ProgressText
{
    private readonly int _epochs;
    private readonly int _batches;
    private readonly int _already;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <param name="epochs">Epochs in the run.</param>
    /// <param name="batches">Batches in an epoch.</param>
    /// <param name="already">Batches done before now, by an earlier process.</param>
    public ProgressText(int epochs, int batches, int already) => (_epochs, _batches, _already) = (epochs, batches, already);

    /// <summary>The line after a batch.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="batch">Batches done in it.</param>
    /// <param name="loss">The epoch's mean loss so far.</param>
    /// <param name="last">The epoch before; null in the first.</param>
    /// <param name="imagesPerSecond">Training frames a second.</param>
    public string After(int epoch, int batch, double loss, EpochRecord? last, double imagesPerSecond)
    {
        var done = ((epoch - 1) * _batches) + batch;
        var share = (double)done / (_epochs * _batches);
        var iou = last is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  mIoU {Iou(last):F3}");
        var left = done > _already ? _watch.Elapsed * ((double)((_epochs * _batches) - done) / (done - _already)) : TimeSpan.Zero;
        return string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}/{_epochs} {ProgressLine.Bar(share, 12)} {batch}/{_batches}  loss {loss:F3}{iou}  {imagesPerSecond:F1} frames/s  {Span(left)} left");
    }

    /// <summary>The last line of a run.</summary>
    public static string Done(Run run)
    {
        var best = run.History[run.BestEpoch - 1];
        var test = run.Scores?.Test is { } part ? $", test mIoU {part.MeanIou.ToString("F3", CultureInfo.InvariantCulture)}" : "";
        var seconds = TimeSpan.FromSeconds(run.History.Sum(e => e.Seconds));
        return string.Create(CultureInfo.InvariantCulture, $"{run.Id}: {run.History.Count} epochs in {Span(seconds)}, best epoch {best.Epoch} with mIoU {Iou(best):F3}{test}");
    }

    internal static string Span(TimeSpan time) => time.TotalHours >= 1 ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    private static double Iou(EpochRecord epoch) => double.IsNaN(epoch.ValidationMeanIou) ? epoch.TrainMeanIou : epoch.ValidationMeanIou;
}
