using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Models;

/// <summary>Puts the tensors of a checkpoint into a network. A key that is missing or has another shape is an error that names it, and then nothing is changed.</summary>
public static class WeightsLoading
{
    /// <summary>Loads a whole network: encoder, decoder, heads. A prefix before all keys (<c>module.</c>, <c>model.</c>) is passed over.</summary>
    /// <exception cref="SegBookException">The checkpoint is of another network.</exception>
    public static void LoadWeights(this SegmentationModel model, IReadOnlyDictionary<string, Tensor> weights)
    {
        const string anchor = "segmentation_head.0.weight";
        var prefix = Prefix(weights, anchor) ?? throw new SegBookException($"The checkpoint has no '{anchor}': it is not one of a whole network. {Sample(weights)}");
        Load(model, weights, prefix, $"this {model.Config.Architecture} on {model.Config.Encoder}", surplus: _ => false, tensor => tensor);
    }

    /// <summary>
    /// Loads only the encoder, from a torchvision or timm classifier, an SMP encoder, or a whole segmentation network. Prefixes are passed over, a
    /// classifier or decoder is left out, and the first convolution is adapted to the network's number of input channels as SMP does.
    /// </summary>
    /// <exception cref="SegBookException">The checkpoint is of another encoder.</exception>
    public static void LoadEncoder(this SegmentationModel model, IReadOnlyDictionary<string, Tensor> weights)
    {
        const string anchor = "conv1.weight";
        var prefix = Prefix(weights, anchor) ?? throw new SegBookException($"The checkpoint has no '{anchor}': it is not one of a ResNet. {Sample(weights)}");
        using var scope = NewDisposeScope();
        Load(
            model.Encoder, weights, prefix, $"a {model.Config.Encoder}",
            surplus: name => !name.StartsWith("layer", StringComparison.Ordinal),
            tensor => tensor.ndim == 4 && tensor.shape[1] == 3 && tensor.shape[2] == 7 ? ForChannels(tensor, model.Config.InChannels) : tensor);
    }

    /// <summary>SMP's rule for images with other than three channels: their sum for one, else the three in turn, scaled so that the response stays as strong.</summary>
    internal static Tensor ForChannels(Tensor weight, int channels)
    {
        if (channels == weight.shape[1])
        {
            return weight;
        }

        using var scope = NewDisposeScope();
        if (channels == 1)
        {
            return weight.sum(1L, keepdim: true).MoveToOuterDisposeScope();
        }

        var turns = Enumerable.Range(0, channels).Select(channel => weight.narrow(1, channel % weight.shape[1], 1)).ToArray();
        return (cat(turns, dim: 1) * ((double)weight.shape[1] / channels)).MoveToOuterDisposeScope();
    }

    private static void Load(Module module, IReadOnlyDictionary<string, Tensor> weights, string prefix, string what, Func<string, bool> surplus, Func<Tensor, Tensor> adapt)
    {
        var state = module.State().ToArray();
        var own = state.Select(entry => entry.Name).ToHashSet();
        var problems = new List<string>();
        var pairs = Pair(state, name => weights.TryGetValue(prefix + name, out var stored) ? adapt(stored) : null, problems);
        problems.AddRange(weights.Keys
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..])
            .Where(name => !own.Contains(name) && !surplus(name))
            .Select(name => $"'{name}' has no place in it"));
        if (problems.Count > 0)
        {
            throw new SegBookException($"The checkpoint does not fit {what}: {string.Join("; ", problems.Take(5))}{(problems.Count > 5 ? $"; and {problems.Count - 5} more" : "")}.");
        }

        Copy(pairs);
    }

    private static List<(Tensor Target, Tensor Source)> Pair(IEnumerable<StateEntry> state, Func<string, Tensor?> find, List<string> problems)
    {
        var pairs = new List<(Tensor, Tensor)>();
        foreach (var (name, target, _) in state)
        {
            if (find(name) is not { } source)
            {
                // Checkpoints from before PyTorch 0.4.1 do not count batches; nothing here reads the count.
                if (!name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                {
                    problems.Add($"'{name}' is missing");
                }
            }
            else if (!source.shape.AsSpan().SequenceEqual(target.shape))
            {
                problems.Add($"'{name}' has shape [{string.Join(", ", source.shape)}] instead of [{string.Join(", ", target.shape)}]");
            }
            else
            {
                pairs.Add((target, source));
            }
        }

        return pairs;
    }

    private static void Copy(List<(Tensor Target, Tensor Source)> pairs)
    {
        using var noGrad = no_grad();
        foreach (var (target, source) in pairs)
        {
            target.copy_(source);
        }
    }

    /// <summary>What stands before <paramref name="anchor"/> in the checkpoint's keys: nothing, or whole words with a dot after each. The shortest wins.</summary>
    private static string? Prefix(IReadOnlyDictionary<string, Tensor> weights, string anchor) => weights.Keys
        .Where(key => key == anchor || key.EndsWith($".{anchor}", StringComparison.Ordinal))
        .Select(key => key[..^anchor.Length])
        .Where(prefix => !prefix.Contains("layer", StringComparison.Ordinal) && !prefix.Contains("decoder", StringComparison.Ordinal))
        .MinBy(prefix => prefix.Length);

    private static string Sample(IReadOnlyDictionary<string, Tensor> weights) =>
        weights.Count == 0 ? "It is empty." : $"Its keys are like {string.Join(", ", weights.Keys.Take(3).Select(key => $"'{key}'"))}.";
}
