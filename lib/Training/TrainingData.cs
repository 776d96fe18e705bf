using SegBook.Data;

namespace SegBook.Training;

/// <summary>The frames of an experiment, decoded and at hand. Runs on the same frames, one after the other, share them.</summary>
internal sealed class TrainingData
{
    private static readonly Lock Gate = new();
    private static TrainingData? latest;
    private readonly object _key;

    private TrainingData(object key, SegmentationDataset dataset, Experiment experiment, string fingerprint)
    {
        (_key, Dataset, Fingerprint) = (key, dataset, fingerprint);
        Cache = new FrameCache(dataset, experiment.Height, experiment.Width);
    }

    public SegmentationDataset Dataset { get; }

    public FrameCache Cache { get; }

    public string Fingerprint { get; }

    /// <summary>The frames of an experiment, decoded now or taken from the last run that had the same.</summary>
    /// <exception cref="SegBookException">The data is missing or damaged.</exception>
    public static TrainingData Open(Experiment experiment)
    {
        var dataset = SegmentationDataset.Open(experiment.Data, LabelMap.Named(experiment.Labels));
        var fingerprint = dataset.Fingerprint();
        var key = (experiment.Data, experiment.Labels, experiment.Height, experiment.Width, fingerprint);
        lock (Gate)
        {
            if (latest is not null && latest._key.Equals(key))
            {
                dataset.Dispose();
                return latest;
            }

            // The one before is left to the garbage collector: a run on another thread may still be at it.
            latest = null;
            return latest = new TrainingData(key, dataset, experiment, fingerprint);
        }
    }

    public static void Forget()
    {
        lock (Gate)
        {
            latest = null;
        }
    }
}
