using SegBook.Data;
using SegBook.Training;

namespace SegBook.Cli.Study;

/// <summary>The finished runs of a study: those in a store, and those whose records lie among its results, wherever they were computed.</summary>
/// <remarks>A record is what a run's folder holds but weights and pictures, some kilobytes: settings, environment, history, scores, a confusion matrix for each test frame.</remarks>
internal sealed class StudyRuns
{
    private static readonly string[] Files = ["environment.json", "history.csv", "scores.json", "confusion.csv", "test-frames.csv"];

    private readonly RunStore _store;
    private readonly string _folder;
    private readonly Dictionary<string, string> _fingerprints = [];
    private readonly Dictionary<string, Run> _records = [];

    /// <summary>Reads the records in <c>runs</c> below the folder of results.</summary>
    public StudyRuns(RunStore store, string results)
    {
        (_store, _folder) = (store, Path.Combine(results, "runs"));
        foreach (var run in Records(results))
        {
            _records[Key(run.Experiment, run.Environment.DataFingerprint)] = run;
        }
    }

    /// <summary>The finished runs whose records lie in the folder of a study's results.</summary>
    public static IEnumerable<Run> Records(string results) => new RunStore(Path.Combine(results, "runs")).Runs().Where(run => run.Status == RunStatus.Finished);

    /// <summary>The finished run of an experiment; null when there is none yet.</summary>
    public Run? Find(Experiment experiment) =>
        _records.GetValueOrDefault(Key(experiment, Fingerprint(experiment))) ?? (_store.Find(experiment) is { Status: RunStatus.Finished } run ? run : null);

    /// <summary>Puts the record of a finished run among the results, the frames named by their folder alone.</summary>
    public void Keep(Run run)
    {
        var key = Key(run.Experiment, run.Environment.DataFingerprint);
        if (run.Status != RunStatus.Finished || _records.ContainsKey(key))
        {
            return;
        }

        var folder = Directory.CreateDirectory(Path.Combine(_folder, run.Id)).FullName;
        foreach (var file in Files.Where(file => File.Exists(Path.Combine(run.Folder, file))))
        {
            File.Copy(Path.Combine(run.Folder, file), Path.Combine(folder, file), overwrite: true);
        }

        File.WriteAllText(Path.Combine(folder, "config.json"), (run.Experiment with { Data = Path.GetFileName(run.Experiment.Data) }).ToJson() + "\n");
        _records[key] = Run.Open(folder);
    }

    // The same frames may lie elsewhere, and be trained on by another device.
    private static string Key(Experiment experiment, string fingerprint) => fingerprint + (experiment with { Data = "", Device = "auto" }).ToJson();

    private string Fingerprint(Experiment experiment)
    {
        if (!_fingerprints.TryGetValue(experiment.Data, out var known))
        {
            using var dataset = SegmentationDataset.Open(experiment.Data, experiment.Labels);
            _fingerprints[experiment.Data] = known = dataset.Fingerprint();
        }

        return known;
    }
}
