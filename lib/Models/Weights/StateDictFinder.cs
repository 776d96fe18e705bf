namespace SegBook.Models;

/// <summary>Finds the state dict in what a checkpoint holds.</summary>
internal static class StateDictFinder
{
    /// <summary>Names under which training scripts keep it, best first.</summary>
    private static readonly string[] Usual = ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params"];

    /// <summary>The tensors by name: those under a usual name, those at the top, or those of the only dictionary that has any.</summary>
    /// <exception cref="SegBookException">There is none, or there are several to choose from.</exception>
    public static IEnumerable<(string Name, PickleTensor Tensor)> Find(object? root)
    {
        if (root is not PickleDict top)
        {
            throw new SegBookException("the checkpoint is not a dictionary of tensors. In Python, save model.state_dict() instead.");
        }

        var inner = top.Items.Where(item => item is { Key: string, Value: PickleDict dict } && dict.Tensors.Any()).Select(item => (Name: (string)item.Key!, Dict: (PickleDict)item.Value!)).ToArray();
        foreach (var name in Usual)
        {
            if (inner.LastOrDefault(candidate => candidate.Name == name).Dict is { } found)
            {
                return found.Tensors;
            }
        }

        return top.Tensors.Any() ? top.Tensors : inner switch
        {
            [var only] => only.Dict.Tensors,
            [] => throw new SegBookException("the checkpoint holds no tensors by name."),
            _ => throw new SegBookException($"the checkpoint has several dictionaries of tensors ({string.Join(", ", inner.Select(candidate => candidate.Name))}) and none under a usual name. In Python, save the one you mean by itself."),
        };
    }
}
