using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Batch norm folded into the convolutions before it: the same logits from fewer passes over memory.</summary>
public static class FusedBatchNorm
{
    /// <summary>
    /// A copy of <paramref name="model"/> for inference, in evaluation mode, without batch norms: each one's scale and offset are multiplied into
    /// its convolution. Logits agree to rounding (about 1e-5). Later training of <paramref name="model"/> does not reach the copy.
    /// </summary>
    public static SegmentationModel Fused(this SegmentationModel model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var folded = SegmentationModel.CreateFrame(model.Config, folded: true);
        var first = model.parameters().First();
        folded.to(first.device).to(first.dtype);
        var target = folded.State().ToDictionary(entry => entry.Name, entry => entry.Tensor);
        foreach (var (name, module, norm) in WithNorms(model).Where(part => IsRun(part.Name, model.Encoder)))
        {
            if (norm is not null)
            {
                Fold((Conv2d)module, norm, target[$"{name}.weight"], target[$"{name}.bias"]);
                continue;
            }

            foreach (var (key, tensor, _) in module.State().Where(entry => !entry.Name.Contains('.', StringComparison.Ordinal)))
            {
                target[$"{name}.{key}"].copy_(tensor);
            }
        }

        foreach (var block in (folded.Decoder as UNetDecoder)?.Blocks ?? [])
        {
            block.Prepare();
        }

        folded.eval();
        foreach (var parameter in folded.parameters())
        {
            parameter.requires_grad = false;
        }

        return folded;
    }

    /// <summary>Every module that holds weights, with the batch norm behind it. In order of registration a batch norm directly follows its convolution.</summary>
    private static IEnumerable<(string Name, Module Module, BatchNorm2d? Norm)> WithNorms(SegmentationModel model)
    {
        var leaves = model.Tree().Where(node => node.Module.named_parameters(recurse: false).Any() || IsFoldable(node.Module)).ToArray();
        for (var i = 0; i < leaves.Length; i++)
        {
            if (!IsFoldable(leaves[i].Module))
            {
                yield return (leaves[i].Name, leaves[i].Module, i + 1 < leaves.Length && IsFoldable(leaves[i + 1].Module) ? (BatchNorm2d)leaves[i + 1].Module : null);
            }
        }
    }

    /// <summary>Stages beyond the encoder's depth are only there for checkpoints; the copy does without them.</summary>
    private static bool IsRun(string name, ResNetEncoder encoder) =>
        !Enumerable.Range(encoder.Depth, Math.Max(0, 5 - encoder.Depth)).Any(stage => name.StartsWith($"encoder.layer{stage}.", StringComparison.Ordinal));

    /// <summary>Without running statistics a batch norm looks at each batch anew, so there is nothing to fold.</summary>
    private static bool IsFoldable(Module module) => module is BatchNorm2d { running_mean: not null };

    private static void Fold(Conv2d conv, BatchNorm2d norm, Tensor weight, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var scale = (norm.running_var! + norm.eps).rsqrt();
        if (norm.weight is not null)
        {
            scale = scale * norm.weight;
        }

        weight.copy_(conv.weight! * scale.reshape(-1, 1, 1, 1));
        bias.copy_(-norm.running_mean! * scale);
        if (norm.bias is not null)
        {
            bias.add_(norm.bias);
        }
    }
}
