namespace SegBook.Training;

/// <summary>How the learning rate changes over a run.</summary>
public enum ScheduleKind
{
    /// <summary>It does not.</summary>
    Constant,

    /// <summary>Times gamma every few epochs (PyTorch's StepLR).</summary>
    Step,

    /// <summary>Times gamma when the validation loss has not fallen for some epochs (ReduceLROnPlateau).</summary>
    Plateau,

    /// <summary>Down a half cosine, step by step (CosineAnnealingLR over the whole run).</summary>
    Cosine,

    /// <summary>Down a polynomial, step by step (PolynomialLR over the whole run).</summary>
    Polynomial,

    /// <summary>Up from a fraction, then down to almost nothing, step by step (OneCycleLR; Smith and Topin 2018). Momentum goes the other way.</summary>
    OneCycle,
}

/// <summary>The learning-rate schedule and its settings. Every kind is a factor on the optimizer's learning rates, so it serves encoder and decoder alike.</summary>
public sealed record ScheduleSettings
{
    /// <summary>The kind. Default one-cycle.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.OneCycle;

    /// <summary>Step: after how many epochs the rate falls. Default 2; at least 1.</summary>
    public int StepSize { get; init; } = 2;

    /// <summary>Step and plateau: what the rate is multiplied by. Default 0.1; above 0, below 1.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>Plateau: how many epochs without a lower loss are borne. Default 3; at least 0.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>Polynomial: the exponent. Default 0.9; above 0, at most 10.</summary>
    public double Power { get; init; } = 0.9;

    /// <summary>Plateau, cosine and polynomial: the rate does not go below this share of its start. Default 0; 0 to below 1.</summary>
    public double Floor { get; init; }

    /// <summary>One-cycle: the share of the run in which the rate rises. Default 0.3; above 0, below 1.</summary>
    public double Rise { get; init; } = 0.3;

    /// <summary>One-cycle: the first rate is the highest divided by this. Default 25; at least 1.</summary>
    public double StartDivisor { get; init; } = 25;

    /// <summary>One-cycle: the last rate is the first divided by this. Default 10,000; at least 1.</summary>
    public double EndDivisor { get; init; } = 1e4;

    /// <summary>One-cycle: momentum (or Adam's first beta) goes from 0.95 to 0.85 and back, as in PyTorch. Default true.</summary>
    public bool CycleMomentum { get; init; } = true;

    /// <summary>Epochs of linear warm-up before the schedule proper. Default 0; fewer than the run's epochs. Not with one-cycle, which warms up by itself.</summary>
    public int WarmupEpochs { get; init; }

    /// <summary>The share of the rate that warm-up starts from. Default 0.1; above 0, at most 1.</summary>
    public double WarmupStart { get; init; } = 0.1;
}
