using SegBook.Data;

namespace SegBook.Tests.Data;

/// <summary>Colours, classes and labels.</summary>
public sealed class LabelMapTests
{
    [Fact]
    public void Eleven_classes_are_in_segnets_order_and_void_is_none_of_them()
    {
        Assert.Equal(["Sky", "Building", "Column_Pole", "Road", "Sidewalk", "Tree", "SignSymbol", "Fence", "Car", "Pedestrian", "Bicyclist"], LabelMap.CamVid11.Names);
        Assert.Equal(32, LabelMap.CamVid32.Count);
        Assert.Equal(30, LabelMap.CamVid32.Names.ToList().IndexOf("Void"));
    }

    [Theory]
    [InlineData(128, 0, 192, 3)]      // lane markings are road
    [InlineData(192, 128, 192, 8)]    // a bus counts as a car
    [InlineData(192, 128, 64, 9)]     // a child as a pedestrian
    [InlineData(0, 0, 0, 255)]        // void as nothing
    public void Colour_gets_the_label_of_its_group(byte red, byte green, byte blue, byte label)
    {
        var labels = new byte[1];

        Assert.Equal((-1, 0), LabelMap.CamVid11.Decode([red, green, blue], labels));
        Assert.Equal(label, labels[0]);
    }

    [Fact]
    public void Colorized_labels_decode_back_at_every_length_of_run()
    {
        var labels = Enumerable.Range(1, 60).SelectMany(run => Enumerable.Repeat((byte)(run * 7 % 32), run)).ToArray();
        var back = new byte[labels.Length];

        var unknown = LabelMap.CamVid32.Decode(LabelMap.CamVid32.Colorize(labels), back);

        Assert.Equal((-1, 0), unknown);
        Assert.Equal(labels, back);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(49)]
    public void First_unknown_colour_is_found_where_it_is(int at)
    {
        var rgb = LabelMap.CamVid32.Colorize(new byte[50]);
        rgb[(3 * at) + 1] = 77;

        Assert.Equal((at, 1), LabelMap.CamVid32.Decode(rgb, new byte[50]));
        Assert.Equal((at, 1), LabelMap.CamVid32.Decode(rgb, new byte[50], unknownIsIgnored: true));
        Assert.Equal("Animal", LabelMap.CamVid32.Nearest(64, 100, 64).Name);
    }

    [Theory]
    [InlineData("label_colors.txt", "64 128 64\tAnimal\n\n0 0 0\t\tVoid\n")]
    [InlineData("class_dict.csv", "name,r,g,b\r\nAnimal,64,128,64\r\nVoid,0,0,0\r\n")]
    public void Label_files_of_both_forms_are_read(string name, string text)
    {
        using var file = new TextFile(name, text);

        var map = LabelMap.Named(file.Path);

        Assert.Equal(["Animal", "Void"], map.Lines.Select(line => line.Name));
        Assert.Equal([new LabelClass("Animal", 64, 128, 64)], map.Classes);
        Assert.Equal(LabelMap.Ignore, map.LabelOf(0, 0, 0));
    }

    [Theory]
    [InlineData("64 128 Animal\n", "line 1")]
    [InlineData("1 2 3 A\n64 128 264 Animal\n", "line 2")]
    [InlineData("1 2 3 A\n1 2 3 B\n", "A and B")]
    [InlineData("1 2 3 A\n4 5 6 A\n", "'A' more than once")]
    [InlineData("\n", "no classes")]
    public void Label_file_that_makes_no_sense_is_refused_with_the_place(string text, string part)
    {
        using var file = new TextFile("label_colors.txt", text);

        var error = Assert.Throws<SegBookException>(() => LabelMap.Named(file.Path));

        Assert.Contains(part, error.Message);
    }

    private sealed class TextFile : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("segbook-labels").FullName;

        public TextFile(string name, string text) => File.WriteAllText(Path = System.IO.Path.Combine(_folder, name), text);

        public string Path { get; }

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
