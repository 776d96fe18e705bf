using System.Text.Json.Nodes;
using SegBook.Models;
using SegBook.Tests.Support;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

/// <summary>Names, shapes, counts and convolutions, for every recording of them.</summary>
public class GoldenStructureTests
{
    public static IEnumerable<object[]> KeyLists => GoldenFile.All("keys");

    public static IEnumerable<object[]> ConvolutionLists => Directory.Exists(Encoders) ? Directory.GetFiles(Encoders, "*_convs.json").Order().Select(path => new object[] { Path.GetFileName(path) }) : [];

    private static string Encoders => Path.Combine(Shared.Golden, "encoders");

    [GoldenTheory("models")]
    [MemberData(nameof(KeyLists))]
    public void State_has_smps_keys_and_the_rules_weights_their_hash(string name)
    {
        var golden = new GoldenFile(name);
        using var model = SegmentationModel.CreateFrame(golden.Config);

        var expected = golden.Json["entries"]!.AsArray().Select(row => $"{row![0]} [{string.Join(", ", GoldenFile.Longs(row[1]!))}] {row[2]} {row[3]}");
        var actual = model.State().Select(entry => $"{entry.Name} [{string.Join(", ", entry.Tensor.shape)}] {(entry.Tensor.dtype == float32 ? "float32" : "int64")} {(entry.IsParameter ? "parameter" : "buffer")}");

        Assert.Equal(expected, actual);
        Assert.Equal(golden.Json["parameter_count"]!.GetValue<long>(), model.ParameterCount());
        Assert.Equal(golden.Json["encoder_parameter_count"]!.GetValue<long>(), model.Encoder.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(golden.Json["weights_sha256"]!.GetValue<string>(), GoldenRule.WriteInto(model));
    }

    [GoldenTheory("encoders")]
    [MemberData(nameof(ConvolutionLists))]
    public void Convolutions_have_smps_strides_and_dilations(string file)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Encoders, file)))!;
        foreach (var (encoder, rows) in json["convs"]!.AsObject())
        {
            var config = SmpConfig.Read(new JsonObject { ["_model_class"] = json["arch"]!.DeepClone(), ["encoder_name"] = encoder, ["encoder_output_stride"] = json["encoder_output_stride"]?.DeepClone(), ["classes"] = 32 });
            using var model = SegmentationModel.CreateFrame(config);
            var columns = json["columns"]!.AsArray().Count;
            var actual = columns == 5
                ? Convolutions(model.Encoder).Where(row => row.Name.StartsWith("layer3", StringComparison.Ordinal) || row.Name.StartsWith("layer4", StringComparison.Ordinal)).Select(row => $"{row.Name} {Geometry(row.Conv)}")
                : Convolutions(model).Select(row => $"{row.Name} {row.Conv.InChannels} {row.Conv.OutChannels} {Geometry(row.Conv)} {row.Conv.Groups} {(row.Conv.Bias is null ? "false" : "true")}");

            Assert.Equal(rows!.AsArray().Select(row => string.Join(' ', row!.AsArray().Select(Text))), actual);
        }
    }

    [GoldenFact("encoders")]
    public void Features_have_smps_shapes_at_every_depth_and_stride()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Encoders, "features.json")))!;
        using var input = GoldenRule.Input(GoldenFile.Longs(json["input_shape"]!));
        foreach (var row in json["rows"]!.AsArray())
        {
            var variant = ResNetVariant.Of(row!["encoder"]!.GetValue<string>());
            using var encoder = new ResNetEncoder(Layers.Normalised, variant, row["depth"]!.GetValue<int>(), row["requested_output_stride"]!.GetValue<int>());
            encoder.eval();
            var features = encoder.call(input);

            Assert.Equal(GoldenFile.Longs(row["out_channels"]!), encoder.OutChannels.Select(channels => (long)channels));
            Assert.Equal(row["feature_shapes"]!.AsArray().Select(shape => GoldenFile.Longs(shape!)), features.Select(feature => feature.shape));
        }
    }

    private static IEnumerable<(string Name, Convolution2d Conv)> Convolutions(nn.Module module) =>
        module.Tree().Where(node => node.Module is Convolution2d).Select(node => (node.Name, (Convolution2d)node.Module));

    private static string Geometry(Convolution2d conv) => $"{Pair(conv.Kernel)} {Pair(conv.Stride)} {Pair(conv.Padding)} {Pair(conv.Dilation)}";

    private static string Pair(long number) => $"[{number}, {number}]";

    private static string Text(JsonNode? node) => node is JsonArray list ? $"[{string.Join(", ", GoldenFile.Longs(list))}]" : node!.ToString();
}
