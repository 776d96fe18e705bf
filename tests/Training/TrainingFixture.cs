using SegBook.Cli.Runs;
using SegBook.Cli.Synthetic;
using SegBook.Data;
using SegBook.Models;
using SegBook.Training;

namespace SegBook.Tests.Training;

/// <summary>A small synthetic sequence that the tests train on, and a folder for their runs.</summary>
public sealed class TrainingFixture : IDisposable
{
    public TrainingFixture() => SyntheticSequence.Write(Data, frames: 16, height: 48, width: 64, seed: 3);

    /// <summary>Everything that the tests write.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("segbook-training").FullName;

    /// <summary>The sequence.</summary>
    public string Data => Path.Combine(Folder, "sequence");

    /// <summary>A run of a second or less: 3 epochs of 3 batches, with every part of the split.</summary>
    public Experiment Small => new()
    {
        Data = Data,
        Height = 32,
        Width = 32,
        Model = new() { Architecture = Architecture.PSPNet },
        Epochs = 3,
        Split = new() { Folds = 4, Gap = 0, Validation = 0.15 },
        Device = "cpu",
        Precision = Precision.Float32, // the same on every machine
    };

    /// <summary>An empty store.</summary>
    public RunStore Store() => new(Path.Combine(Folder, Guid.NewGuid().ToString("n")[..8]));

    public void Dispose()
    {
        TrainingData.Forget();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Asserts about runs.</summary>
internal static class Runs
{
    /// <summary>The same numbers in every epoch and every score, and the same weights, all to the bit.</summary>
    public static void AssertIdentical(Run expected, Run actual)
    {
        Assert.Equal(RunStatus.Finished, expected.Status);
        Assert.Equal(RunStatus.Finished, actual.Status);
        Assert.Equal(expected.History.Count, actual.History.Count);
        foreach (var (want, got) in expected.History.Zip(actual.History))
        {
            Assert.True(want.SameNumbers(got), $"epoch {want.Epoch}: {want} against {got}");
        }

        Assert.True(new Reproduction(expected, actual).IsIdentical);
        foreach (var file in Directory.GetFiles(Path.Combine(expected.Folder, "model")))
        {
            Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(actual.Folder, "model", Path.GetFileName(file)))), Path.GetFileName(file));
        }
    }
}
