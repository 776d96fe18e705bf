using System.Text;
using System.Text.Json;
using SegBook.Cli.Downloads;
using SegBook.Data;
using SegBook.Training;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Tests.Data;

/// <summary>What masks mean: the list beside them decides, and what it does not decide is an error.</summary>
public sealed class MaskReadingTests : IDisposable
{
    private const string VoidSecond = "128 128 128 sky\n0 0 0 Void\n1 2 3 wall\n4 5 6 road\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-masks").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Number_is_a_line_of_the_list_wherever_void_stands()
    {
        Grey(PngBitDepth.Bit8, 255, 0, 1, 2, 3, 255);
        List(VoidSecond);

        var frame = Load();

        Assert.Equal(["sky", "wall", "road"], frame.LabelMap.Names);
        Assert.Equal<byte>([0, LabelMap.Ignore, 1, 2, LabelMap.Ignore], frame.Labels);
    }

    [Fact]
    public void Number_in_camvids_list_is_grouped_like_its_colour()
    {
        Grey(PngBitDepth.Bit8, 255, 17, 10, 30, 21);   // Road, LaneMkgsDriv, Void, Sky
        List(string.Join('\n', LabelMap.CamVid32.Classes.Select(c => $"{c.Red} {c.Green} {c.Blue} {c.Name}")));

        Assert.Equal<byte>([3, 3, LabelMap.Ignore, 0], Load().Labels);
        Assert.Equal<byte>([17, 10, 30, 21], Load("CamVid32").Labels);
        Assert.Equal<byte>([3, 3, LabelMap.Ignore, 0], Load("camvid11").Labels);
    }

    [Fact]
    public void Two_lists_that_differ_are_refused_only_where_the_difference_matters()
    {
        Grey(PngBitDepth.Bit8, 255, 0, 1);
        List("0 0 0 rest\n9 9 9 road\n");
        File.WriteAllText(Path.Combine(_folder, "class_dict.csv"), "name,r,g,b\nrest,0,0,0\nroad,9,9,9\n");
        Assert.Equal<byte>([0, 1], Load().Labels);

        File.WriteAllText(Path.Combine(_folder, "class_dict.csv"), "name,r,g,b\nroad,9,9,9\nrest,0,0,0\n");

        Assert.Contains("two lists of classes", Assert.Throws<SegBookException>(() => Load()).Message);
        Assert.Equal(["road", "rest"], Load(Path.Combine(_folder, "class_dict.csv")).LabelMap.Names);
    }

    [Fact]
    public void Number_without_a_list_is_segnets()
    {
        Grey(PngBitDepth.Bit8, 255, 3, 10, 11, 255);

        Assert.Equal<byte>([3, 10, LabelMap.Ignore, LabelMap.Ignore], Load().Labels);
    }

    [Theory]
    [InlineData("_classes.csv", "Pixel Value, Class\n0, rest\n1, road\n")]
    [InlineData("labelmap.txt", "# label:color_rgb:parts:actions\nroad:1,2,3::\n")]
    public void List_in_a_form_that_is_not_read_is_no_reason_to_guess(string name, string text)
    {
        Grey(PngBitDepth.Bit8, 255, 0, 1);
        File.WriteAllText(Path.Combine(_folder, name), text);

        Assert.Contains(name, Assert.Throws<SegBookException>(() => Load()).Message);
        Assert.Equal<byte>([0, 1], Load("CamVid11").Labels);
    }

    [Fact]
    public void Number_beyond_the_list_names_file_pixel_and_number_unless_it_is_to_be_ignored()
    {
        Grey(PngBitDepth.Bit8, 255, 0, 3, 4, 2);
        List(VoidSecond);

        var error = Assert.Throws<SegBookException>(() => Load()).Message;

        Assert.Contains("f_1_L.png, pixel x = 2, y = 0", error);
        Assert.Contains("the number 4", error);
        Assert.Equal((LabelMap.Ignore, 1), (Load(unknownIsVoid: true).Labels[2], Load(unknownIsVoid: true).UnknownPixels));
    }

    [Fact]
    public void Line_for_255_makes_it_a_class()
    {
        Grey(PngBitDepth.Bit8, 255, 254, 255, 7, 7);
        List(string.Join('\n', Enumerable.Range(0, 256).Select(i => i == 7 ? "0 0 0 Void" : $"1 1 {i} c{i}")));

        var frame = Load();

        Assert.Equal(["c254", "c255"], frame.Labels.Take(2).Select(label => frame.LabelMap.Names[label]));
        Assert.Equal(LabelMap.Ignore, frame.Labels[2]);
    }

    [Theory]
    [InlineData(PngBitDepth.Bit1, 1)]
    [InlineData(PngBitDepth.Bit2, 3)]
    [InlineData(PngBitDepth.Bit4, 15)]
    [InlineData(PngBitDepth.Bit8, 255)]
    [InlineData(PngBitDepth.Bit16, 65535)]
    public void Grey_number_is_what_was_written_at_every_depth(PngBitDepth depth, int top)
    {
        var written = new[] { 0, 1, Math.Min(2, top), Math.Min(3, top) };
        Grey(depth, top, written);
        List("1 1 1 a\n2 2 2 b\n3 3 3 c\n4 4 4 d\n");

        Assert.Equal(written.Select(n => (byte)n), Load().Labels);
    }

    [Fact]
    public void Grey_with_alpha_holds_numbers_too()
    {
        using (var mask = new Image<La16>(3, 1))
        {
            (mask[0, 0], mask[1, 0], mask[2, 0]) = (new La16(0, 255), new La16(2, 255), new La16(3, 255));
            Save(mask, new PngEncoder { ColorType = PngColorType.GrayscaleWithAlpha, BitDepth = PngBitDepth.Bit8 });
        }

        List(VoidSecond);

        Assert.Equal<byte>([0, 1, 2], Load().Labels);
    }

    [Theory]
    [InlineData(PngBitDepth.Bit8, 255)]
    [InlineData(PngBitDepth.Bit16, 65535)]
    public void Black_and_white_are_the_lists_colours_where_it_has_them(PngBitDepth depth, int white)
    {
        Grey(depth, white, white, 0, 0, white);
        List("255 255 255 road\n0 0 0 rest\n");

        Assert.Equal<byte>([0, 1, 1, 0], Load().Labels);
    }

    [Fact]
    public void Black_and_white_outside_the_list_is_an_error_that_counts_the_pixels()
    {
        Grey(PngBitDepth.Bit8, 255, 255, 0, 0, 255);
        List("9 9 9 rest\n7 7 7 road\n");

        var problem = Assert.Single(DatasetCheck.Of(_folder).Problems, p => p.Contains("black and white", StringComparison.Ordinal));

        Assert.Contains("2 of 4 pixels (50 %)", problem);
    }

    [Fact]
    public void Frame_of_0_and_255_among_index_masks_is_no_black_and_white()
    {
        Grey(PngBitDepth.Bit8, 255, 0, 255);
        Grey(PngBitDepth.Bit8, 255, "f_2", 0, 1);
        List("0 0 0 rest\n255 255 255 road\n");

        Assert.Equal<byte>([0, LabelMap.Ignore], Load().Labels);
    }

    [Fact]
    public void One_bit_whose_numbers_and_colours_disagree_is_refused()
    {
        Grey(PngBitDepth.Bit1, 1, 0, 1);
        Assert.Contains("no list beside the frames", Assert.Throws<SegBookException>(() => Load()).Message);
        List("255 255 255 road\n0 0 0 rest\n");
        Assert.Contains("Begin the list with black", Assert.Throws<SegBookException>(() => Load()).Message);
    }

    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(2, 0, 0)]
    public void Numbers_in_colours_are_named_as_such(byte red, byte green, byte blue)
    {
        using (var mask = new Image<Rgb24>(4, 1))
        {
            mask[2, 0] = new Rgb24(red, green, blue);
            Save(mask, new PngEncoder());
        }

        Assert.Contains("seems to hold class numbers", Assert.Throws<SegBookException>(() => Load()).Message);
    }

    [Fact]
    public void Jpeg_mask_is_named_and_can_be_read_with_unknown_pixels_ignored()
    {
        var random = new Random(3);
        using (var mask = new Image<Rgb24>(16, 16))
        {
            mask.ProcessPixelRows(rows =>
            {
                for (var y = 0; y < 16; y++)
                {
                    rows.GetRowSpan(y).Fill(y < 8 ? new Rgb24(128, 64, 128) : new Rgb24((byte)random.Next(256), 9, 99));
                }
            });
            Picture(16, 16);
            mask.SaveAsJpeg(Path.Combine(_folder, "f_1_L.jpg"));
        }

        Assert.Contains("JPEG, which changes colours", Assert.Throws<SegBookException>(() => Load()).Message);
        Assert.True(Load(unknownIsVoid: true).UnknownPixels > 8);
    }

    [Theory]
    [InlineData(3, 4, 2)]
    [InlineData(6, 2, 4)]
    [InlineData(8, 2, 4)]
    public void Picture_is_turned_as_viewers_show_it(ushort orientation, int width, int height)
    {
        Jpeg(orientation, 4, 2);
        Grey(PngBitDepth.Bit8, 255, "f_1", width, [.. Enumerable.Repeat(3, width * height)], picture: false);

        var frame = Load();

        Assert.Equal((width, height, true), (frame.Width, frame.Height, frame.IsTurned));
        var bright = orientation switch { 3 => 7, 6 => 1, _ => 6 };   // where the stored picture's first pixel goes
        Assert.Equal(bright, Enumerable.Range(0, 8).MaxBy(pixel => frame.Rgb[3 * pixel]));
        Assert.Contains("turned", DatasetCheck.Of(_folder).ToString());
    }

    [Fact]
    public void Mask_of_the_picture_as_it_is_stored_is_refused_by_name_of_exif()
    {
        Jpeg(6, 4, 2);
        Grey(PngBitDepth.Bit8, 255, "f_1", 4, [3, 3, 3, 3, 3, 3, 3, 3], picture: false);

        var error = Assert.Throws<SegBookException>(() => Load()).Message;

        Assert.Contains("EXIF orientation 6", error);
        Assert.Contains("as it is stored", error);
    }

    [Fact]
    public void Cmyk_is_named_with_the_file()
    {
        Jpeg(1, 16, 16);
        var file = Path.Combine(_folder, "f_1.jpg");
        var bytes = File.ReadAllBytes(file);
        var frame = Enumerable.Range(0, bytes.Length - 1).First(i => bytes[i] == 0xFF && bytes[i + 1] is 0xC0 or 0xC2);
        bytes[frame + 9] = 4;

        var error = Assert.Throws<SegBookException>(() => PictureFile.ReadColours(bytes, file)).Message;

        Assert.Contains("f_1.jpg", error);
        Assert.Contains("Convert it to RGB", error);
    }

    [Theory]
    [InlineData("# a comment\n1 2 3 Wall\n\n4 5 6 Red brick\n", "Wall", "Red_brick")]
    [InlineData("\"name\",\"r\",\"g\",\"b\"\n\"Wall\",1,2,3\n\"Red, brick\",4,5,6\n", "Wall", "Red, brick")]
    [InlineData("class;r;g;b\nWall;1;2;3\nBrick;4;5;6\n", "Wall", "Brick")]
    [InlineData("1,2,3,Wall\n4,5,6,Brick\n", "Wall", "Brick")]
    [InlineData("Wall\t1\t2\t3\nBrick\t4\t5\t6\n", "Wall", "Brick")]
    public void List_is_read_as_other_programs_write_it(string text, string first, string second)
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var classes = LabelList.Parse([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], "list.txt");

            Assert.Equal([new(first, 1, 2, 3), new LabelClass(second, 4, 5, 6)], classes);
        }
    }

    [Theory]
    [InlineData("#804080 Road\n1 2 3 Wall\n", "line 1")]
    [InlineData("1 2 Wall\n", "line 1")]
    public void Line_that_would_drop_out_of_the_list_is_refused(string text, string part) =>
        Assert.Contains(part, Assert.Throws<SegBookException>(() => LabelList.Parse(Encoding.UTF8.GetBytes(text), "list.txt")).Message);

    [Fact]
    public void List_in_another_encoding_says_how_to_save_it()
    {
        Assert.Contains("UTF-8", Assert.Throws<SegBookException>(() => LabelList.Parse(Encoding.Latin1.GetBytes("1 2 3 Straße\n"), "list.txt")).Message);
        Assert.Contains("UTF-8", Assert.Throws<SegBookException>(() => LabelList.Parse(Encoding.Unicode.GetBytes("1 2 3 Wall\n"), "list.txt")).Message);
    }

    [Fact]
    public void Label_map_in_a_record_reads_back_and_tells_what_differs()
    {
        var map = LabelList.Usual(Encoding.UTF8.GetBytes(VoidSecond), "label_colors.txt");

        var back = JsonSerializer.Deserialize<LabelMap>(ExperimentJson.Write(map), ExperimentJson.Options)!;

        Assert.Null(map.DifferenceFrom(back, byNumber: true));
        Assert.Equal(map.Lines, back.Lines);
        var swapped = LabelList.Usual(Encoding.UTF8.GetBytes("128 128 128 sky\n0 0 0 Void\n4 5 6 wall\n1 2 3 road\n"), "label_colors.txt");
        Assert.Contains("class 1 was 'wall' (1, 2, 3)", map.DifferenceFrom(swapped));
        var moved = LabelList.Usual(Encoding.UTF8.GetBytes("0 0 0 Void\n128 128 128 sky\n1 2 3 wall\n4 5 6 road\n"), "label_colors.txt");
        Assert.Null(map.DifferenceFrom(moved));
        Assert.Contains("the number 0 was sky", map.DifferenceFrom(moved, byNumber: true));
    }

    [Fact]
    public void Grouped_list_with_two_colours_swapped_differs_though_its_classes_are_the_same()
    {
        LabelMap Map(string first, string second) => LabelList.Usual(Encoding.UTF8.GetBytes(string.Join('\n', LabelMap.CamVid32.Classes.Select(c =>
            $"{c.Red} {c.Green} {c.Blue} {(c.Name == first ? second : c.Name == second ? first : c.Name)}"))), "label_colors.txt");

        Assert.Contains("was Road", Map("", "").DifferenceFrom(Map("Road", "Sky")) + Map("", "").DifferenceFrom(Map("Sky", "Road")));
        Assert.Null(Map("", "").DifferenceFrom(LabelMap.CamVid11));
    }

    private Frame Load(string labels = "auto", bool unknownIsVoid = false)
    {
        using var dataset = SegmentationDataset.Open(_folder, labels, unknownIsVoid);
        return dataset.Load(0);
    }

    private void List(string text) => File.WriteAllText(Path.Combine(_folder, "label_colors.txt"), text);

    private void Grey(PngBitDepth depth, int top, params int[] numbers) => Grey(depth, top, "f_1", numbers);

    private void Grey(PngBitDepth depth, int top, string name, params int[] numbers) => Grey(depth, top, name, numbers.Length, numbers, picture: true);

    // The encoder takes the uppermost bits of 16 (or 8), so numbers are stretched over them first.
    private void Grey(PngBitDepth depth, int top, string name, int width, int[] numbers, bool picture)
    {
        using var mask = new Image<L16>(width, numbers.Length / width);
        for (var i = 0; i < numbers.Length; i++)
        {
            mask[i % width, i / width] = new L16((ushort)(numbers[i] * (ushort.MaxValue / top)));
        }

        mask.SaveAsPng(Path.Combine(_folder, $"{name}_L.png"), new PngEncoder { ColorType = PngColorType.Grayscale, BitDepth = depth });
        if (picture)
        {
            Picture(mask.Width, mask.Height, name);
        }
    }

    private void Save(Image mask, PngEncoder encoder)
    {
        mask.SaveAsPng(Path.Combine(_folder, "f_1_L.png"), encoder);
        Picture(mask.Width, mask.Height);
    }

    private void Picture(int width, int height, string name = "f_1")
    {
        using var picture = new Image<Rgb24>(width, height, new Rgb24(9, 99, 199));
        picture.SaveAsPng(Path.Combine(_folder, $"{name}.png"));
    }

    // Only its first pixel is bright.
    private void Jpeg(ushort orientation, int width, int height)
    {
        using var picture = new Image<Rgb24>(width, height, new Rgb24(10, 10, 10));
        picture[0, 0] = new Rgb24(255, 255, 255);
        picture.Metadata.ExifProfile = new ExifProfile();
        picture.Metadata.ExifProfile.SetValue(ExifTag.Orientation, orientation);
        picture.SaveAsJpeg(Path.Combine(_folder, "f_1.jpg"), new JpegEncoder { Quality = 100, ColorType = JpegColorType.YCbCrRatio444 });
    }
}
