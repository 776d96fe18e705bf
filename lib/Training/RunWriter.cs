using System.Text.Json;

namespace SegBook.Training;

/// <summary>What a run leaves for people and other programs to read.</summary>
internal static class RunWriter
{
    /// <summary>The history as CSV.</summary>
    internal static void History(RunFiles files, IReadOnlyList<EpochRecord> history) => AtomicFile.Write(files.History, HistoryFile.Write(history));

    /// <summary>The scores.</summary>
    internal static void Scores(RunFiles files, Scores scores) => AtomicFile.Write(files.Scores, JsonSerializer.Serialize(scores, ExperimentJson.Options));
}
