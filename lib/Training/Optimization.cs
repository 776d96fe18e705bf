using SegBook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

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
/// <param name="Kind">The kind. Default one-cycle.</param>
/// <param name="StepSize">Step: after how many epochs the rate falls. Default 2; at least 1.</param>
/// <param name="Gamma">Step and plateau: what the rate is multiplied by. Default 0.1; above 0, below 1.</param>
/// <param name="Patience">Plateau: how many epochs without a lower loss are borne. Default 3; at least 0.</param>
/// <param name="Power">Polynomial: the exponent. Default 0.9; above 0, at most 10.</param>
/// <param name="Floor">Plateau, cosine and polynomial: the rate does not go below this share of its start. Default 0; 0 to below 1.</param>
/// <param name="Rise">One-cycle: the share of the run in which the rate rises. Default 0.3; above 0, below 1.</param>
/// <param name="StartDivisor">One-cycle: the first rate is the highest divided by this. Default 25; at least 1.</param>
/// <param name="EndDivisor">One-cycle: the last rate is the first divided by this. Default 10,000; at least 1.</param>
/// <param name="CycleMomentum">One-cycle: momentum (or Adam's first beta) goes from 0.95 to 0.85 and back, as in PyTorch. Default true.</param>
/// <param name="WarmupEpochs">Epochs of linear warm-up before the schedule proper. Default 0; fewer than the run's epochs. Not with one-cycle, which warms up by itself.</param>
/// <param name="WarmupStart">The share of the rate that warm-up starts from. Default 0.1; above 0, at most 1.</param>
public sealed record ScheduleSettings(
    ScheduleKind Kind = ScheduleKind.OneCycle, int StepSize = 2, double Gamma = 0.1, int Patience = 3, double Power = 0.9, double Floor = 0,
    double Rise = 0.3, double StartDivisor = 25, double EndDivisor = 1e4, bool CycleMomentum = true, int WarmupEpochs = 0, double WarmupStart = 0.1);

/// <summary>A place in a run, on which the schedule depends: the epoch and the optimizer's step within it, both from 0, and how many of either there are.</summary>
public readonly record struct RunPosition(int Epoch, int Step, int StepsPerEpoch, int Epochs)
{
    internal int Done => (Epoch * StepsPerEpoch) + Step;

    internal int Total => Epochs * StepsPerEpoch;
}

/// <summary>Learning rates as pure functions of the place in the run, so that a resumed run cannot get out of step. The sequences are PyTorch's.</summary>
public static class Schedule
{
    /// <summary>What the optimizer's learning rates are multiplied by at a step, 0 to 1; only the plateau schedule needs what it has come to.</summary>
    public static double Factor(ScheduleSettings settings, RunPosition at, PlateauState? plateau = null)
    {
        if (at.Epoch < settings.WarmupEpochs)
        {
            var share = at.Done / (double)(settings.WarmupEpochs * at.StepsPerEpoch);
            return settings.WarmupStart + ((1 - settings.WarmupStart) * share);
        }

        var main = at with { Epoch = at.Epoch - settings.WarmupEpochs, Epochs = at.Epochs - settings.WarmupEpochs };
        return settings.Kind switch
        {
            ScheduleKind.Constant => 1,
            ScheduleKind.Step => Math.Pow(settings.Gamma, main.Epoch / settings.StepSize),
            ScheduleKind.Plateau => plateau?.Factor ?? 1,
            ScheduleKind.Cosine => settings.Floor + ((1 - settings.Floor) * (1 + Math.Cos(Math.PI * main.Done / main.Total)) / 2),
            ScheduleKind.Polynomial => settings.Floor + ((1 - settings.Floor) * Math.Pow(1 - ((double)main.Done / main.Total), settings.Power)),
            ScheduleKind.OneCycle => OneCycle(settings, main, 1 / settings.StartDivisor, 1, 1 / settings.StartDivisor / settings.EndDivisor),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, "no such schedule"),
        };
    }

    /// <summary>The momentum (or first beta) at a step, where the schedule decides it; null where the optimizer's own stays.</summary>
    public static double? Momentum(ScheduleSettings settings, RunPosition at) =>
        settings is { Kind: ScheduleKind.OneCycle, CycleMomentum: true } ? OneCycle(settings, at, start: 0.95, middle: 0.85, end: 0.95) : null;

    private static double OneCycle(ScheduleSettings settings, RunPosition at, double start, double middle, double end)
    {
        // PyTorch counts the last step of each phase, hence the ones.
        var top = (settings.Rise * at.Total) - 1;
        return at.Done > top ? Between(middle, end, Math.Min(1, (at.Done - top) / (at.Total - 1 - top)))
            : top > 0 ? Between(start, middle, at.Done / top)
            : middle;

        static double Between(double from, double to, double share) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)));
    }
}

