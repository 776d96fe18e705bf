using SegBook.Charts;
using static TorchSharp.torch;

namespace SegBook.Tests.Charts;

public sealed class PicturesTests
{
    [Fact]
    public void Grid_of_one_row_scales_its_pictures_to_one_height()
    {
        var row = Pictures.Grid(2, ("", Picture.Filled(10, 8, 255, 0, 0)), ("", Picture.Filled(20, 16, 0, 0, 255)));

        Assert.Equal((10 + 6 + 10, 8), (row.Width, row.Height));
        Assert.Equal([255, 0, 0], Pixel(row, 0, 0));
        Assert.Equal([255, 255, 255], Pixel(row, 12, 4));
        Assert.Equal([0, 0, 255], Pixel(row, 25, 7));
    }

    [Fact]
    public void Caption_is_written_above_its_picture_and_nowhere_else()
    {
        var plain = Pictures.Grid(1, ("", Picture.Filled(80, 20)));
        var captioned = Pictures.Grid(1, ("IoU 0.43", Picture.Filled(80, 20)));

        var head = captioned.Height - plain.Height;
        Assert.True(head > 9);
        Assert.Contains(captioned.Rgb[..(head * 80 * 3)].ToArray(), value => value < 100);
        Assert.DoesNotContain(captioned.Rgb[(head * 80 * 3)..].ToArray(), value => value < 255);
    }

    [Fact]
    public void Caption_that_is_too_long_is_cut_to_the_picture_s_width()
    {
        var fitted = Letters.Fit("a very long caption for a narrow picture", 80);

        Assert.EndsWith("..", fitted, StringComparison.Ordinal);
        Assert.InRange(fitted.Length * Letters.Width, 40, 80);
    }

    [Fact]
    public void Every_ascii_sign_has_a_glyph_of_its_own()
    {
        var drawn = Enumerable.Range(33, 94).Select(code => Convert.ToHexString(Pictures.Note(((char)code).ToString(), 40).Rgb)).ToArray();

        Assert.Equal(drawn.Length, drawn.Distinct().Count());
    }

    [Fact]
    public void Heat_goes_from_dark_to_bright_and_shows_no_number_in_grey()
    {
        var heat = Pictures.Heat([0f, 0.5f, 1f, float.NaN], 2, 2);

        Assert.Equal([68, 1, 84], Pixel(heat, 0, 0));
        Assert.Equal([33, 144, 141], Pixel(heat, 1, 0));
        Assert.Equal([253, 231, 37], Pixel(heat, 0, 1));
        Assert.Equal([200, 200, 200], Pixel(heat, 1, 1));
    }

    [Fact]
    public void Heat_of_one_value_is_a_flat_picture()
    {
        var heat = Pictures.Heat([3f, 3f], 2, 1);

        Assert.Equal(Pixel(heat, 0, 0), Pixel(heat, 1, 0));
    }

    [Fact]
    public void Feature_map_shows_the_channels_that_vary_most()
    {
        using var scope = NewDisposeScope();
        var activation = zeros(3, 2, 2);
        activation[1] = arange(4).reshape(2, 2).to(ScalarType.Float32);
        activation[2] = arange(4).reshape(2, 2).to(ScalarType.Float32) * 10;

        var two = Pictures.FeatureMap(activation, tiles: 2, columns: 2, tileWidth: 10);
        var one = Pictures.FeatureMap(activation.unsqueeze(0), tiles: 1, columns: 2, tileWidth: 10);

        Assert.Equal(10 + 6 + 10, two.Width);
        Assert.Equal(10, one.Width);
        Assert.Equal([68, 1, 84], Pixel(one, 0, one.Height - 10));
        Assert.Equal([253, 231, 37], Pixel(one, 9, one.Height - 1));
    }

    [Fact]
    public void Tensor_of_another_shape_is_refused_with_its_shape()
    {
        using var scope = NewDisposeScope();
        var flat = zeros(4);

        var error = Assert.Throws<ArgumentException>(() => Pictures.FeatureMap(flat));

        Assert.Contains("[4]", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Pixel(Picture picture, int x, int y) => picture.Rgb.Slice(3 * ((y * picture.Width) + x), 3).ToArray();
}
