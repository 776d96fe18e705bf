using SegBook.Models;
using SegBook.Data;
using TorchSharp.Modules;

namespace SegBook.Training;

/// <summary>Weights and optimizer memory as bytes, and the model that an experiment asks for.</summary>
internal static class Weights
{
    internal static ModelConfig Config(Experiment experiment) => experiment.Network(Data.LabelMap.Named(experiment.Labels).Count);

    /// <summary>Writes a model's weights and buffers into a buffer that is used again and again.</summary>
    internal static void Save(SegmentationModel model, KeptBuffer buffer)
    {
        buffer.StartAnew(model.ParameterCount() * sizeof(float));
        model.save(buffer);
    }

    /// <summary>Writes an optimizer's memory into a buffer that is used again and again.</summary>
    internal static void Save(OptimizerHelper optimizer, KeptBuffer buffer)
    {
        // At most two numbers for each that is learned.
        buffer.StartAnew(optimizer.parameters().Sum(parameter => parameter.numel()) * 2 * sizeof(float));
        using var writer = new BinaryWriter(buffer);
        optimizer.save_state_dict(writer);
    }

    internal static void Load(SegmentationModel model, byte[] bytes) => model.load(new MemoryStream(bytes));

    internal static void Load(OptimizerHelper optimizer, byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        optimizer.load_state_dict(reader);
    }
}

/// <summary>A stream in memory that outlives those who close it: a model and an optimizer make hundreds of megabytes an epoch, which should not be new memory each time.</summary>
internal sealed class KeptBuffer : MemoryStream
{
    /// <summary>What was written.</summary>
    internal ReadOnlyMemory<byte> Written => GetBuffer().AsMemory(0, (int)Length);

    /// <summary>Empties it, and makes room at once for what is to come: growing step by step would copy it several times.</summary>
    internal void StartAnew(long expectedBytes)
    {
        SetLength(0);
        Capacity = (int)Math.Min(Math.Max(Capacity, expectedBytes + (expectedBytes / 64) + (1 << 16)), Array.MaxLength);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Module.save closes the stream it is given; this one stays.
    }
}
