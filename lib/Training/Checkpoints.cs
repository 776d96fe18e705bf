using System.Diagnostics;
using System.Security.Cryptography;
using SegBook.Data;
using SegBook.Models;
using TorchSharp.Modules;

namespace SegBook.Training;

/// <summary>Where a run stands: with the weights and the optimizer's memory, all that is needed to go on as if nothing had happened.</summary>
/// <remarks>Random generators, data order and schedule (but for the plateau) are not here: they follow from the seed, the epoch and the step alone.</remarks>
internal sealed record TrainingState
{
    public int Epoch { get; init; }

    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    public PlateauState Plateau { get; init; } = PlateauState.Start;

    /// <summary>The part of the next epoch that is done, when the run was interrupted within it.</summary>
    public PartialEpoch? Partial { get; init; }

    /// <summary>The epoch with the best validation mIoU (the first of equals); without validation, the last; 0 before the first.</summary>
    public int BestEpoch => Best(History);

    internal static int Best(IReadOnlyList<EpochRecord> history)
    {
        var validated = history.Where(epoch => !double.IsNaN(epoch.ValidationMeanIou)).MaxBy(epoch => epoch.ValidationMeanIou);
        return (validated ?? history.LastOrDefault())?.Epoch ?? 0;
    }

    /// <summary>The seed of libtorch's generators for one step: a function of the run's seed and the place, so that a resumed run draws what it would have drawn.</summary>
    internal static long StepSeed(int seed, int epoch, int step) => (long)(RandomStream.Hash(((ulong)(uint)seed << 40) ^ ((ulong)(uint)epoch << 20) ^ (uint)step) >> 1);
}

/// <summary>Saves and loads the state of a run. The bytes are taken at once; they go to the disk while the next epoch is under way.</summary>
/// <remarks>A kill is harmless at any moment: first come weights under a new name, then the state that refers to them, then others but the best are deleted.</remarks>
internal sealed class Checkpoints(RunFiles files, SegmentationModel model, OptimizerHelper optimizer) : IDisposable
{
    private readonly MemoryStream _weights = new();
    private readonly MemoryStream _best = new();
    private readonly MemoryStream _memory = new();
    private readonly Stopwatch _since = Stopwatch.StartNew();

    // A kill costs no more than that, and short epochs are not spent on saving.
    private readonly TimeSpan _every = TimeSpan.FromSeconds(Workbook.Number("SEGBOOK_SAVE_SECONDS", 10));
    private Task _writing = Task.CompletedTask;

    /// <summary>The state that was saved or loaded last; null before the first.</summary>
    internal TrainingState? Saved { get; private set; }

    /// <summary>Saves the state with the weights and the optimizer's memory of this moment, now or, less than ten seconds (<c>SEGBOOK_SAVE_SECONDS</c>) after
    /// another, only in memory what is the best so far.</summary>
    internal void Save(TrainingState state, bool now = false)
    {
        Wait();
        var isBest = state.Partial is null && state.BestEpoch == state.Epoch;
        var best = isBest ? Written(_best, WriteWeights) : _best.GetBuffer().AsMemory(0, (int)_best.Length);
        if (ReferenceEquals(state, Saved) || (!now && _since.Elapsed < _every))
        {
            return;
        }

        var weights = isBest ? best : Written(_weights, WriteWeights);
        var memory = Written(_memory, writer => optimizer.save_state_dict(writer));
        _writing = Task.Run(() =>
        {
            if (!isBest && state.BestEpoch > 0 && !File.Exists(files.Weights(state.BestEpoch)))
            {
                AtomicFile.Write(files.Weights(state.BestEpoch), file => file.Write(best.Span));
            }

            AtomicFile.Write(files.Weights(state), file => file.Write(weights.Span));
            StateFile.Write(files.State, state, memory, SHA256.HashData(weights.Span));
            files.KeepWeights(state);
            AtomicFile.Write(files.History, HistoryFile.Write(state.History));
        });
        Saved = state;
        _since.Restart();
    }

    /// <summary>Waits until everything is on the disk, or throws what the disk said.</summary>
    internal void Wait() => _writing.GetAwaiter().GetResult();

