using SegBook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Training;

/// <summary>How exactly a training computes. On the CPU the first two are the same.</summary>
public enum Precision
{
    /// <summary>float32, whose products a GPU may take with 10 bits of mantissa in place of 23 (TF32): several times faster, no difference seen in scores.</summary>
    Tf32,

    /// <summary>float32 to the last bit.</summary>
    Float32,

    /// <summary>Mixed: activations and convolutions in bfloat16; weights, batch norms, losses and optimizer in float32. Evaluation is in float32.</summary>
    Bf16,
}

/// <summary>Makes optimizers, sets their rates and clips gradients. The first group of parameters is the encoder's, the second the rest.</summary>
internal static class Optimizers
{
    internal static OptimizerHelper Create(OptimizerSettings settings, SegmentationModel model)
    {
        var (encoder, rest) = (model.Encoder.parameters().ToArray(), model.DecoderParameters());
        var (rate, encoderRate) = (settings.LearningRate, settings.EncoderLearningRate ?? settings.LearningRate);
        var (decay, momentum) = (settings.WeightDecay, settings.EffectiveMomentum);
        return settings.Kind switch
        {
            OptimizerKind.Sgd => optim.SGD(
                new SGD.ParamGroup[] { new(encoder, lr: encoderRate, momentum: momentum, weight_decay: decay), new(rest, lr: rate, momentum: momentum, weight_decay: decay) },
                rate, momentum, weight_decay: decay),
            OptimizerKind.Adam => optim.Adam(
                new Adam.ParamGroup[] { new(encoder, lr: encoderRate, beta1: momentum, weight_decay: decay), new(rest, lr: rate, beta1: momentum, weight_decay: decay) },
                rate, momentum, weight_decay: decay),
            OptimizerKind.AdamW => optim.AdamW(
                new AdamW.ParamGroup[] { new(encoder, lr: encoderRate, beta1: momentum, weight_decay: decay), new(rest, lr: rate, beta1: momentum, weight_decay: decay) },
                rate, momentum, weight_decay: decay),
            OptimizerKind.RmsProp => optim.RMSProp(
                new RMSProp.ParamGroup[] { new(encoder, lr: encoderRate, weight_decay: decay, momentum: momentum), new(rest, lr: rate, weight_decay: decay, momentum: momentum) },
                rate, weight_decay: decay, momentum: momentum),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, "no such optimizer"),
        };
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

/// <summary>A network's twin that computes in bfloat16 with weights rounded from the network's own, which stay in float32, as its batch norms do.</summary>
/// <remarks>
/// Micikevicius et al. 2018, "Mixed Precision Training"; bfloat16 has float32's range, so that the loss need not be scaled. Batch norms are the network's own
/// objects in both: their gradients and running statistics need no copy. Weights and maps lie channels-last in memory, as a GPU's bfloat16 convolutions want it.
/// </remarks>
internal sealed class Bf16Twin : IDisposable
{
    private readonly SegmentationModel _twin;
    private readonly List<(Parameter Own, Parameter Rounded)> _pairs = [];

    internal Bf16Twin(SegmentationModel model)
    {
        _twin = SegmentationModel.CreateFrame(model.Config);
        foreach (var ((_, own), (_, twin)) in model.Tree().Zip(_twin.Tree()))
        {
            if (own is NormBase norm)
            {
                Share(norm, (NormBase)twin);
            }
            else
            {
                _pairs.AddRange(own.named_parameters(recurse: false).Select(entry => (entry.parameter, Round(twin, entry.name, entry.parameter))));
            }
        }

        _twin.train();
    }

    /// <summary>Rounds the network's weights anew; after every step of the optimizer.</summary>
    internal void Refresh()
    {
        using var quiet = no_grad();
        _pairs.ForEach(pair => pair.Rounded.copy_(pair.Own));
    }

    /// <summary>Logits, bfloat16, of float32 images.</summary>
    internal Tensor Logits(Tensor images)
    {
        using var rounded = images.to(bfloat16);
        using var laid = rounded.ChannelsLast();
        return _twin.call(laid);
    }

    /// <summary>Adds the gradients to the network's own, in float32.</summary>
    internal void HandOverGradients()
    {
        using var scope = NewDisposeScope();
        foreach (var (own, rounded) in _pairs.Where(pair => pair.Rounded.grad is not null))
        {
            if (own.grad is { } sum)
            {
                sum.add_(rounded.grad!);
            }
            else
            {
                // Laid out as the weight, so that the optimizer can take all of them at once.
                own.grad = empty_like(own).copy_(rounded.grad!);
            }

            rounded.grad = null;
        }
    }

    public void Dispose() => _twin.Dispose();

    private static Parameter Round(Module twin, string name, Parameter own)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var rounded = own.detach().to(bfloat16);
        var parameter = new Parameter(rounded.ndim == 4 ? rounded.ChannelsLast() : rounded, own.requires_grad);
        _ = (twin, name) switch
        {
            (Conv2d conv, "weight") => conv.weight = parameter,
            (Conv2d conv, "bias") => conv.bias = parameter,
            _ => throw new SegBookException($"{Precision.Bf16} knows convolutions and batch norms, not the {name} of a {twin.GetType().Name}. Use another precision."),
        };
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    private static void Share(NormBase own, NormBase twin)
    {
        (twin.weight, twin.bias) = (own.weight, own.bias);
        (twin.running_mean, twin.running_var, twin.num_batches_tracked) = (own.running_mean, own.running_var, own.num_batches_tracked);
    }
}
