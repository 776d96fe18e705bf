namespace SegBook.Training;

/// <summary>The names of the files in a run's folder.</summary>
internal sealed class RunFiles(string folder)
{
    internal const string ConfigName = "config.json";
    internal const string EnvironmentName = "environment.json";

    internal string Folder { get; } = folder;

    internal string Config => Path.Combine(Folder, ConfigName);

    internal string Environment => Path.Combine(Folder, EnvironmentName);

    internal string History => Path.Combine(Folder, "history.csv");

    internal string Scores => Path.Combine(Folder, "scores.json");

    /// <summary>Why the run failed; there only when it did.</summary>
    internal string Failure => Path.Combine(Folder, "failure.txt");

    internal string Confusion => Path.Combine(Folder, "confusion.csv");

    internal string TestFrames => Path.Combine(Folder, "test-frames.csv");

    internal string Events => Path.Combine(Folder, "events");

    internal string Model => Path.Combine(Folder, "model");

    internal string StateFolder => Path.Combine(Folder, "state");

    internal string State => Path.Combine(StateFolder, "last.state");

    internal string Lock => Path.Combine(Folder, ".lock");

    internal bool IsRun => File.Exists(Config) && File.Exists(Environment);

    internal string Best(int epoch) => Path.Combine(StateFolder, $"best-{epoch}.weights");

    /// <summary>Deletes the saved state of a run that is finished.</summary>
    internal void DeleteState()
    {
        if (Directory.Exists(StateFolder))
        {
            Directory.Delete(StateFolder, recursive: true);
        }
    }

    /// <summary>Deletes the best weights of other epochs.</summary>
    internal void KeepBest(int epoch)
    {
        foreach (var file in Directory.GetFiles(StateFolder, "best-*.weights").Where(file => file != Best(epoch)))
        {
            File.Delete(file);
        }
    }
}
