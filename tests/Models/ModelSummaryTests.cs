using SegBook.Models;
using SegBook.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

public class ModelSummaryTests
{
    public static IEnumerable<object[]> KeyLists => GoldenFile.All("keys");

    public static IEnumerable<object[]> Architectures => Networks.Architectures;

    [GoldenTheory("models")]
    [MemberData(nameof(KeyLists))]
    public void Rows_have_all_of_smps_parameters(string name)
    {
        var golden = new GoldenFile(name);
        using var model = SegmentationModel.CreateFrame(golden.Config);

        var summary = ModelSummary.Of(model, 360, 480);

        Assert.Equal(golden.Json["parameter_count"]!.GetValue<long>(), summary.Parameters);
        Assert.Equal(golden.Json["encoder_parameter_count"]!.GetValue<long>(), summary.Rows.Where(row => row.Name.StartsWith("encoder.", StringComparison.Ordinal)).Sum(row => row.Parameters));
    }

    [Theory]
    [InlineData(Architecture.UNet, 64, 96)]
    [InlineData(Architecture.UNet, 45, 61)]
    [InlineData(Architecture.PSPNet, 45, 61)]
    [InlineData(Architecture.DeepLabV3Plus, 45, 61)]
    public void Shapes_are_those_of_a_real_pass(Architecture architecture, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Networks.Make(architecture);
        model.eval();
        var features = model.Features(rand(1, 3, height, width));
        var decoded = model.Decoder.call(features);

        var rows = ModelSummary.Of(model, height, width).Rows.Where(row => row.Output is not null).ToArray();

        Assert.Equal(features.Skip(1).Select(Shape), rows.Take(features.Count - 1).Select(row => row.Output!.Value));
        Assert.Equal(Shape(decoded), rows[^2].Output);
        Assert.Equal(new MapShape(5, height, width), rows[^1].Output);
        Assert.Equal(rows[^1].Parameters - 5, rows[^1].MultiplyAdds / (decoded.shape[2] * decoded.shape[3])); // all but the offsets, at every pixel of the decoder's map
    }

    [Fact]
    public void Work_and_field_of_resnet_stages_are_the_known_ones()
    {
        using var model = Networks.Make(Architecture.UNet, "resnet50");

        var encoder = ModelSummary.Of(model, 224, 224).Rows.Take(5).ToArray();

        // torchvision states 4.089 billion for ResNet-50 at 224 x 224, of which the classifier that is left out has 2 million. Fields by hand: 7, +4 +3*8, +8 +3*16, +16 +5*32, +32 +2*64.
        Assert.Equal(4_087_136_256, encoder.Sum(row => row.MultiplyAdds));
        // Radosavovic et al. 2020, table 6: 11.1 million activations.
        Assert.Equal(11_113_984, encoder.Sum(row => row.Activations));
        Assert.Equal([2, 4, 8, 16, 32], encoder.Select(row => row.OutputStride!.Value));
        Assert.Equal([7, 35, 91, 267, 427], encoder.Select(row => row.ReceptiveField!.Value));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_input_of_a_node_is_the_image_or_an_earlier_node(Architecture architecture)
    {
        using var model = Networks.Make(architecture);
        var known = new HashSet<string> { "image" };

        foreach (var row in ModelSummary.Of(model, 64, 64).Rows)
        {
            Assert.All(row.Inputs, input => Assert.Contains(input, known));
            known.Add(row.Name);
        }
    }

    [Fact]
    public void Table_shows_as_text_and_html()
    {
        using var model = Networks.Make(Architecture.PSPNet);

        var summary = ModelSummary.Of(model, 360, 480);

        var text = summary.ToString();
        Assert.Contains("64 x 90 x 120", text, StringComparison.Ordinal);
        Assert.Contains("not used", text, StringComparison.Ordinal);
        Assert.Contains("<td align=\"left\">decoder.psp</td>", ((SegBook.Display.IShowsTable)summary).ToTable().ToHtml(), StringComparison.Ordinal);
    }

    private static MapShape Shape(Tensor map) => new(map.shape[1], map.shape[2], map.shape[3]);
}
