using SegBook.Data;
using SegBook.Losses;
using SegBook.Models;

namespace SegBook.Training;

/// <summary>Everything that decides a run. Two equal records describe the same experiment; <c>with { ... }</c> makes the next trial.</summary>
/// <remarks>The defaults train a U-Net from scratch in a dozen epochs on small pictures.</remarks>
/// <param name="Labels">What masks mean: auto, the list of classes beside the frames; CamVid11, CamVid32, or the path of a label_colors.txt or class_dict.csv. Default auto.</param>
/// <param name="Height">Height that frames are resized to, in pixels. Default 240; 32 to 2048.</param>
/// <param name="Width">Width that frames are resized to, in pixels. Default 320; 32 to 2048.</param>
/// <param name="Weights">What the encoder starts from: null for random weights, or pretrained ones: imagenet, imagenet-v2, ssl, swsl. Default null.</param>
/// <param name="Augmentation">Name of the augmentation of the training frames: none, flip, standard, strong. Default standard.</param>
/// <param name="BatchSize">Frames in a batch. Default 4; 1 to 256.</param>
/// <param name="Accumulation">Batches whose gradients make one step. Default 1; 1 to 1024.</param>
/// <param name="ClipNorm">The gradient is scaled down to this length; null leaves it. Above 0.</param>
/// <param name="Epochs">How often the training frames are seen. Default 12; 1 to 10,000.</param>
/// <param name="EarlyStopping">Stop after this many epochs without a better validation mIoU; null never stops early. At least 1.</param>
/// <param name="Seed">The seed that weights, order, augmentation and dropout come from. Default 1; at least 0.</param>
/// <param name="Device">Where it runs: auto, cpu, cuda, cuda:N. Default auto.</param>
/// <param name="Precision">How numbers are multiplied: Auto, Float32, Tf32, Mixed. Default Auto: Mixed where the device does bfloat16 in hardware.</param>
public sealed partial record Experiment(
    string Labels = LabelMap.Auto, int Height = 240, int Width = 320, string? Weights = null, string Augmentation = "standard",
    int BatchSize = 4, int Accumulation = 1, double? ClipNorm = null, int Epochs = 12, int? EarlyStopping = null, int Seed = 1,
    string Device = "auto", Precision Precision = Precision.Auto)
{
    /// <summary>Folder or zip with the frames of a sequence.</summary>
    [JsonPropertyOrder(-1)]
    public required string Data { get; init; }

    /// <summary>Whether pixels whose colour or number the label list does not have are ignored; else they are an error. Default false.</summary>
    public bool UnknownIsVoid { get; init; }

    /// <summary>Which frames train, validate and test.</summary>
    public SplitSpec Split { get; init; } = new();

    /// <summary>The network. Default: a U-Net with a resnet18. How many classes it has need not be said: the label map does.</summary>
    public ModelConfig Model { get; init; } = new();

    /// <summary>The loss. Default cross entropy.</summary>
    public LossConfig Loss { get; init; } = new();

    /// <summary>The optimizer.</summary>
    public OptimizerSettings Optimizer { get; init; } = new();

    /// <summary>The learning-rate schedule.</summary>
    public ScheduleSettings Schedule { get; init; } = new();
}

/// <summary>How the frames of a sequence are divided.</summary>
public enum SplitKind
{
    /// <summary>Contiguous blocks with a gap between the parts: the honest one, and the default.</summary>
    Blocks,

    /// <summary>The sequence's beginning for training, its end for testing.</summary>
    Chronological,

    /// <summary>At random. Neighbouring frames are nearly the same, so the test part leaks into training; kept to show by how much.</summary>
    Random,

    /// <summary>As the folders train, val and test say that hold the frames; where there is no test, val is tested.</summary>
    Folders,
}

/// <summary>Which frames train, validate and test. A rule, not a list, so that it fits any sequence.</summary>
/// <param name="Kind">How the frames are divided. Default blocks.</param>
/// <param name="Fold">Which fold is tested, from 0. Default 0; used by blocks.</param>
/// <param name="Folds">Into how many blocks the sequence is cut; each is tested once. Default 5, 2 to 50; used by blocks.</param>
/// <param name="Gap">How many frames are left out between two parts. Default 2, 0 to 50; used by blocks and chronological.</param>
/// <param name="Validation">The share of the frames that validates. Default 0.1, 0 to 0.5; 0 trains without validation and keeps the last epoch.</param>
/// <param name="Test">The share of the frames that is tested. Default 0.2, above 0 and up to 0.5; not used by blocks, where the folds decide.</param>
public sealed record SplitSpec(SplitKind Kind = SplitKind.Blocks, int Fold = 0, int Folds = 5, int Gap = 2, double Validation = 0.1, double Test = 0.2)
{
    /// <summary>Divides a dataset; the seed is for the kinds that draw.</summary>
    /// <exception cref="SegBookException">It has too few frames, or its folders say no division.</exception>
    public Split Divide(SegmentationDataset dataset, int seed) => Kind == SplitKind.Folders ? Splits.Folders(dataset.Parts) : Divide(dataset.Count, seed);

    /// <summary>Divides a sequence of so many frames; the seed is for the kinds that draw.</summary>
    /// <exception cref="SegBookException">The sequence is too short.</exception>
    public Split Divide(int frames, int seed) => Kind switch
    {
        SplitKind.Blocks => Splits.Blocks(frames, Fold, Folds, Gap, Validation),
        SplitKind.Chronological => Splits.Chronological(frames, Test, Gap, Validation),
        SplitKind.Random => Splits.Random(frames, seed, Test, Validation),
        _ => throw new SegBookException($"The split {Kind} divides a dataset by its folders, not a number of frames."),
    };
}

/// <summary>The rule by which gradients change weights.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam (Kingma and Ba 2015); weight decay is added to the gradient.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>RMSprop (Hinton 2012).</summary>
    RmsProp,
}

/// <summary>The optimizer and its settings.</summary>
/// <param name="Kind">The rule. Default AdamW.</param>
/// <param name="LearningRate">The learning rate that the schedule starts from or, for one-cycle, rises to. Default 0.0015; above 0, at most 10.</param>
/// <param name="EncoderLearningRate">Another learning rate for the encoder, above 0 and at most 10; null uses the decoder's. Small for an encoder with pretrained weights.</param>
/// <param name="Momentum">Momentum, 0 to below 1; null is the rule's own: 0.9 for SGD, 0 for RMSprop, and 0.9 as the first beta of Adam and AdamW.</param>
/// <param name="WeightDecay">Weight decay, 0 to 1. Default 0.0001.</param>
public sealed record OptimizerSettings(
    OptimizerKind Kind = OptimizerKind.AdamW, double LearningRate = 1.5e-3, double? EncoderLearningRate = null, double? Momentum = null, double WeightDecay = 1e-4)
{
    internal double EffectiveMomentum => Momentum ?? (Kind == OptimizerKind.RmsProp ? 0 : 0.9);
}
