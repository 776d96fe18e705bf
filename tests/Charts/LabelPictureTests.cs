using SegBook.Charts;
using SegBook.Data;

namespace SegBook.Tests.Charts;

public sealed class LabelPictureTests
{
    private const byte Ignored = LabelMap.Ignore;
    private static readonly LabelMap Map = LabelMap.Of("three", [new("red", 200, 0, 0), new("green", 0, 200, 0), new("blue", 0, 0, 200)]);

    [Fact]
    public void Labels_are_in_their_colours_and_ignored_pixels_are_black()
    {
        var picture = Pictures.Labels(2, 1, [2, Ignored], Map);

        Assert.Equal([0, 0, 200, 0, 0, 0], picture.Rgb.ToArray());
    }

    [Fact]
    public void Overlay_mixes_frame_and_label_and_lets_ignored_pixels_through()
    {
        var overlay = Pictures.Overlay(Picture.Filled(3, 1, 100, 100, 100), [0, 0, Ignored], Map, alpha: 0.5);

        Assert.Equal([150, 50, 50, 200, 0, 0, 100, 100, 100], overlay.Rgb.ToArray());
    }

    [Fact]
    public void Overlay_draws_the_border_of_a_region_in_its_full_colour()
    {
        var overlay = Pictures.Overlay(Picture.Filled(3, 1, 100, 100, 100), [0, 0, 1], Map, alpha: 0.5);

        Assert.Equal([150, 50, 50, 200, 0, 0, 50, 150, 50], overlay.Rgb.ToArray());
    }

    [Fact]
    public void Error_map_colours_wrong_pixels_by_the_missed_class_and_greys_the_rest()
    {
        var errors = Pictures.ErrorMap(Picture.Filled(2, 2, 255, 255, 255), truth: [0, 1, Ignored, 2], predicted: [0, 2, 1, 0], Map);

        Assert.Equal([245, 245, 245, 0, 200, 0, 245, 245, 245, 0, 0, 200], errors.Rgb.ToArray());
    }

    [Fact]
    public void Error_legend_has_the_classes_that_were_missed_and_no_other()
    {
        var legend = Colours(Pictures.ErrorLegend(truth: [0, 1, Ignored, 2], predicted: [0, 2, 1, 0], Map));
        var none = Colours(Pictures.ErrorLegend(truth: [0, Ignored], predicted: [0, 1], Map));

        Assert.Contains((0, 200, 0), legend);
        Assert.Contains((0, 0, 200), legend);
        Assert.DoesNotContain((200, 0, 0), legend);
        Assert.DoesNotContain((0, 200, 0), none);
    }

    [Fact]
    public void Frame_and_labels_of_different_size_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Pictures.Overlay(Picture.Filled(2, 2), [0], Map));

        Assert.Contains("2 x 2 (height x width) pixels, the labels have 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Legend_has_a_swatch_for_each_class()
    {
        var colours = Colours(Pictures.Legend(Map, columns: 2));

        Assert.Contains((200, 0, 0), colours);
        Assert.Contains((0, 200, 0), colours);
        Assert.Contains((0, 0, 200), colours);
    }

    private static List<(int, int, int)> Colours(Picture picture)
    {
        var rgb = picture.Rgb.ToArray();
        return [.. Enumerable.Range(0, rgb.Length / 3).Select(i => ((int)rgb[3 * i], (int)rgb[(3 * i) + 1], (int)rgb[(3 * i) + 2])).Distinct()];
    }
}
