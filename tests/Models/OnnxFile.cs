using Google.Protobuf;
using Onnx;

namespace SegBook.Tests.Models;

/// <summary>Writes a hand-made ONNX ResNet of two blocks: one with the identity, one with a shortcut convolution. Weights are 1, 2, 3, ... in the order of their making.</summary>
internal sealed class OnnxFile
{
    private readonly GraphProto _graph = new();
    private float _next = 1;
    private int _count;

    /// <summary>Channels before and after the second block.</summary>
    public const int Narrow = 2, Wide = 3;

    /// <summary>Called on the graph before it is written.</summary>
    public Action<GraphProto> Change { get; init; } = _ => { };

    /// <summary>Writes the file.</summary>
    public void Write(string path)
    {
        _graph.Input.Add(new ValueInfoProto { Name = "picture" });
        var x = Node("MaxPool", Node("Relu", Norm(Conv("picture", 3, Narrow, 7, 2), Narrow)), Window(3, 2));
        x = Node("Relu", Add(x, Branch(x, Narrow, Narrow, 1)));
        var shortcut = Norm(Conv(x, Narrow, Wide, 1, 2), Wide);
        x = Node("Relu", Add(Branch(x, Narrow, Wide, 2), shortcut));
        Node("AveragePool", x, [new() { Name = "kernel_shape", Ints = { 7, 7 } }]);
        Change(_graph);
        File.WriteAllBytes(path, new ModelProto { IrVersion = 3, Graph = _graph }.ToByteArray());
    }

    private string Branch(string x, int from, int to, int stride) =>
        Norm(Conv(Node("Relu", Norm(Conv(x, from, to, 3, stride), to)), to, to, 3, 1), to);

    private string Conv(string x, int from, int to, int kernel, int stride) => Node("Conv", [x, Weight(to, from, kernel, kernel)], Window(kernel, stride));

    private string Norm(string x, int channels) =>
        Node("BatchNormalization", [x, Weight(channels), Weight(channels), Weight(channels), Weight(channels)], [new() { Name = "epsilon", F = 1e-5f }]);

    private string Add(string a, string b) => Node("Add", [a, b], []);

    private string Node(string type, string x, params AttributeProto[] attributes) => Node(type, [x], attributes);

    private string Node(string type, string[] inputs, AttributeProto[] attributes)
    {
        var output = $"value{++_count}";
        _graph.Node.Add(new NodeProto { OpType = type, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        return output;
    }

    private string Weight(params long[] sizes)
    {
        var name = $"weight{++_count}";
        var values = Enumerable.Range(0, (int)sizes.Aggregate((a, b) => a * b)).SelectMany(_ => BitConverter.GetBytes(_next++)).ToArray();
        _graph.Initializer.Add(new TensorProto { Name = name, Dims = { sizes }, DataType = 1, RawData = ByteString.CopyFrom(values) });
        return name;
    }

    private static AttributeProto[] Window(int kernel, int stride) =>
    [
        new() { Name = "kernel_shape", Ints = { kernel, kernel } },
        new() { Name = "strides", Ints = { stride, stride } },
        new() { Name = "pads", Ints = { kernel / 2, kernel / 2, Math.Max((kernel / 2) - stride + 1, 0), Math.Max((kernel / 2) - stride + 1, 0) } },
    ];
}
