using SegBook.Data;
using SegBook.Losses;
using SegBook.Models;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>Forward, loss and backward of a batch: on a GPU the host only says what is to be done and waits for nothing.</summary>
/// <param name="model">The network, which has the gradients afterwards.</param>
/// <param name="loss">What is made small.</param>
/// <param name="precision">How exactly.</param>
internal sealed class TrainingStep(SegmentationModel model, SegmentationLoss loss, Precision precision) : IDisposable
{
    private readonly Bf16Twin? _twin = precision == Precision.Bf16 ? new Bf16Twin(model) : null;

    /// <summary>Forgets the gradients; before the first batch of a group.</summary>
    internal void Begin()
    {
        model.zero_grad();
        _twin?.Refresh();
    }

    /// <summary>Adds a batch's gradients to the network's.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="group">Batches whose gradients make one step.</param>
    /// <param name="meter">Told of the loss and the pixels before the way back.</param>
    internal void Add(Batch batch, int group, EpochMeter meter)
    {
        using var scope = NewDisposeScope();
        var logits = _twin is null ? model.call(batch.Images) : _twin.Logits(batch.Images);
        var value = loss.Of(logits, batch.Labels);
        meter.Add(value, logits, batch.Labels, batch.Frames);
        (group == 1 ? value : value / group).backward();
        _twin?.HandOverGradients();
    }

    /// <inheritdoc/>
    public void Dispose() => _twin?.Dispose();
}
