using System.Text.Json.Nodes;
using SegBook.Data;
using SegBook.Models;
using SegBook.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-model").FullName;

    public static IEnumerable<object[]> Recordings => GoldenFile.All("eval");

    [Fact]
    public void Network_comes_back_as_it_was_saved()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Networks.Make(Architecture.DeepLabV3Plus, classes: 2);
        var card = new ModelCard { LabelMap = "two", Classes = [new("road", 128, 64, 128), new("other", 0, 0, 0)], Height = 360, Width = 480 };
        model.eval();
        var images = rand(1, 3, 64, 64);

        ModelFolder.Save(_folder, model, card);
        using var opened = ModelFolder.Open(_folder);

        Assert.Equal(model.Config, opened.Config);
        Assert.False(opened.training);
        Assert.Equal(0, Networks.Distance(model.call(images), opened.call(images)));
        Assert.Equal(["config.json", "model.safetensors"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        var read = ModelFolder.ReadCard(_folder)!;
        Assert.Equal(card.Classes, read.Classes);
        Assert.Equal((360, 480, "two"), (read.Height, read.Width, read.LabelMap));
    }

    [Fact]
    public void Folder_that_smp_wrote_opens()
    {
        using var model = Networks.Make(Architecture.PSPNet, classes: 4);
        Safetensors.Write(Path.Combine(_folder, "model.safetensors"), model.State().Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor)));
        File.WriteAllText(Path.Combine(_folder, "config.json"), """
            {
              "_model_class": "PSPNet", "activation": null, "aux_params": null, "classes": 4, "decoder_use_norm": "batchnorm",
              "encoder_depth": 3, "encoder_name": "resnet18", "encoder_weights": "imagenet", "in_channels": 3, "psp_dropout": 0.2,
              "psp_out_channels": 512, "upsampling": 8
            }
            """);

        using var opened = ModelFolder.Open(_folder);

        Assert.Equal(model.Config, opened.Config);
        Assert.Null(ModelFolder.ReadCard(_folder));
    }

    [Theory]
    [InlineData("sigmoid", 1)]
    [InlineData("softmax2d", 4)]
    [InlineData("identity", 4)]
    public void Activation_that_leaves_the_answer_as_it_is_is_passed_over(string activation, int classes)
    {
        var config = SmpConfig.Read(new JsonObject { ["_model_class"] = "Unet", ["classes"] = classes, ["activation"] = activation });

        Assert.Equal(new ModelConfig(Encoder: "resnet34", Classes: classes), config);
    }

    [GoldenTheory("models")]
    [MemberData(nameof(Recordings))]
    public void Configuration_survives_smps_form(string name)
    {
        var config = new GoldenFile(name).Config;

        var json = SmpConfig.Write(config);
        var read = SmpConfig.Read(JsonNode.Parse(json.ToJsonString())!.AsObject());

        Assert.Equal(SmpConfig.Write(read).ToJsonString(), json.ToJsonString());
        Assert.Equal(config, read);
    }

    [Theory]
    [InlineData("""{"_model_class": "FPN"}""", "FPN")]
    [InlineData("""{"_model_class": "Unet", "encoder_name": "efficientnet-b0"}""", "efficientnet-b0")]
    [InlineData("""{"_model_class": "Unet", "decoder_use_transformer": true}""", "decoder_use_transformer")]
    [InlineData("""{"_model_class": "Unet", "decoder_channels": "wide"}""", "decoder_channels")]
    [InlineData("""{"_model_class": "Unet", "classes": "many"}""", "classes")]
    [InlineData("""{"_model_class": "Unet", "aux_params": {"classes": 3}}""", "aux_params is {\"classes\":3}")]
    [InlineData("""{"_model_class": "Unet", "decoder_use_norm": "instancenorm"}""", "decoder_use_norm is \"instancenorm\"; only null, true, batchnorm")]
    [InlineData("""{"_model_class": "Unet", "decoder_use_batchnorm": false}""", "decoder_use_batchnorm is false")]
    [InlineData("""{"_model_class": "PSPNet", "classes": 4, "activation": "sigmoid"}""", "activation is \"sigmoid\"; only null, identity, softmax, softmax2d, logsoftmax")]
    [InlineData("""{"_model_class": "PSPNet", "classes": 1, "activation": "softmax2d"}""", "activation is \"softmax2d\"; only null, identity, sigmoid")]
    [InlineData("""{"_model_class": "PSPNet", "upsampling": 4}""", "upsampling is 4; logits have the size of the image here, which takes 8")]
    [InlineData("""{"_model_class": "PSPNet", "encoder_depth": 4}""", "upsampling is 8; logits have the size of the image here, which takes 16")]
    [InlineData("""{"_model_class": "DeepLabV3Plus", "in_channels": 4}""", "in_channels is 4")]
    [InlineData("""{"classes": 2}""", "_model_class is missing; SegBook has Unet, PSPNet, DeepLabV3Plus")]
    [InlineData("""[1]""", "not a JSON object")]
    [InlineData("""{"_model""", "config.json")]
    public void Configuration_of_another_network_is_refused_by_name(string json, string named)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), json);

        Assert.Contains(named, Assert.Throws<SegBookException>(() => ModelFolder.Open(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_and_change_nothing()
    {
        using var scope = NewDisposeScope();
        using var small = Networks.Make(Architecture.UNet);
        using var large = Networks.Make(Architecture.UNet, "resnet34");
        var weights = large.State().ToDictionary(entry => entry.Name, entry => entry.Tensor);
        weights["segmentation_head.0.weight"] = zeros(7, 16, 3, 3);
        var before = small.State().Select(entry => entry.Tensor.detach().clone()).ToArray();

        var error = Assert.Throws<SegBookException>(() => small.LoadWeights(weights));

        Assert.Contains("'segmentation_head.0.weight' has shape [7, 16, 3, 3] instead of [5, 16, 3, 3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("'encoder.layer1.2.conv1.weight' has no place", error.Message, StringComparison.Ordinal);
        Assert.All(small.State().Zip(before), pair => Assert.Equal(0, Networks.Distance(pair.First.Tensor.to(float64), pair.Second.to(float64))));
    }

    [Fact]
    public void Prefix_before_all_keys_is_passed_over()
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Make(Architecture.UNet);
        using var fresh = SegmentationModel.Create(model.Config);

        fresh.LoadWeights(model.State().ToDictionary(entry => $"module.model.{entry.Name}", entry => entry.Tensor));

        Assert.All(fresh.State().Zip(model.State()), pair => Assert.Equal(0, Networks.Distance(pair.First.Tensor.to(float64), pair.Second.Tensor.to(float64))));
    }

    [Fact]
    public void Folder_without_a_network_and_a_card_of_another_are_refused()
    {
        using var model = Networks.Make(Architecture.PSPNet);

        Assert.Contains("no config.json", Assert.Throws<SegBookException>(() => ModelFolder.Open(_folder)).Message, StringComparison.Ordinal);
        Assert.Contains("5 classes", Assert.Throws<SegBookException>(() => ModelFolder.Save(_folder, model, new ModelCard { Classes = [new("road", 1, 2, 3)] })).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
