using System.Security.Cryptography;
using SegBook.Models;
using TorchSharp.Modules;

namespace SegBook.Training;

/// <summary>Saves and loads the state of a run. The bytes are taken at once; they go to the disk while the next epoch is under way.</summary>
/// <remarks>The order makes a kill harmless at any moment: first the weights under a new name, then the state that refers to them, then the weights are deleted that it does not refer to. The best epoch's stay.</remarks>
internal sealed class Checkpoints(RunFiles files, SegmentationModel model, OptimizerHelper optimizer) : IDisposable
{
    private Task _writing = Task.CompletedTask;
    private readonly KeptBuffer _weights = new();
    private readonly KeptBuffer _memory = new();
    private readonly EventLog _events = new(files.Events);

    /// <summary>Saves the state with the weights and the optimizer's memory of this moment.</summary>
    internal void Save(TrainingState state)
    {
        Wait();
        Weights.Save(model, _weights);
        Weights.Save(optimizer, _memory);
        _writing = Task.Run(() =>
        {
            AtomicFile.Write(files.Weights(state), file => file.Write(_weights.Written.Span));
            StateFile.Write(files.State, state, _memory.Written, SHA256.HashData(_weights.Written.Span));
            files.KeepWeights(state);
            RunWriter.History(files, state.History);
            _events.Write(state.History);
        });
    }

    /// <summary>Waits until everything is on the disk.</summary>
    /// <exception cref="SegBookException">The disk refused.</exception>
    internal void Wait() => _writing.GetAwaiter().GetResult();

    /// <summary>Puts the last state into model and optimizer; null when there is none.</summary>
    internal TrainingState? Load()
    {
        if (!File.Exists(files.State))
        {
            return null;
        }

        var (state, memory, hash) = StateFile.Read(files.State);
        var weights = files.Weights(state);
        var bytes = File.Exists(weights) ? File.ReadAllBytes(weights) : [];
        if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(hash))
        {
            throw new SegBookException($"The saved weights '{weights}' are {(bytes.Length == 0 ? "missing" : "damaged (the checksum is wrong)")}. Delete the run's folder to start it afresh.");
        }

        Weights.Load(model, bytes);
        if (memory.Length > 0)
        {
            Weights.Load(optimizer, memory);
        }

        files.KeepWeights(state);
        RunWriter.History(files, state.History);
        return state;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // On the way out of an error the write still ends; what it may have to say comes second to that error.
        Task.WhenAny(_writing).Wait();
    }
}
