namespace SegBook.Training;

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
public sealed record OptimizerSettings
{
    /// <summary>The rule. Default AdamW.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.AdamW;

    /// <summary>The learning rate that the schedule starts from or, for one-cycle, rises to. Default 0.0015; above 0, at most 10.</summary>
    public double LearningRate { get; init; } = 1.5e-3;

    /// <summary>Another learning rate for the encoder, above 0 and at most 10; null uses <see cref="LearningRate"/>. Small for an encoder with pretrained weights.</summary>
    public double? EncoderLearningRate { get; init; }

    /// <summary>Momentum, 0 to below 1; null is the rule's own: 0.9 for SGD, 0 for RMSprop, and 0.9 as the first beta of Adam and AdamW.</summary>
    public double? Momentum { get; init; }

    /// <summary>Weight decay, 0 to 1. Default 0.0001.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>The momentum that is used: the one given, or the rule's own.</summary>
    internal double EffectiveMomentum => Momentum ?? (Kind == OptimizerKind.RmsProp ? 0 : 0.9);
}
