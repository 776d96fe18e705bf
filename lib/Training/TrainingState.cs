using System.Security.Cryptography;
using System.Text.Json;

namespace SegBook.Training;

/// <summary>Where a run stands: with the weights and the optimizer's memory, all that is needed to go on as if nothing had happened.</summary>
/// <remarks>
/// Random generators and the data order are not here because they follow from the seed, the epoch and the step alone
/// (<see cref="StepSeed"/>); the schedule likewise, but for the plateau.
/// </remarks>
internal sealed record TrainingState
{
    /// <summary>Epochs done.</summary>
    public int Epoch { get; init; }

    /// <summary>The epochs done, in order.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>The memory of the plateau schedule.</summary>
    public PlateauState Plateau { get; init; } = PlateauState.Start;

    /// <summary>The part of the next epoch that is done, when the run was interrupted within it.</summary>
    public PartialEpoch? Partial { get; init; }

    /// <summary>The epoch with the best validation mIoU (the first of equals); without validation, the last; 0 before the first.</summary>
    public int BestEpoch => Best(History);

    internal static int Best(IReadOnlyList<EpochRecord> history)
    {
        var best = 0;
        for (var i = 1; i < history.Count; i++)
        {
            if (double.IsNaN(history[i].ValidationMeanIou) ? double.IsNaN(history[best].ValidationMeanIou) : !(history[i].ValidationMeanIou <= history[best].ValidationMeanIou))
            {
                best = i;
            }
        }

        return history.Count == 0 ? 0 : history[best].Epoch;
    }

    /// <summary>The seed of libtorch's generators for one step: a function of the run's seed and the place, so that a resumed run draws what it would have drawn.</summary>
    internal static long StepSeed(int seed, int epoch, int step) =>
        (long)(Data.RandomStream.Hash(((ulong)(uint)seed << 40) ^ ((ulong)(uint)epoch << 20) ^ (uint)step) >> 1);
}

/// <summary>The sums of an epoch that is not over.</summary>
/// <param name="Batches">Batches done.</param>
/// <param name="Images">Frames in them.</param>
/// <param name="LossSum">The sum of their losses, each times its frames.</param>
/// <param name="Counts">The confusion matrix so far, row by row.</param>
/// <param name="Seconds">The time it took.</param>
internal sealed record PartialEpoch(int Batches, int Images, double LossSum, IReadOnlyList<long> Counts, double Seconds);

/// <summary>The state file: JSON, the optimizer's memory, the checksum of the weights' file, and a checksum over all of it.</summary>
internal static class StateFile
{
    private const string Magic = "SEGBOOK-STATE-1";

    internal static void Write(string path, TrainingState state, ReadOnlyMemory<byte> optimizer, ReadOnlyMemory<byte> weightsHash) => AtomicFile.Write(path, file =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
        var header = JsonSerializer.SerializeToUtf8Bytes(state, ExperimentJson.Options);
        writer.Write(Magic);
        foreach (var part in (ReadOnlyMemory<byte>[])[header, optimizer, weightsHash])
        {
            writer.Write((long)part.Length);
            writer.Write(part.Span);
            hash.AppendData(part.Span);
        }

        writer.Write(hash.GetHashAndReset());
    });

    /// <summary>Reads a state, with the optimizer's memory and the checksum of the weights.</summary>
    /// <exception cref="SegBookException">The file is damaged.</exception>
    internal static (TrainingState State, byte[] Optimizer, byte[] WeightsHash) Read(string path)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            if (reader.ReadString() != Magic)
            {
                throw Damaged(path, "it begins differently", null);
            }

            byte[][] parts = [Part(reader), Part(reader), Part(reader)];
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var part in parts)
            {
                hash.AppendData(part);
            }

            return reader.ReadBytes(32).AsSpan().SequenceEqual(hash.GetHashAndReset())
                ? (JsonSerializer.Deserialize<TrainingState>(parts[0], ExperimentJson.Options)!, parts[1], parts[2])
                : throw Damaged(path, "its checksum is wrong", null);
        }
        catch (Exception e) when (e is IOException or FormatException or JsonException)
        {
            throw Damaged(path, "it ends too early", e);
        }
    }

    private static byte[] Part(BinaryReader reader)
    {
        var length = reader.ReadInt64();
        return length >= 0 && length <= reader.BaseStream.Length - reader.BaseStream.Position
            ? reader.ReadBytes(checked((int)length))
            : throw new EndOfStreamException();
    }

    private static SegBookException Damaged(string path, string how, Exception? cause)
    {
        var text = $"The saved state '{path}' is damaged ({how}). Delete the run's folder to start it afresh.";
        return cause is null ? new(text) : new(text, cause);
    }
}
