using System.Runtime.InteropServices;
using Onnx;
using static TorchSharp.torch;

namespace SegBook.Cli.Weights;

/// <summary>An ONNX graph as something to walk: who uses a value, what a node's attributes and weights are.</summary>
public sealed class OnnxGraph
{
    private readonly ILookup<string, NodeProto> _users;
    private readonly Dictionary<string, TensorProto> _weights;

    /// <param name="graph">As it was parsed.</param>
    /// <exception cref="SegBookException">It has no one input.</exception>
    public OnnxGraph(GraphProto graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        _weights = graph.Initializer.ToDictionary(weight => weight.Name);
        _users = graph.Node.SelectMany(node => node.Input.Distinct(), (node, input) => (node, input)).ToLookup(use => use.input, use => use.node);

        // Older files list the weights among the inputs.
        string[] inputs = [.. graph.Input.Select(input => input.Name).Where(name => !_weights.ContainsKey(name))];
        Input = inputs is [var one] ? one : throw new SegBookException($"the graph has {inputs.Length} inputs instead of the one picture.");
    }

    /// <summary>The name of the picture.</summary>
    public string Input { get; }

    /// <summary>The nodes that use a value.</summary>
    public IReadOnlyList<NodeProto> Users(string value) => [.. _users[value]];

    /// <summary>The one node that uses a value, apart from <paramref name="other"/>.</summary>
    /// <exception cref="SegBookException">There is none, there are more, or it computes something else.</exception>
    public NodeProto Only(string value, string type, NodeProto? other = null) =>
        Users(value).Where(user => user != other).ToArray() is [var node] && node.OpType == type && node.Output.Count >= 1 ? node : throw Unknown(value, $"one {type}");

    /// <summary>The error that the graph does not go on as a ResNet does.</summary>
    public SegBookException Unknown(string value, string expected) =>
        new($"this is no ResNet of basic blocks: after '{value}' {expected} should come, and there is {(Users(value) is { Count: > 0 } users ? string.Join(" and ", users.Select(user => $"{user.OpType} '{user.Output.FirstOrDefault()}'")) : "nothing")}.");

    /// <summary>Whether a node is a 1x1 convolution.</summary>
    public bool IsPointwise(NodeProto node) => node is { OpType: "Conv", Input.Count: >= 2 } && _weights.TryGetValue(node.Input[1], out var weight) && weight.Dims is [_, _, 1, 1];

    /// <summary>Checks a convolution's or a pooling's window: padded by half the kernel before; after, by that or, where a stride of two never reaches the last row of an even size, one less.</summary>
    public void CheckWindow(NodeProto node, int kernel, int stride)
    {
        ArgumentNullException.ThrowIfNull(node);
        var half = kernel / 2;
        var pads = Ints(node, "pads", 0, 4);
        Check(node, "kernel_shape", Ints(node, "kernel_shape", kernel, 2).All(size => size == kernel));
        Check(node, "strides", Ints(node, "strides", 1, 2).All(step => step == stride));
        Check(node, "dilations", Ints(node, "dilations", 1, 2).All(dilation => dilation == 1));
        Check(node, "group", Int(node, "group", 1) == 1);
        Check(node, "ceil_mode", Int(node, "ceil_mode", 0) == 0);
        Check(node, "auto_pad", node.Attribute.FirstOrDefault(a => a.Name == "auto_pad")?.S.ToStringUtf8() is null or "NOTSET");
        Check(node, "pads", pads.Length == 4 && pads[..2].All(pad => pad == half) && pads[2..].All(pad => pad == half || (stride == 2 && pad == half - 1)));
    }

    /// <summary>Refuses a node for an attribute.</summary>
    public void Check(NodeProto node, string attribute, bool good)
    {
        if (!good)
        {
            throw new SegBookException($"the {node.OpType} '{node.Output[0]}' has another '{attribute}' than a ResNet's.");
        }
    }

    /// <summary>A weight of a node, float32.</summary>
    /// <exception cref="SegBookException">It is missing, of another type or rank, or cut off.</exception>
    public Tensor Weight(NodeProto node, int input, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Input.Count <= input || !_weights.TryGetValue(node.Input[input], out var weight))
        {
            throw new SegBookException($"the {node.OpType} '{node.Output[0]}' has no stored weight as input {input}.");
        }

        return weight.Dims.Count == dimensions ? ToTensor(weight) : throw new SegBookException($"the weight '{weight.Name}' has {weight.Dims.Count} dimensions instead of {dimensions}.");
    }

    /// <summary>A stored weight's numbers.</summary>
    public static Tensor ToTensor(TensorProto weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var values = weight.RawData.Length > 0 ? MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray() : [.. weight.FloatData];
        return weight.DataType == (int)TensorProto.Types.DataType.Float && weight.Dims.Aggregate(1L, (count, size) => count * size) == values.Length
            ? tensor(values, weight.Dims.ToArray())
            : throw new SegBookException($"the weight '{weight.Name}' is not {string.Join("x", weight.Dims)} stored float32 numbers.");
    }

    internal static long Int(NodeProto node, string name, long otherwise) => node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? otherwise;

    internal static float Float(NodeProto node, string name, float otherwise) => node.Attribute.FirstOrDefault(a => a.Name == name)?.F ?? otherwise;

    private static long[] Ints(NodeProto node, string name, long otherwise, int count) =>
        node.Attribute.FirstOrDefault(a => a.Name == name) is { } attribute ? [.. attribute.Ints] : [.. Enumerable.Repeat(otherwise, count)];
}
