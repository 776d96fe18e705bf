using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>A parameter or buffer under its full name.</summary>
/// <param name="Name">The key in a checkpoint: <c>encoder.conv1.weight</c>.</param>
/// <param name="Tensor">The live tensor, not a copy.</param>
/// <param name="IsParameter">True for parameters, false for buffers.</param>
internal readonly record struct StateEntry(string Name, Tensor Tensor, bool IsParameter);

/// <summary>Walks a network in PyTorch's order: a module, then its children, in order of registration.</summary>
internal static class ModuleTree
{
    /// <summary>The module itself under the empty name, and everything below it.</summary>
    public static IEnumerable<(string Name, Module Module)> Tree(this Module root)
    {
        yield return ("", root);
        foreach (var (child, module) in root.named_children())
        {
            foreach (var (name, descendant) in module.Tree())
            {
                yield return (name.Length == 0 ? child : $"{child}.{name}", descendant);
            }
        }
    }

    /// <summary>Parameters and buffers in the order of PyTorch's <c>state_dict</c>: per module, parameters first.</summary>
    public static IEnumerable<StateEntry> State(this Module root)
    {
        foreach (var (name, module) in root.Tree())
        {
            var prefix = name.Length == 0 ? "" : $"{name}.";
            foreach (var (key, parameter) in module.named_parameters(recurse: false))
            {
                yield return new($"{prefix}{key}", parameter, true);
            }

            foreach (var (key, buffer) in module.named_buffers(recurse: false))
            {
                yield return new($"{prefix}{key}", buffer, false);
            }
        }
    }
}