/// <summary>The memory of the plateau schedule: the lowest loss, epochs since then or since the last fall of the rate, and the factor on the learning rates.</summary>
public sealed record PlateauState(double Best, int Waited, double Factor)
{
    /// <summary>Before the first epoch. (A finite number, because JSON has no infinity.)</summary>
    public static PlateauState Start { get; } = new(double.MaxValue, 0, 1);

    /// <summary>The state after an epoch that ended with <paramref name="loss"/>.</summary>
    public PlateauState After(double loss, ScheduleSettings settings)
    {
        // A loss counts as lower when it is so by a ten-thousandth, as in PyTorch.
        if (loss < Best * (1 - 1e-4))
        {
            return this with { Best = loss, Waited = 0 };
        }

        return Waited < settings.Patience
            ? this with { Waited = Waited + 1 }
            : this with { Waited = 0, Factor = Math.Max(Factor * settings.Gamma, settings.Floor) };
    }
}

/// <summary>Makes optimizers, sets their rates and clips gradients. The first group of parameters is the encoder's, the second the rest.</summary>
internal static class Optimizers
{
    internal static OptimizerHelper Create(OptimizerSettings settings, SegmentationModel model)
    {
        // Rates are set before each step, and what a group does not say is the optimizer's.
        var (rate, decay, momentum) = (settings.LearningRate, settings.WeightDecay, settings.EffectiveMomentum);
        return settings.Kind switch
        {
            OptimizerKind.Sgd => optim.SGD(Groups(part => new SGD.ParamGroup(part, new SGD.Options())), rate, momentum, weight_decay: decay),
            OptimizerKind.Adam => optim.Adam(Groups(part => new Adam.ParamGroup(part, new Adam.Options())), rate, momentum, weight_decay: decay),
            OptimizerKind.AdamW => optim.AdamW(Groups(part => new AdamW.ParamGroup(part, new AdamW.Options())), rate, momentum, weight_decay: decay),
            OptimizerKind.RmsProp => optim.RMSProp(Groups(part => new RMSProp.ParamGroup(part, new RMSProp.Options())), rate, weight_decay: decay, momentum: momentum),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, "no such optimizer"),
        };

        T[] Groups<T>(Func<Parameter[], T> group) => [group([.. model.Encoder.parameters()]), group(model.DecoderParameters())];
    }

    /// <summary>Sets learning rates and, where the schedule has one, momentum. Gives back the rate of the rest.</summary>
    internal static double Set(OptimizerHelper optimizer, OptimizerSettings settings, double factor, double? momentum)
    {
        double[] rates = [(settings.EncoderLearningRate ?? settings.LearningRate) * factor, settings.LearningRate * factor];
        foreach (var (group, rate) in optimizer.ParamGroups.Zip(rates))
        {
            group.LearningRate = rate;
            if (momentum is { } value && group is optim.IMomentum heavy)
            {
                // PyTorch's one-cycle leaves an optimizer alone that has no momentum to cycle.
                heavy.Momentum = settings.EffectiveMomentum > 0 ? value : 0;
            }
            else if (momentum is { } beta && group is optim.IBetas adam)
            {
                adam.Betas = (beta, adam.Betas.Item2);
            }
        }

        return rates[1];
    }

    /// <summary>Scales gradients to a length at most, if any, as <c>nn.utils.clip_grad_norm_</c>, which makes the host wait for the length as a number.</summary>
    internal static void Clip(IEnumerable<Parameter> parameters, double? length)
    {
        if (length is not { } most)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        var whole = stack(gradients.Select(gradient => gradient.norm())).norm();
        var factor = (most / (whole + 1e-6)).clamp_max(1);
        Array.ForEach(gradients, gradient => gradient.mul_(factor));
    }
}
