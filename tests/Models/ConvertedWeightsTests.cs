using Onnx;
using SegBook.Cli.Weights;
using SegBook.Data;
using SegBook.Models;
using SegBook.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

public sealed class ConvertedWeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-onnx").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();

    private string Onnx => Path.Combine(_folder, "network.onnx");

    [Fact]
    public void Onnx_resnet_is_read_under_torchvisions_keys()
    {
        new OnnxFile().Write(Onnx);

        var weights = OnnxResNet.Read(Onnx);

        string[] expected =
        [
            "conv1", "bn1", "layer1.0.conv1", "layer1.0.bn1", "layer1.0.conv2", "layer1.0.bn2",
            "layer2.0.conv1", "layer2.0.bn1", "layer2.0.conv2", "layer2.0.bn2", "layer2.0.downsample.0", "layer2.0.downsample.1",
        ];
        Assert.Equal(expected.Order(), weights.Keys.Select(key => key[..key.LastIndexOf('.')]).Distinct().Order());
        Assert.Equal([2, 3, 7, 7], weights["conv1.weight"].shape);
        Assert.Equal([3, 2, 1, 1], weights["layer2.0.downsample.0.weight"].shape);

        // 2 x 3 x 49 weights come first, so the batch norm's four are 295 and 296, 297 and 298, ...
        Assert.Equal([294f], weights["conv1.weight"][1, 2, 6, 6].data<float>());
        Assert.Equal([295f, 296f], weights["bn1.weight"].data<float>());
        Assert.Equal([297f, 298f], weights["bn1.bias"].data<float>());
        Assert.Equal([299f, 300f], weights["bn1.running_mean"].data<float>());
        Assert.Equal([301f, 302f], weights["bn1.running_var"].data<float>());
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.999)]
    public void Onnx_file_that_is_cut_off_is_refused(double part)
    {
        new OnnxFile().Write(Onnx);
        var whole = File.ReadAllBytes(Onnx);
        File.WriteAllBytes(Onnx, whole[..(int)(whole.Length * part)]);

        var error = Assert.Throws<SegBookException>(() => OnnxResNet.Read(Onnx));

        Assert.Contains(Onnx, error.Message, StringComparison.Ordinal);
        Assert.Contains("no whole ONNX file", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<GraphProto>> OtherNetworks => new()
    {
        { "one Relu should come, and there is Sigmoid", graph => First(graph, "Relu").OpType = "Sigmoid" },
        { "another 'strides'", graph => First(graph, "Conv").Attribute.Single(a => a.Name == "strides").Ints[0] = 1 },
        { "another 'pads'", graph => First(graph, "MaxPool").Attribute.Single(a => a.Name == "pads").Ints[0] = 0 },
        { "another 'epsilon'", graph => First(graph, "BatchNormalization").Attribute[0].F = 1e-3f },
        { "is a Conv with a bias", graph => First(graph, "Conv").Input.Add("bias") },
        { "is not 2x3x7x7 stored float32 numbers", graph => graph.Initializer[0].DataType = 10 },
        { "no stored weight as input 1", graph => graph.Initializer.RemoveAt(0) },
        { "does not add what entered the block", graph => First(graph, "Add").Input[0] = First(graph, "Add").Input[1] },
        { "there is Softmax", graph => graph.Node[^1].OpType = "Softmax" },
        { "2 inputs", graph => graph.Input.Add(new ValueInfoProto { Name = "other" }) },
    };

    [Theory]
    [MemberData(nameof(OtherNetworks), DisableDiscoveryEnumeration = true)]
    public void Onnx_network_that_is_no_resnet_is_refused_with_the_reason(string reason, Action<GraphProto> change)
    {
        new OnnxFile { Change = change }.Write(Onnx);

        var error = Assert.Throws<SegBookException>(() => OnnxResNet.Read(Onnx));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Adapted_first_layer_gives_the_same_within_the_picture()
    {
        double[] mean = [90, 110, 140];
        random.manual_seed(5);
        var weights = new Dictionary<string, Tensor> { ["conv1.weight"] = randn(4, 3, 7, 7).mul(0.05), ["bn1.running_mean"] = randn(4) };
        var picture = randint(0, 256, [1, 3, 32, 32]).to(ScalarType.Byte);
        var before = FirstLayer(weights, picture.to(float64).flip(1) - tensor(mean).view(1, 3, 1, 1));

        InputAdaptation.Apply(weights, mean);

        var difference = (FirstLayer(weights, Normalization.Apply(picture).to(float64)) - before).abs();
        Assert.InRange(difference.narrow(2, 2, 12).narrow(3, 2, 12).max().ToDouble(), 0, 1e-4 * before.abs().max().ToDouble());

        // Zeros outside the picture mean another colour, so the border has to differ.
        Assert.InRange(difference.max().ToDouble(), 0.1, double.PositiveInfinity);
    }

    [Fact]
    public void Converted_weights_are_found_after_the_official_file()
    {
        var source = PretrainedSource.Of("resnet18");
        var converted = Path.Combine(_folder, "resnet18.imagenet-cntk.safetensors");
        File.WriteAllText(converted, "abc");
        Assert.Equal(converted, PretrainedWeights.Find(source, _folder));
        Assert.Equal("resnet18.imagenet-cntk.safetensors, SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", PretrainedWeights.Describe("resnet18", "imagenet", _folder));

        var official = Path.Combine(_folder, source.FileName);
        File.WriteAllText(official, "");

        Assert.Equal(official, PretrainedWeights.Find(source, _folder));
    }

    [PackageFact]
    public void Package_becomes_a_resnet18()
    {
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.PSPNet, Classes = 2 });

        var weights = FeaturizerPackage.Convert(FeaturizerPackage.Folder);
        Safetensors.Write(Path.Combine(_folder, "resnet18.imagenet-cntk.safetensors"), weights);
        var path = PretrainedWeights.Load(model, folder: _folder);

        Assert.Contains("imagenet-cntk", path, StringComparison.Ordinal);
        Assert.Equal(0, Networks.Distance(model.Encoder.get_parameter("layer4.1.conv2.weight")!, weights["layer4.1.conv2.weight"]));
    }

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static NodeProto First(GraphProto graph, string type) => graph.Node.First(node => node.OpType == type);

    private static Tensor FirstLayer(Dictionary<string, Tensor> weights, Tensor images) =>
        nn.functional.conv2d(images, weights["conv1.weight"].to(float64), strides: [2, 2], padding: [3, 3]) - weights["bn1.running_mean"].to(float64).view(1, -1, 1, 1);
}

/// <summary>A test on the real NuGet package, skipped where <c>./segbook weights resnet18 --source nuget</c> has not fetched it.</summary>
public sealed class PackageFactAttribute : FactAttribute
{
    /// <summary>Skipped without the package in NuGet's cache.</summary>
    public PackageFactAttribute() => Skip = Directory.Exists(FeaturizerPackage.Folder) ? null : $"needs {FeaturizerPackage.Folder}, which is not here: ./segbook weights resnet18 --source nuget fetches it";
}
