using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SegBook.Training;

/// <summary>Scales all gradients together so that their length is at most a given one.</summary>
/// <remarks>As <c>nn.utils.clip_grad_norm_</c>, which, giving the length back as a number, makes the host wait for the device.</remarks>
internal static class GradientClip
{
    internal static void Apply(IEnumerable<Parameter> parameters, double length)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        var whole = stack(gradients.Select(gradient => gradient.norm())).norm();
        var factor = (length / (whole + 1e-6)).clamp_max(1);
        foreach (var gradient in gradients)
        {
            gradient.mul_(factor);
        }
    }
}
