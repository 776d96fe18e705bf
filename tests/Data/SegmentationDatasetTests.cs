using System.IO.Compression;
using SegBook.Cli.Downloads;
using SegBook.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace SegBook.Tests.Data;

/// <summary>Sequences in every form people have them, and what is wrong with them.</summary>
public sealed class SegmentationDatasetTests
{
    [Fact]
    public void Zip_gives_the_same_frames_as_the_folder_it_was_made_of()
    {
        using var folder = new TestDataset();
        var zip = folder.Folder + ".zip";
        ZipFile.CreateFromDirectory(folder.Folder, zip);
        try
        {
            using var unpacked = SegmentationDataset.Open(folder.Folder);
            using var packed = SegmentationDataset.Open(zip);

            Assert.Equal(unpacked.Names, packed.Names);
            Assert.Equal(unpacked.Fingerprint(), packed.Fingerprint());
            Assert.Equal(unpacked.Load(3).Labels, packed.Load(3).Labels);
        }
        finally
        {
            File.Delete(zip);
        }
    }

    [Theory]
    [InlineData("701_StillsRaw_full", "LabeledApproved_full", "_L")]
    [InlineData("train", "train_labels", "_L")]
    [InlineData("train", "trainannot", "")]
    [InlineData("images", "masks", "")]
    public void Folders_of_pictures_and_masks_are_matched(string images, string masks, string suffix)
    {
        using var folder = new TestDataset(frames: 3);
        Sort(folder, images, masks, suffix);

        using var dataset = SegmentationDataset.Open(folder.Folder);

        Assert.Equal(3, dataset.Count);
        Assert.Equal("0016E5_07961", dataset.Names[1]);
        Assert.Contains(masks, dataset.Description);
        Assert.Equal(7961, dataset.Load(1).Number);
    }

    [Fact]
    public void Train_and_test_folders_make_one_drive_in_order()
    {
        using var folder = new TestDataset(frames: 4);
        Directory.CreateDirectory(folder["train"]);
        Directory.CreateDirectory(folder["test"]);
        foreach (var file in Directory.GetFiles(folder.Folder))
        {
            var part = Path.GetFileName(file).Contains("07961", StringComparison.Ordinal) ? "test" : "train";
            File.Move(file, Path.Combine(folder[part], Path.GetFileName(file)));
        }

        using var dataset = SegmentationDataset.Open(folder.Folder);

        Assert.Equal(["0016E5_07959", "0016E5_07961", "0016E5_07963", "0016E5_07965"], dataset.Names);
    }

    [Fact]
    public void Index_masks_of_segnet_are_the_labels_themselves()
    {
        using var folder = new TestDataset(frames: 1);
        using (var mask = new Image<L8>(32, 24, new L8(11)))
        {
            mask[5, 7] = new L8(3);
            mask.SaveAsPng(folder["0016E5_07959_L.png"], new PngEncoder { ColorType = PngColorType.Grayscale, BitDepth = PngBitDepth.Bit8 });
        }

        using var dataset = SegmentationDataset.Open(folder.Folder);
        var frame = dataset.Load(0);

        Assert.Equal(3, frame.Labels[(7 * 32) + 5]);
        Assert.Equal(LabelMap.Ignore, frame.Labels[0]);
    }

    [Fact]
    public void Label_file_beside_the_frames_is_read_and_grouped()
    {
        using var folder = new TestDataset(frames: 1);
        File.WriteAllLines(folder["label_colors.txt"], LabelMap.CamVid32.Classes.Select(c => $"{c.Red} {c.Green} {c.Blue}\t{c.Name}"));
        using var dataset = SegmentationDataset.Open(folder.Folder);

        Assert.Equal("CamVid11", dataset.LabelMap.Name);
        Assert.Contains("label_colors.txt", dataset.Description);
    }

    [Fact]
    public void Unknown_colour_names_file_pixel_colour_and_the_nearest()
    {
        using var folder = new TestDataset(frames: 1);
        Spoil(folder, "0016E5_07959_L.png", mask => mask[9, 4] = new Rgb24(127, 1, 2));
        using var dataset = SegmentationDataset.Open(folder.Folder);

        var error = Assert.Throws<SegBookException>(() => dataset.Load(0));

        Assert.Contains("0016E5_07959_L.png", error.Message);
        Assert.Contains("x = 9, y = 4", error.Message);
        Assert.Contains("(127, 1, 2)", error.Message);
        Assert.Contains("Building (128, 0, 0)", error.Message);
    }

