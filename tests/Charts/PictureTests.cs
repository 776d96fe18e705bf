using SegBook.Charts;
using SegBook.Display;

namespace SegBook.Tests.Charts;

public sealed class PictureTests
{
    [Fact]
    public void Png_read_again_is_the_same_picture()
    {
        byte[] rgb = [.. Enumerable.Range(0, 2 * 3 * 3).Select(i => (byte)(i * 14))];

        var again = Picture.FromPng(new Picture(3, 2, rgb).ToPng());

        Assert.Equal((3, 2), (again.Width, again.Height));
        Assert.Equal(rgb, again.Rgb.ToArray());
    }

    [Fact]
    public void Picture_of_the_wrong_number_of_bytes_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Picture(3, 2, new byte[17]));

        Assert.Contains("2 x 3 (height x width) has 18 bytes, not 17", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resizing_to_the_nearest_makes_no_new_colours()
    {
        var picture = new Picture(2, 1, [255, 0, 0, 0, 0, 255]).Resize(5, 3, smooth: false);

        Assert.Equal(15, picture.Rgb.Length / 3);
        Assert.All(Pixels(picture), pixel => Assert.True(pixel is (255, 0, 0) or (0, 0, 255)));
    }

    [Fact]
    public void Large_picture_is_shown_in_less_than_150_kB_and_saved_whole()
    {
        var noise = new byte[600 * 500 * 3];
        new Random(1).NextBytes(noise);
        var picture = new Picture(600, 500, noise);

        var shown = ((IShowsPicture)picture).ToJpeg();

        Assert.InRange(shown.Length, 50_000, 150_000);
        Assert.Equal(600, Picture.FromPng(shown).Width);
        Assert.Equal(600, Picture.FromPng(picture.ToPng()).Width);
    }

    [Fact]
    public void Small_picture_is_shown_in_its_size_and_nearly_its_colours()
    {
        var picture = Picture.Filled(40, 30, 10, 20, 30);

        var shown = Picture.FromPng(((IShowsPicture)picture).ToJpeg());

        Assert.Equal((40, 30), (shown.Width, shown.Height));
        Assert.All(Pixels(shown), pixel => Assert.InRange(Math.Abs(pixel.Item1 - 10) + Math.Abs(pixel.Item2 - 20) + Math.Abs(pixel.Item3 - 30), 0, 6));
        Assert.Equal("Picture, 30 x 40 (height x width)", ((IShowsPicture)picture).ToText());
    }

    private static IEnumerable<(byte, byte, byte)> Pixels(Picture picture)
    {
        var rgb = picture.Rgb.ToArray();
        return Enumerable.Range(0, rgb.Length / 3).Select(i => (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]));
    }
}
