using SegBook.Data;
using SegBook.Losses;

namespace SegBook.Training;

/// <summary>The frames of an experiment, decoded and at hand. Runs on the same frames share them.</summary>
internal sealed class TrainingData : IDisposable
{
    private static readonly Lock Gate = new();
    private static TrainingData? latest;
    private readonly (string Data, string Labels, int Height, int Width, string Fingerprint) _key;
    private int _users = 1;

    private TrainingData(Experiment experiment, SegmentationDataset dataset, string fingerprint)
    {
        _key = Key(experiment, fingerprint);
        Dataset = dataset;
        Fingerprint = fingerprint;
        Cache = new FrameCache(dataset, experiment.Height, experiment.Width);
    }

    /// <summary>The sequence.</summary>
    public SegmentationDataset Dataset { get; }

    /// <summary>Its frames, resized.</summary>
    public FrameCache Cache { get; }

    /// <summary>What the data amounts to.</summary>
    public string Fingerprint { get; }

    /// <summary>The frames of an experiment, decoded now or taken from the last run that had the same. To be disposed by every user.</summary>
    /// <exception cref="SegBookException">The data is missing or damaged.</exception>
    public static TrainingData Open(Experiment experiment)
    {
        var dataset = SegmentationDataset.Open(experiment.Data, LabelMap.Named(experiment.Labels));
        var fingerprint = dataset.Fingerprint();
        lock (Gate)
        {
            if (latest is null || latest._key != Key(experiment, fingerprint))
            {
                latest?.Dispose();
                latest = new TrainingData(experiment, dataset, fingerprint);
            }

            else
            {
                dataset.Dispose();
            }

            latest._users++;
            return latest;
        }
    }

    /// <summary>Lets go of the frames that are kept for the next run.</summary>
    public static void Forget()
    {
        lock (Gate)
        {
            latest?.Dispose();
            latest = null;
        }
    }

    /// <summary>The pixels of each class in some frames, at the size that is trained at.</summary>
    public ClassCounts CountClasses(IReadOnlyList<int> frames)
    {
        var counts = new ClassCounts(Dataset.LabelMap.Count);
        foreach (var frame in frames)
        {
            using var labels = Cache.Labels(frame);
            counts.Add(labels.bytes);
        }

        return counts;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            if (--_users == 0)
            {
                Cache.Dispose();
                Dataset.Dispose();
            }
        }
    }

    private static (string, string, int, int, string) Key(Experiment e, string fingerprint) => (e.Data, e.Labels, e.Height, e.Width, fingerprint);
}
