using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Random weights as SMP draws them. (The encoder draws its own.)</summary>
internal static class Initialisation
{
    /// <summary>He's uniform distribution for decoders, Glorot's for heads. DeepLabV3+ keeps PyTorch's defaults, as SMP's does.</summary>
    public static void Apply(SegmentationModel model)
    {
        if (model.Config.Architecture == Architecture.DeepLabV3Plus)
        {
            return;
        }

        using var scope = NewDisposeScope();
        foreach (var (name, tensor, _) in model.State().Where(entry => entry.IsParameter))
        {
            if (name.StartsWith("encoder.", StringComparison.Ordinal))
            {
                continue;
            }

            if (tensor.ndim == 1)
            {
                init.constant_(tensor, IsNormWeight(name) ? 1 : 0);
            }
            else if (name.StartsWith("decoder.", StringComparison.Ordinal))
            {
                init.kaiming_uniform_(tensor, 0, init.FanInOut.FanIn, init.NonlinearityType.ReLU);
            }
            else
            {
                init.xavier_uniform_(tensor);
            }
        }
    }

    private static bool IsNormWeight(string name) => name.EndsWith(".weight", StringComparison.Ordinal);
}
