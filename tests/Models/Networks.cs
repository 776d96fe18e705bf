using SegBook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SegBook.Tests.Models;

/// <summary>Small networks for tests that need no particular weights.</summary>
internal static class Networks
{
    public static IEnumerable<object[]> Architectures => Enum.GetValues<Architecture>().Select(architecture => new object[] { architecture });

    /// <summary>A network whose batch norms have something to say: statistics and scales as the golden rule makes them.</summary>
    public static SegmentationModel Make(Architecture architecture, string encoder = "resnet18", int classes = 5)
    {
        var model = SegmentationModel.CreateFrame(new ModelConfig { Architecture = architecture, Encoder = encoder, Classes = classes });
        GoldenRule.WriteInto(model);
        return model;
    }

    public static double Distance(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(a.shape, b.shape);
        return (a - b).abs().max().to(float64).item<double>();
    }
}
