using SegBook.Models;
using TorchSharp.Modules;

namespace SegBook.Training;

/// <summary>Saves and loads the state of a run. The bytes are taken at once; they go to the disk while the next epoch is under way.</summary>
/// <remarks>The order makes a kill harmless at any moment: first the best weights under a new name, then the state that refers to them, then the old ones are deleted.</remarks>
internal sealed class Checkpoints(RunFiles files, SegmentationModel model, OptimizerHelper optimizer) : IDisposable
{
    private Task _writing = Task.CompletedTask;
    private readonly KeptBuffer _weights = new();
    private readonly KeptBuffer _memory = new();
    private readonly EventLog _events = new(files.Events);

    /// <summary>Saves the state with the weights and the optimizer's memory of this moment.</summary>
    /// <param name="state">Where the run stands.</param>
    /// <param name="isBest">The weights are the best so far.</param>
    internal void Save(TrainingState state, bool isBest)
    {
        Wait();
        Weights.Save(model, _weights);
        Weights.Save(optimizer, _memory);
        _writing = Task.Run(() =>
        {
            if (isBest)
            {
                AtomicFile.Write(files.Best(state.BestEpoch), file => file.Write(_weights.Written.Span));
            }

            StateFile.Write(files.State, state, _weights.Written, _memory.Written);
            files.KeepBest(state.BestEpoch);
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

        var (state, weights, memory) = StateFile.Read(files.State);
        Weights.Load(model, weights);
        if (memory.Length > 0)
        {
            Weights.Load(optimizer, memory);
        }

        files.KeepBest(state.BestEpoch);
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