    /// <summary>Puts the last state into model and optimizer; null when there is none.</summary>
    /// <exception cref="SegBookException">What was saved is damaged.</exception>
    internal TrainingState? Load()
    {
        if (!File.Exists(files.State))
        {
            return null;
        }

        var (state, memory, hash) = StateFile.Read(files.State);
        var weights = files.Weights(state);
        var bytes = File.Exists(weights) ? File.ReadAllBytes(weights) : [];
        Require(SHA256.HashData(bytes).AsSpan().SequenceEqual(hash),
            $"The saved weights '{weights}' are {(bytes.Length == 0 ? "missing" : "damaged (the checksum is wrong)")}. Delete the run's folder to start it afresh.");
        LoadWeights(model, weights);
        if (memory.Length > 0)
        {
            using var reader = new BinaryReader(new MemoryStream(memory));
            optimizer.load_state_dict(reader);
        }

        files.KeepWeights(state);
        AtomicFile.Write(files.History, HistoryFile.Write(state.History));
        return Saved = state;
    }

    /// <summary>Puts the best weights, which may not have been saved yet, into the model.</summary>
    internal void LoadBest(int epoch)
    {
        if (_best.Length > 0)
        {
            AtomicFile.Write(files.Weights(epoch), file => file.Write(_best.GetBuffer().AsSpan(0, (int)_best.Length)));
        }

        LoadWeights(model, files.Weights(epoch));
    }

    internal static void LoadWeights(SegmentationModel model, string path)
    {
        using var weights = WeightsFile.Read(path);
        model.LoadWeights(weights.Tensors);
    }

    /// <summary>On the way out of an error the write still ends; what it may have to say comes second to that error.</summary>
    public void Dispose() => Task.WhenAny(_writing).Wait();

    private void WriteWeights(BinaryWriter writer) => Safetensors.Write(writer.BaseStream, model.State().Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor)));

    /// <summary>What is written, in memory that is used again: a network and its optimizer make hundreds of megabytes an epoch.</summary>
    private static ReadOnlyMemory<byte> Written(MemoryStream stream, Action<BinaryWriter> write)
    {
        stream.SetLength(0);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        write(writer);
        writer.Flush();
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }
}

/// <summary>The state file: JSON, the optimizer's memory, the checksum of the weights' file, and a checksum over all of it.</summary>
internal static class StateFile
{
    private const string Magic = "SEGBOOK-STATE-1";

    internal static void Write(string path, TrainingState state, ReadOnlyMemory<byte> optimizer, ReadOnlyMemory<byte> weightsHash) => AtomicFile.Write(path, file =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        foreach (var part in (ReadOnlyMemory<byte>[])[JsonSerializer.SerializeToUtf8Bytes(state, ExperimentJson.Options), optimizer, weightsHash])
        {
            writer.Write((long)part.Length);
            writer.Write(part.Span);
            hash.AppendData(part.Span);
        }

        writer.Write(hash.GetHashAndReset());
    });

    /// <exception cref="SegBookException">The file is damaged.</exception>
    internal static (TrainingState State, byte[] Optimizer, byte[] WeightsHash) Read(string path)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (reader.ReadString() != Magic)
            {
                throw new FormatException("it begins differently");
            }

            byte[][] parts = [Part(), Part(), Part()];
            return reader.ReadBytes(32).AsSpan().SequenceEqual(hash.GetHashAndReset())
                ? (JsonSerializer.Deserialize<TrainingState>(parts[0], ExperimentJson.Options)!, parts[1], parts[2])
                : throw new FormatException("its checksum is wrong");

            byte[] Part()
            {
                var length = reader.ReadInt64();
                if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
                {
                    throw new EndOfStreamException("it ends too early");
                }

                var part = reader.ReadBytes(checked((int)length));
                hash.AppendData(part);
                return part;
            }
        }
        catch (Exception e) when (e is IOException or FormatException or JsonException)
        {
            throw new SegBookException($"The saved state '{path}' is damaged ({e.Message}). Delete the run's folder to start it afresh.", e);
        }
    }
}
