namespace SegBook.Models;

/// <summary>The few classes and functions that PyTorch's checkpoints mention, and what each of them stands for.</summary>
internal static class PickleGlobals
{
    private static readonly HashSet<string> Known =
    [
        "collections.OrderedDict",
        "torch._utils._rebuild_tensor",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_parameter",
        "torch._utils._rebuild_parameter_with_state",
        "torch.Size",
        "torch.device",
    ];

    /// <summary>A known name.</summary>
    /// <exception cref="SegBookException">Any other.</exception>
    public static PickleGlobal Recognise(string name) =>
        Known.Contains(name) || IsStorage(name) || IsElementType(name) ? new PickleGlobal(name) : throw Refusal(name);

    /// <summary>The error for a name that is not known.</summary>
    public static SegBookException Refusal(string name) => new(
        $"the pickle asks for '{name}'. Loading that in Python would run code that came with the file; SegBook reads only tensors and plain values. " +
        "If you trust the file, open it in Python and save its state dict alone: torch.save(model.state_dict(), path), or as .safetensors.");

    /// <summary>What calling a known name yields.</summary>
    public static object? Build(PickleGlobal global, object?[] arguments) => global.Name switch
    {
        "collections.OrderedDict" => OrderedDict(arguments),
        "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2" => Tensor(arguments),
        "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" when arguments is [PickleTensor tensor, ..] => tensor,
        "torch.Size" or "torch.device" when arguments.Length > 0 => arguments[0],
        _ => throw new SegBookException($"the pickle calls '{global.Name}' with arguments that it does not take."),
    };

    /// <summary>A reference to numbers elsewhere in the file: ('storage', class, key, device, count[, view]).</summary>
    public static PickleStorage Storage(object? reference)
    {
        if (reference is not PickleTuple { Items: ["storage", PickleGlobal { Name: var name }, string key, string, long count, ..] items } || !IsStorage(name) || count < 0)
        {
            throw new SegBookException("the pickle refers to data in a way that PyTorch's checkpoints do not.");
        }

        var type = ElementTypes.OfStorage(name["torch.".Length..])!.Value;
        if (items is [_, _, _, _, _, PickleTuple { Items: [string, long offset, long size] }])
        {
            return offset >= 0 && size >= 0 && offset <= count && size <= count - offset
                ? new PickleStorage(key, type, count, offset, size)
                : throw new SegBookException($"storage '{key}' has {count} numbers, but a view of it claims {size} from {offset}.");
        }

        return new PickleStorage(key, type, count, 0, count);
    }

    private static PickleTensor Tensor(object?[] arguments)
    {
        if (arguments is not [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..])
        {
            throw new SegBookException("the pickle describes a tensor in a way that PyTorch's checkpoints do not.");
        }

        var tensor = new PickleTensor(storage, offset, Longs(shape), Longs(strides));
        tensor.Check();
        return tensor;
    }

    private static PickleDict OrderedDict(object?[] arguments)
    {
        var dict = new PickleDict();
        if (arguments is [PickleList pairs])
        {
            foreach (var pair in pairs.Items)
            {
                var items = (pair as PickleTuple)?.Items ?? (pair as PickleList)?.Items.ToArray();
                dict.Items.Add(items is [var key, var value] ? (key, value) : throw new SegBookException("the pickle fills a dictionary with something other than pairs."));
            }
        }

        return dict;
    }

    private static long[] Longs(PickleTuple tuple) => [.. tuple.Items.Select(item => item is long number ? number : throw new SegBookException("a tensor's shape or strides are not numbers."))];

    private static bool IsStorage(string name) => name.StartsWith("torch.", StringComparison.Ordinal) && ElementTypes.OfStorage(name["torch.".Length..]) is not null;

    /// <summary>A dtype as a plain value, as in <c>{'dtype': torch.float32}</c>.</summary>
    private static bool IsElementType(string name) =>
        name is "torch.float32" or "torch.float64" or "torch.float16" or "torch.bfloat16" or "torch.int64" or "torch.int32" or "torch.int16" or "torch.int8" or "torch.uint8" or "torch.bool";
}
