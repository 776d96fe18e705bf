using System.Text.Json.Serialization;
using SegBook.Metrics;

namespace SegBook.Training;

/// <summary>How well the best weights of a run do on one part of the split. What earlier versions wrote besides is passed over.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record PartScores
{
    /// <summary>How many frames.</summary>
    public int Frames { get; init; }

    /// <summary>Mean IoU over the classes that occur, from one confusion matrix; void not counted.</summary>
    public double MeanIou { get; init; }

    /// <summary>Where mIoU lies with 95 % confidence, by a bootstrap over blocks of frames; null for fewer than four frames.</summary>
    public Interval? MeanIouInterval { get; init; }

    /// <summary>The share of the pixels that are right.</summary>
    public double PixelAccuracy { get; init; }

    /// <summary>The mean over classes of the share of the class's pixels that are right.</summary>
    public double MeanClassAccuracy { get; init; }

    /// <summary>IoU averaged by how often each class occurs.</summary>
    public double FrequencyWeightedIou { get; init; }

    /// <summary>The mean loss.</summary>
    public double Loss { get; init; }

    /// <summary>Milliseconds a frame, from normalised tensor to logits, in batches.</summary>
    public double MillisecondsPerFrame { get; init; }

    /// <summary>IoU of every class; NaN where it does not occur.</summary>
    public IReadOnlyDictionary<string, double> Iou { get; init; } = new Dictionary<string, double>();

    /// <summary>True when everything but the time is the same, to the bit.</summary>
    public bool SameNumbers(PartScores other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Iou.OrderBy(pair => pair.Key).SequenceEqual(Iou.OrderBy(pair => pair.Key))
            && this with { Iou = other.Iou, MillisecondsPerFrame = 0 } == other with { MillisecondsPerFrame = 0 };
    }
}

/// <summary>What a finished run scored. Its file in the run's folder marks the run as finished.</summary>
public sealed record Scores
{
    /// <summary>The epoch whose weights were kept, from 1.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The validation part; null without one.</summary>
    public PartScores? Validation { get; init; }

    /// <summary>The test part, touched once, with the best weights.</summary>
    public PartScores? Test { get; init; }

    /// <summary>Seconds spent on training, validation included.</summary>
    public double TrainSeconds { get; init; }

    /// <summary>True when the split puts near-copies of training frames into the test part; the scores are then too good.</summary>
    public bool Leaks { get; init; }
}
