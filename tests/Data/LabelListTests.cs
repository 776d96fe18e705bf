using SegBook.Data;
using SegBook.Tests.Support;

namespace SegBook.Tests.Data;

/// <summary>The list of classes that lies in data/.</summary>
public sealed class LabelListTests
{
    [Fact]
    public void Committed_label_colors_are_the_built_in_classes()
    {
        var list = Path.Combine(Shared.Root, "data", "label_colors.txt");

        Assert.Equal(LabelMap.CamVid32.Classes, LabelList.Parse(File.ReadAllBytes(list), list));
        Assert.Equal(LabelMap.CamVid11.Names, LabelMap.Named(list).Names);
    }
}
