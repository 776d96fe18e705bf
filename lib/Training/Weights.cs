using SegBook.Models;
using SegBook.Data;
using TorchSharp.Modules;

namespace SegBook.Training;

/// <summary>Weights and optimizer memory as bytes, and the model that an experiment asks for.</summary>
internal static class Weights
{
    internal static ModelConfig Config(Experiment experiment) => new()
    {
        Architecture = experiment.Architecture,
        Encoder = experiment.Encoder,
        Classes = LabelMaps.Named(experiment.Labels).Count,
    };

    internal static byte[] Save(SegmentationModel model, int expected)
    {
        var stream = new MemoryStream(expected);
        model.save(stream);
        return stream.ToArray();
    }

    internal static void Load(SegmentationModel model, byte[] bytes) => model.load(new MemoryStream(bytes));

    internal static byte[] Save(OptimizerHelper optimizer, int expected)
    {
        using var stream = new MemoryStream(expected);
        using var writer = new BinaryWriter(stream);
        optimizer.save_state_dict(writer);
        writer.Flush();
        return stream.ToArray();
    }

    internal static void Load(OptimizerHelper optimizer, byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        optimizer.load_state_dict(reader);
    }
}
