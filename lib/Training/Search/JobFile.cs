using System.Text.Json;

namespace SegBook.Training;

/// <summary>A trial written down for another process.</summary>
internal static class JobFile
{
    internal static void Write(string path, TrialJob job) => AtomicFile.Write(path, JsonSerializer.Serialize(job, ExperimentJson.Options));

    internal static TrialJob Read(string path) => ExperimentJson.Load<TrialJob>(path);
}
