using SegBook.Models;
using SegBook.Training;

namespace SegBook.Cli.Runs;

/// <summary>Experiments with a name.</summary>
public static class Presets
{
    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["smp-unet", "smp-pspnet", "smp-deeplabv3plus", "quick"];

    /// <summary>The experiment of a name, on the given data.</summary>
    /// <param name="name">One of <see cref="Names"/>: smp-* are the settings that SMP in Python was measured with; quick shows in a minute that everything works.</param>
    /// <param name="data">Folder or zip with the frames.</param>
    /// <exception cref="SegBookException">There is no such name.</exception>
    public static Experiment Of(string name, string data) => name switch
    {
        "smp-unet" => Smp(data, Architecture.UNet, 12),
        "smp-pspnet" => Smp(data, Architecture.PSPNet, 24),
        "smp-deeplabv3plus" => Smp(data, Architecture.DeepLabV3Plus, 16),
        "quick" => new Experiment { Data = data, Height = 96, Width = 128, Epochs = 3 },
        _ => throw new SegBookException($"There is no preset '{name}'. There are: {string.Join(", ", Names)}."),
    };

    /// <summary>ResNet-18 from scratch, 240x320, batch 4, AdamW, one-cycle; the sequence's first part trains, ten frames are left out, the last fifth is tested, and no frame chooses the epoch.</summary>
    private static Experiment Smp(string data, Architecture architecture, int epochs) => new()
    {
        Data = data,
        Model = new() { Architecture = architecture },
        Epochs = epochs,
        Split = new() { Kind = SplitKind.Chronological, Gap = 10, Validation = 0, Test = 0.2 },
        Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 1.5e-3, WeightDecay = 1e-4 },
        Schedule = new() { Kind = ScheduleKind.OneCycle },
    };
}
