using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Random weights as SMP draws them.</summary>
internal static class Initialisation
{
    /// <summary>Draws all of them anew.</summary>
    public static void Apply(SegmentationModel model)
    {
        using var scope = NewDisposeScope();
        DrawEncoder(model.Encoder);
        if (model.Config.Architecture != Architecture.DeepLabV3Plus)
        {
            DrawDecoderAndHeads(model);
        }
    }

    /// <summary>He's normal distribution over the outputs, as in torchvision. A first convolution for other than three channels keeps PyTorch's own, as in SMP.</summary>
    private static void DrawEncoder(ResNetEncoder encoder)
    {
        foreach (var (name, module) in encoder.Tree())
        {
            if (module is Conv2d conv && (encoder.OutChannels[0] == 3 || name != "conv1"))
            {
                init.kaiming_normal_(conv.weight!, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
            }
        }
    }

    /// <summary>He's uniform distribution for decoders, Glorot's for heads. DeepLabV3+ keeps PyTorch's defaults, as SMP's does.</summary>
    private static void DrawDecoderAndHeads(SegmentationModel model)
    {
        foreach (var (name, tensor, isParameter) in model.State())
        {
            if (!isParameter || name.StartsWith("encoder.", StringComparison.Ordinal))
            {
                continue;
            }

            if (tensor.ndim == 1)
            {
                // The weight of a norm; anything else with one dimension is an offset.
                init.constant_(tensor, name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0);
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
}