    [Fact]
    public void Missing_folder_picture_without_mask_and_other_sizes_are_refused()
    {
        using var folder = new TestDataset(frames: 2);

        Assert.Contains("There is no folder or zip", Assert.Throws<SegBookException>(() => SegmentationDataset.Open(folder["nowhere"])).Message);
        Spoil(folder, "0016E5_07961_L.png", mask => { }, width: 31);
        using (var dataset = SegmentationDataset.Open(folder.Folder))
        {
            Assert.Contains("32 x 24", Assert.Throws<SegBookException>(() => dataset.Load(1)).Message);
        }

        File.Delete(folder["0016E5_07959_L.png"]);
        Assert.Contains("0016E5_07959.png has no mask", Assert.Throws<SegBookException>(() => SegmentationDataset.Open(folder.Folder)).Message);
        File.Delete(folder["0016E5_07959.png"]);
        File.Delete(folder["0016E5_07961.png"]);
        Assert.Contains("0 pictures", Assert.Throws<SegBookException>(() => SegmentationDataset.Open(folder.Folder)).Message);
    }

    [Theory]
    [InlineData(60, "cut off")]
    [InlineData(12, "cut off")]
    [InlineData(0, "empty")]
    public void Cut_file_is_refused(int bytes, string part)
    {
        using var folder = new TestDataset(frames: 1);
        var path = folder["0016E5_07959.png"];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..bytes]);
        using var dataset = SegmentationDataset.Open(folder.Folder);

        var error = Assert.Throws<SegBookException>(() => dataset.Load(0));

        Assert.Contains("0016E5_07959.png", error.Message);
        Assert.Contains(part, error.Message);
    }

    [Fact]
    public void Check_reports_every_broken_frame_and_goes_on()
    {
        using var folder = new TestDataset(frames: 4);
        File.WriteAllText(folder["0016E5_07959.png"], "version https://git-lfs.github.com/spec/v1\n");
        Spoil(folder, "0016E5_07963_L.png", mask => mask[0, 0] = new Rgb24(9, 9, 9));

        var check = DatasetCheck.Of(folder.Folder);

        Assert.Equal(2, check.Problems.Count);
        Assert.Contains("git lfs pull", check.Problems[0]);
        Assert.Contains("(9, 9, 9)", check.Problems[1]);
        Assert.Contains("4", check.ToString());
    }

    [Fact]
    public void Cache_over_its_budget_decodes_again_and_gives_the_same()
    {
        using var folder = new TestDataset(frames: 5);
        using var dataset = SegmentationDataset.Open(folder.Folder);
        using var whole = new FrameCache(dataset, 12, 16);
        using var small = new FrameCache(dataset, 12, 16, budget: 2 * 4 * 12 * 16);

        Assert.Equal((5, 2), (whole.Kept, small.Kept));
        Assert.All(Enumerable.Range(0, 5), i =>
        {
            Assert.Equal(whole.Get(i).Rgb, small.Get(i).Rgb);
            Assert.Equal(whole.Get(i).Labels, small.Get(i).Labels);
        });
    }

    [Fact]
    public void Frame_shows_itself_as_picture_and_overlay_as_wide_as_a_notebook()
    {
        using var folder = new TestDataset(frames: 1);
        using var dataset = SegmentationDataset.Open(folder.Folder);

        using var written = new StringWriter();
        var formatters = new SegBook.Display.PictureFormatters().CreateTypeFormatters().Cast<SegBook.Display.NamedFormatter>();
        formatters.Single(formatter => formatter.MimeType == "image/jpeg").Format(dataset.Load(0), written);

        using var shown = Image.Load<Rgb24>(Convert.FromBase64String(written.ToString()));
        Assert.Equal((960, 358 + 18), (shown.Width, shown.Height));
    }

    private static void Sort(TestDataset folder, string images, string masks, string suffix)
    {
        Directory.CreateDirectory(folder[images]);
        Directory.CreateDirectory(folder[masks]);
        foreach (var file in Directory.GetFiles(folder.Folder))
        {
            var stem = Path.GetFileNameWithoutExtension(file);
            var target = stem.EndsWith("_L", StringComparison.Ordinal) ? Path.Combine(folder[masks], stem[..^2] + suffix) : Path.Combine(folder[images], stem);
            File.Move(file, $"{target}.png");
        }
    }

    private static void Spoil(TestDataset folder, string file, Action<Image<Rgb24>> change, int width = 32)
    {
        using var mask = new Image<Rgb24>(width, 24, new Rgb24(128, 64, 128));
        change(mask);
        mask.SaveAsPng(folder[file]);
    }
}
