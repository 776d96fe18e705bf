using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that belongs to a module and is learnt.</summary>
public class Parameter : Tensor
{
    /// <summary>Takes the tensor over: <paramref name="data"/> itself is empty afterwards, and its place in a dispose scope is the parameter's.</summary>
    public Parameter(Tensor data, bool requires_grad = true) : base(data, requires_grad) { }
}
