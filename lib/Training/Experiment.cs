using System.Text.Json.Serialization;
using SegBook.Losses;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>Everything that decides a run. Two equal records describe the same experiment; <c>with { ... }</c> makes the next trial.</summary>
/// <remarks>The defaults train a U-Net from scratch in a dozen epochs on small pictures. Everything is validated by <see cref="Validate"/>.</remarks>
public sealed record Experiment
{
    /// <summary>Folder or zip with the frames of a sequence.</summary>
    public required string Data { get; init; }

    /// <summary>Which colour is which class: CamVid11, CamVid32, or the path of a label_colors.txt or class_dict.csv. Default CamVid11.</summary>
    public string Labels { get; init; } = "CamVid11";

    /// <summary>Height that frames are resized to, in pixels. Default 240; 32 to 2048.</summary>
    public int Height { get; init; } = 240;

    /// <summary>Width that frames are resized to, in pixels. Default 320; 32 to 2048.</summary>
    public int Width { get; init; } = 320;

    /// <summary>Which frames train, validate and test.</summary>
    public SplitSpec Split { get; init; } = new();

    /// <summary>The network. Default: a U-Net with a resnet18. How many classes it has need not be said: the label map does.</summary>
    public ModelConfig Model { get; init; } = new();

    /// <summary>The network's family, from <see cref="Model"/>.</summary>
    [JsonIgnore]
    public Architecture Architecture => Model.Architecture;

    /// <summary>The network's encoder, from <see cref="Model"/>.</summary>
    [JsonIgnore]
    public string Encoder => Model.Encoder;

    /// <summary>What the encoder starts from: null for random weights, or pretrained ones: imagenet, imagenet-v2, ssl, swsl. Default null.</summary>
    public string? Weights { get; init; }

    /// <summary>Name of the augmentation of the training frames: none, flip, standard, strong. Default standard.</summary>
    public string Augmentation { get; init; } = "standard";

    /// <summary>The loss. Default cross entropy.</summary>
    public LossConfig Loss { get; init; } = new();

    /// <summary>The optimizer.</summary>
    public OptimizerSettings Optimizer { get; init; } = new();

    /// <summary>The learning-rate schedule.</summary>
    public ScheduleSettings Schedule { get; init; } = new();

    /// <summary>Frames in a batch. Default 4; 1 to 256.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Batches whose gradients make one step. Default 1; 1 to 1024.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>The gradient is scaled down to this length; null leaves it. Above 0.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>How often the training frames are seen. Default 12; 1 to 10,000.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Stop after this many epochs without a better validation mIoU; null never stops early. At least 1.</summary>
    public int? EarlyStopping { get; init; }

    /// <summary>The seed that weights, order, augmentation and dropout come from. Default 1; at least 0.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where it runs: auto, cpu, cuda, cuda:N. Default auto.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>How exactly it computes: Tf32, Float32, Bf16. Default Tf32, which on a CPU is plain float32.</summary>
    public Precision Precision { get; init; } = Precision.Tf32;

    /// <summary>A short name that follows from the settings: equal experiments have equal names. The run's folder bears it.</summary>
    public string Id => ExperimentJson.Id(this);

    /// <summary>Reads an experiment.</summary>
    /// <exception cref="SegBookException">The text is not JSON, has a setting that does not exist, or a value out of range.</exception>
    public static Experiment FromJson(string json) => ExperimentJson.Read(json, "the text").Validated();

    /// <summary>Reads an experiment from a file.</summary>
    /// <exception cref="SegBookException">The file is missing, is not JSON, has a setting that does not exist, or a value out of range.</exception>
    public static Experiment Load(string path) => File.Exists(path)
        ? ExperimentJson.Read(File.ReadAllText(path), path).Validated()
        : throw new SegBookException($"There is no experiment file '{path}'.");

    /// <summary>All settings as indented JSON.</summary>
    public string ToJson() => ExperimentJson.Write(this);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="SegBookException">Settings are out of range; the message names each with its value and its range.</exception>
    public void Validate() => ExperimentRules.Check(this);

    /// <summary>The experiment with one setting changed, for tables of trials and the command line.</summary>
    /// <param name="setting">The setting's dotted name, such as <c>optimizer.learningRate</c>; case does not matter.</param>
    /// <param name="value">The value as in JSON; text needs no quotes.</param>
    /// <exception cref="SegBookException">There is no such setting, or the value does not fit it.</exception>
    public Experiment With(string setting, string value) => ExperimentJson.With(this, setting, value);

    /// <summary>The settings in which two experiments differ, by their dotted name, with the values of both.</summary>
    public static IReadOnlyList<(string Setting, string First, string Second)> Differences(Experiment first, Experiment second) =>
        ExperimentJson.Differences(first, second);

    /// <summary>The network that is trained: <see cref="Model"/> with as many classes as the label map has.</summary>
    /// <exception cref="SegBookException">The experiment asks for another number.</exception>
    internal ModelConfig Network(int classes) => Model.Classes == 0 || Model.Classes == classes
        ? Model with { Classes = classes }
        : throw new SegBookException($"model.classes is {Model.Classes}, but the label map {Labels} has {classes}. Leave model.classes out, or choose the label map that belongs to it.");

    // Where records stood before there was Model.
    [JsonInclude, JsonPropertyName("architecture")]
    private Architecture FormerArchitecture
    {
        init => Model = Model with { Architecture = value };
    }

    [JsonInclude, JsonPropertyName("encoder")]
    private string FormerEncoder
    {
        init => Model = Model with { Encoder = value };
    }

    private Experiment Validated()
    {
        Validate();
        return this;
    }
}
