using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

public sealed class PretrainedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-weights").FullName;

    [Theory]
    [InlineData("")]
    [InlineData("module.")]
    [InlineData("encoder.")]
    [InlineData("module.backbone.")]
    public void Encoder_takes_a_classifiers_weights_under_any_prefix(string prefix)
    {
        using var scope = NewDisposeScope();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 2 });
        var weights = Classifier(prefix);

        model.LoadEncoder(weights);

        Assert.All(model.Encoder.State(), entry => Assert.Equal(0, Networks.Distance(entry.Tensor.to(float64), weights[prefix + entry.Name].to(float64))));
    }

    [Fact]
    public void Encoder_takes_its_part_of_a_whole_network()
    {
        using var scope = NewDisposeScope();
        using var other = Networks.Make(Architecture.DeepLabV3Plus);
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 2 });

        model.LoadEncoder(other.State().ToDictionary(entry => entry.Name, entry => entry.Tensor));

        Assert.All(model.Encoder.State().Zip(other.Encoder.State()), pair => Assert.Equal(0, Networks.Distance(pair.First.Tensor.to(float64), pair.Second.Tensor.to(float64))));
    }

    [Fact]
    public void Old_checkpoints_without_batch_counts_load()
    {
        using var scope = NewDisposeScope();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 2 });
        var weights = Classifier("").Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary();

        model.LoadEncoder(weights);

        Assert.Equal(0, Networks.Distance(model.Encoder.get_parameter("conv1.weight")!, weights["conv1.weight"]));
    }

    [Fact]
    public void Weights_of_another_encoder_are_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Encoder = "resnet34", Classes = 2 });

        var error = Assert.Throws<SegBookException>(() => model.LoadEncoder(Classifier("")));

        Assert.Contains("resnet34", error.Message, StringComparison.Ordinal);
        Assert.Contains("'layer1.2.conv1.weight' is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_there_leave_the_network_alone_and_say_what_to_do()
    {
        using var model = Networks.Make(Architecture.PSPNet);

        var before = model.Encoder.get_parameter("conv1.weight")!.detach().clone();

        var error = Assert.Throws<SegBookException>(() => PretrainedWeights.Load(model, folder: _folder));

        Assert.Contains("./segbook weights resnet18", error.Message, StringComparison.Ordinal);
        Assert.Throws<SegBookException>(() => PretrainedWeights.Load(model, "jft", _folder));
        Assert.Equal(0, Networks.Distance(model.Encoder.get_parameter("conv1.weight")!, before));
    }

    [Fact]
    public void Weights_that_are_there_are_loaded()
    {
        using var scope = NewDisposeScope();
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.UNet, Classes = 2 });
        Safetensors.Write(Path.Combine(_folder, "resnet18.imagenet.safetensors"), Classifier(""));

        var path = PretrainedWeights.Load(model, folder: _folder);

        Assert.Equal(Path.Combine(_folder, "resnet18.imagenet.safetensors"), path);
        Assert.Equal(0, Networks.Distance(model.Encoder.get_parameter("layer4.1.conv2.weight")!, Classifier("")["layer4.1.conv2.weight"]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A state dict as torchvision's ResNet-18 has it, classifier included.</summary>
    private static Dictionary<string, Tensor> Classifier(string prefix)
    {
        using var model = Networks.Make(Architecture.PSPNet);
        var weights = model.Encoder.State().ToDictionary(entry => prefix + entry.Name, entry => entry.Tensor.detach().clone());
        weights[$"{prefix}fc.weight"] = zeros(1000, 512);
        weights[$"{prefix}fc.bias"] = zeros(1000);
        return weights;
    }
}
