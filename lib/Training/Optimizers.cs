using SegBook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Training;

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
