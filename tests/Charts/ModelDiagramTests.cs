using SegBook.Charts;
using SegBook.Models;

namespace SegBook.Tests.Charts;

public sealed class ModelDiagramTests
{
    [Theory]
    [InlineData(Architecture.UNet, "conv1", "up 3")]
    [InlineData(Architecture.DeepLabV3Plus, "layer1", "block1")]
    public void Diagram_of_a_network_shows_its_skips(Architecture architecture, string from, string to)
    {
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = architecture, Classes = 11 });

        var blocks = ModelDiagram.Blocks(ModelSummary.Of(model, 120, 160));

        Assert.Contains((from, true), blocks.Single(block => block.Name == to).Inputs);
        Assert.DoesNotContain(blocks.SelectMany(block => block.Inputs), input => input == ("layer4", true));
        Assert.All(blocks.SelectMany(block => block.Inputs), input => Assert.Contains(blocks, block => block.Name == input.From));
        Assert.Equal(1, blocks.Single(block => block.Name == "head").Stride);
    }

    [Fact]
    public void Diagram_of_a_picture_that_no_stride_divides_has_whole_strides()
    {
        using var model = SegmentationModel.Create(new ModelConfig { Architecture = Architecture.PSPNet, Classes = 3 });

        var blocks = ModelDiagram.Blocks(ModelSummary.Of(model, 360, 480));

        Assert.All(blocks, block => Assert.True(int.IsPow2(block.Stride)));
        Assert.Equal("context", blocks.Single(block => block.Name == "psp").Kind);
    }
}
