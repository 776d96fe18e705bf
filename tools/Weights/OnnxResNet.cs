using Google.Protobuf;
using Onnx;
using static TorchSharp.torch;

namespace SegBook.Cli.Weights;

/// <summary>Reads a ResNet of basic blocks (He et al. 2016, table 1: ResNet-18 and 34) from an ONNX graph, whatever its nodes and weights are called.</summary>
/// <remarks>
/// The graph is walked from its input: what follows a node is what uses its output. A block with a shortcut convolution begins the next stage. Every
/// attribute that changes what is computed is checked, so a network that only looks alike is refused.
/// </remarks>
public sealed class OnnxResNet
{
    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, Tensor> _weights = [];

    private OnnxResNet(OnnxGraph graph) => _graph = graph;

    /// <summary>Reads the weights.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <returns>Tensors under torchvision's keys (<c>layer1.0.conv1.weight</c>), without a classifier; to be disposed by the caller.</returns>
    /// <exception cref="SegBookException">The file is damaged, or its network is not such a ResNet; the message says at which node.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var reader = new OnnxResNet(new OnnxGraph(ModelProto.Parser.ParseFrom(file).Graph ?? throw new SegBookException("it holds no graph. It is cut off or no ONNX file.")));
            reader.Walk();
            return reader._weights;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new SegBookException($"{path} is no whole ONNX file: {e.Message}", e);
        }
        catch (SegBookException e)
        {
            throw new SegBookException($"{path}: {e.Message}", e);
        }
    }

    private void Walk()
    {
        var stem = Norm("bn1", Conv("conv1", _graph.Only(_graph.Input, "Conv"), kernel: 7, stride: 2));
        var pool = _graph.Only(_graph.Only(stem, "Relu").Output[0], "MaxPool");
        _graph.CheckWindow(pool, kernel: 3, stride: 2);
        var x = pool.Output[0];
        var (stage, block) = (1, 0);
        while (_graph.Users(x).Any(user => user.OpType == "Conv"))
        {
            var shortcut = _graph.Users(x).FirstOrDefault(user => _graph.IsPointwise(user));
            if (shortcut is not null && block > 0)
            {
                (stage, block) = (stage + 1, 0);
            }

            x = Block($"layer{stage}.{block++}.", x, shortcut);
        }

        // The encoder ends here: an average over the picture may follow, nothing else.
        if (_weights.Count == 6 || !_graph.Users(x).All(user => user.OpType is "AveragePool" or "GlobalAveragePool"))
        {
            throw _graph.Unknown(x, _weights.Count == 6 ? "the first block's Conv" : "a block's Conv or the average at the end");
        }
    }

    private string Block(string name, string x, NodeProto? shortcut)
    {
        var first = _graph.Only(x, "Conv", other: shortcut ?? _graph.Users(x).FirstOrDefault(user => user.OpType == "Add"));
        var middle = _graph.Only(Norm($"{name}bn1", Conv($"{name}conv1", first, kernel: 3, stride: shortcut is null ? 1 : 2)), "Relu");
        var second = _graph.Only(middle.Output[0], "Conv");
        var branch = Norm($"{name}bn2", Conv($"{name}conv2", second, kernel: 3, stride: 1));
        var other = shortcut is null ? x : Norm($"{name}downsample.1", Conv($"{name}downsample.0", shortcut, kernel: 1, stride: 2));
        var sum = _graph.Only(branch, "Add");
        return sum.Input.Contains(other)
            ? _graph.Only(sum.Output[0], "Relu").Output[0]
            : throw new SegBookException($"the Add '{sum.Name}' of {name.TrimEnd('.')} does not add what entered the block.");
    }

    private string Conv(string name, NodeProto node, int kernel, int stride)
    {
        _graph.CheckWindow(node, kernel, stride);
        var weight = _graph.Weight(node, input: 1, dimensions: 4);
        _weights[$"{name}.weight"] = weight;
        return node.Input.Count == 2 && weight.shape[2] == kernel && weight.shape[3] == kernel
            ? node.Output[0]
            : throw new SegBookException($"{name} is a Conv with {(node.Input.Count == 2 ? $"weights [{string.Join(", ", weight.shape)}]" : "a bias")}; a ResNet's has {kernel}x{kernel} weights and no bias.");
    }

    private string Norm(string name, string x)
    {
        var node = _graph.Only(x, "BatchNormalization");
        _graph.Check(node, "epsilon", OnnxGraph.Float(node, "epsilon", 1e-5f) is > 0.99e-5f and < 1.01e-5f);
        _graph.Check(node, "spatial", OnnxGraph.Int(node, "spatial", 1) == 1);
        string[] parts = ["weight", "bias", "running_mean", "running_var"];
        foreach (var (i, part) in parts.Index())
        {
            _weights[$"{name}.{part}"] = _graph.Weight(node, input: i + 1, dimensions: 1);
        }

        _weights[$"{name}.num_batches_tracked"] = tensor(0L);
        return node.Output[0];
    }
}
