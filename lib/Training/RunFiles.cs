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

    internal string Pictures => Path.Combine(Folder, "pictures");

    internal string Model => Path.Combine(Folder, "model");

    internal string StateFolder => Path.Combine(Folder, "state");

    internal string State => Path.Combine(StateFolder, "last.state");

    internal string Lock => Path.Combine(Folder, ".lock");

    internal bool IsRun => File.Exists(Config) && File.Exists(Environment);

    /// <summary>The weights at a place of the run: after some epochs, and some batches of the next.</summary>
    internal string Weights(int epoch, int batches = 0) => Path.Combine(StateFolder, batches == 0 ? $"epoch-{epoch}.weights" : $"epoch-{epoch}-batch-{batches}.weights");

    /// <summary>The weights that a state refers to.</summary>
    internal string Weights(TrainingState state) => Weights(state.Epoch, state.Partial?.Batches ?? 0);

    /// <summary>Deletes the saved state of a run that is finished.</summary>
    internal void DeleteState()
    {
        if (Directory.Exists(StateFolder))
        {
            Directory.Delete(StateFolder, recursive: true);
        }
    }

    /// <summary>Deletes the weights that a state does not refer to.</summary>
    internal void KeepWeights(TrainingState state)
    {
        string[] kept = [Weights(state), Weights(state.BestEpoch)];
        foreach (var file in Directory.GetFiles(StateFolder, "*.weights").Except(kept))
        {
            File.Delete(file);
        }
    }
}
