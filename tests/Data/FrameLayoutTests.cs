using System.Buffers.Binary;
using System.IO.Compression;
using SegBook.Data;
using SegBook.Training;

namespace SegBook.Tests.Data;

/// <summary>Which file is the mask of which picture, and in which order the frames are. Nothing is decoded, so that most files are empty.</summary>
public sealed class FrameLayoutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-layout").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("f_1 f_2 f_10 f_100")]
    [InlineData("1_cam 2_cam 10_cam")]
    [InlineData("f_2_cam9 f_10_cam1")]
    [InlineData("a2b3 a2b10 a10b1")]
    [InlineData("s-9.5 s-9.12 s-10.1")]
    [InlineData("f_009 f_0010 f_11")]
    [InlineData("f_0 f_00001 f_2")]
    [InlineData("99999999999999999999 100000000000000000000 100000000000000000001")]
    [InlineData("20260101235959123456789_b9 20260101235959123456789_b10")]
    public void Numbers_sort_as_numbers_wherever_they_stand(string names)
    {
        var inOrder = names.Split(' ');

        using var dataset = Open([.. inOrder.Reverse().SelectMany(name => new[] { $"{name}.png", $"{name}_L.png" })]);

        Assert.Equal(inOrder, dataset.Names);
    }

    [Theory]
    [InlineData("frame_12_cam2 frame_13_cam2", 12, 13)]
    [InlineData("0016E5_07959 0016E5_07961", 7959, 7961)]
    [InlineData("drive1_take2_00000000000000000003 drive1_take2_00000000000000000004", 3, 4)]
    [InlineData("a b", 0, 0)]
    public void Number_of_a_frame_is_the_last_that_differs(string names, int first, int second) =>
        Assert.Equal([first, second], Find([.. names.Split(' ').SelectMany(name => new[] { $"{name}.png", $"{name}_L.png" })]).Select(pair => pair.Number));

    [Fact]
    public void One_mask_for_two_pictures_is_refused() =>
        Assert.Contains("a.jpg and a.png have one mask, a_L.png", Refused("a.png", "a.jpg", "a_L.png"));

    [Theory]
    [InlineData("images/a.jpg images/a.png", "masks/a.jpg.png masks/a.png.png")]
    [InlineData("train/a.png val/a.png", "train_labels/a_L.png val_labels/a_L.png")]
    [InlineData("x/a.png y/A.png", "x/a_L.png y/A_L.png")]
    [InlineData("x/y_a.png x_y/a.png", "x/y_a_L.png x_y/a_L.png")]
    [InlineData("x/a.png x_a.png x/b/a.png", "x/a_L.png x_a_L.png x/b/a_L.png")]
    public void Pictures_of_one_name_keep_their_masks_and_get_different_names(string images, string masks)
    {
        var pairs = Find($"{images} {masks}".Split(' '));

        Assert.Equal(images.Split(' ').Zip(masks.Split(' ')).Order(), pairs.Select(pair => (pair.Image, pair.Mask)).Order());
        Assert.Equal(pairs.Count, pairs.Select(pair => pair.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain(pairs, pair => pair.Name.Contains('/', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("f_1.png f_1_2.png", "f_1_L.png f_1_2_L.png")]
    [InlineData("images/f_000.png images/f_001.png", "labels/f_000_P.png labels/f_001_P.png")]
    [InlineData("images/f_000.jpg images/f_001.jpg", "gt/f_000_gt.png gt/f_001_gt.png")]
    [InlineData("f_000.jpg f_001.jpg", "f_000_mask.png f_001_mask.png")]
    [InlineData("x_sat.jpg y_sat.jpg", "x_mask.png y_mask.png")]
    [InlineData("img/a.jpg img/b.jpg", "seg_masks/a-label.png seg_masks/b-label.png")]
    [InlineData("data/images/train/a.png data/images/val/a.png", "data/masks/train/a.png data/masks/val/a.png")]
    [InlineData("train/images/a.png val/images/a.png", "train/masks/a.png val/masks/a.png")]
    [InlineData("leftImg8bit/val/ulm/ulm_0_leftImg8bit.png", "gtFine/val/ulm/ulm_0_gtFine_labelIds.png")]
    [InlineData("JPEGImages/2007_000032.jpg", "SegmentationClass/2007_000032.png")]
    [InlineData("images/my_labels_1.png images/a_mask.png", "masks/my_labels_1.png masks/a_mask.png")]
    [InlineData("a/b/c/d/e/f/g/h/i/j/f_0.png", "a/b/c/d/e/f/g/h/i/j/f_0_L.png")]
    public void Masks_are_found_by_folder_and_ending(string images, string masks) =>
        Assert.Equal(images.Split(' ').Zip(masks.Split(' ')).Order(), Find($"{images} {masks}".Split(' ')).Select(pair => (pair.Image, pair.Mask)).Order());

    [Theory]
    [InlineData("leftImg8bit/a_0_leftImg8bit.png gtFine/a_0_gtFine_color.png gtFine/a_0_gtFine_labelIds.png",
        "gtFine/a_0_gtFine_color.png, gtFine/a_0_gtFine_labelIds.png")]
    [InlineData("images/a.png masks/a.png labels/a.png", "labels/a.png, masks/a.png")]
    [InlineData("images/a.png images/b.png masks/a_color.png masks/b_ids.png", "a_color.png and b_ids.png")]
    [InlineData("a.png a_L.png b_L.png", "b_L.png has no picture")]
    [InlineData("images/a.png masks/a.tif", "masks/a.tif is of a kind that is not read")]
    [InlineData("images/a.png images/b.png masks/a_P.png", "b.png has no mask: expected b.png or b_L.png in masks, which has a_P.png")]
    [InlineData("images/a_1.png masks/a_1.png masks/a_1_2.png", "a_1_2.png has no picture")]
    public void What_is_not_clear_is_named(string files, string told) => Assert.Contains(told, Refused(files.Split(' ')), StringComparison.Ordinal);

    // Written as escapes: an editor may change the form of the letters themselves.
    [Theory]
    [InlineData("caf\u00e9_1", "cafe\u0301_1")]
    [InlineData("\u8857\u30ac_2", "\u8857\u30ab\u3099_2")]
    [InlineData("\uac00\ub098_3", "\u1100\u1161\u1102\u1161_3")]
    public void Letters_in_either_unicode_form_are_the_same_name(string composed, string decomposed)
    {
        foreach (var (image, mask) in new[] { (composed, decomposed), (decomposed, composed) })
        {
            var pair = Assert.Single(Zipped($"images/{image}.png", $"masks/{mask}_L.png"));

            Assert.Equal(($"images/{image}.png", $"masks/{mask}_L.png"), (pair.Image, pair.Mask));
        }
    }

    [Fact]
    public void Other_letters_are_another_name() =>
        Assert.Contains("has no mask", Assert.Throws<SegBookException>(() => Zipped("images/caf\u00e9.png", "masks/caf\u00e8.png")).Message);

    [Fact]
    public void Zip_with_backslashes_gives_its_frames()
    {
        using var frames = new TestDataset(frames: 2);
        var zip = Zip([.. Directory.GetFiles(frames.Folder).Select(file => (@"seq\" + Path.GetFileName(file), File.ReadAllBytes(file))), (@"seq\empty\", [])]);

        using var unpacked = SegmentationDataset.Open(frames.Folder);
        using var packed = SegmentationDataset.Open(zip);

        Assert.Equal(unpacked.Fingerprint(), packed.Fingerprint());
        Assert.Equal(unpacked.Load(1).Labels, packed.Load(1).Labels);
    }

    [Fact]
    public void Way_up_a_root_and_a_drive_in_a_zip_are_dropped() =>
        Assert.Equal(["x/a.png", "x/b.png", "x/c.png"],
            Zipped("../../x/a.png", "../x/a_L.png", "/x/b.png", "x/./b_L.png", @"C:\x\c.png", @"x\c_L.png").Select(pair => pair.Image));

    [Theory]
    [InlineData("a.png", "a.png")]
    [InlineData("x/a.png", @"x\a.png")]
    [InlineData("x/a.png", "../x/a.png")]
    public void Two_entries_of_one_name_are_refused(string first, string second) =>
        Assert.Contains($"two files named {first}", Assert.Throws<SegBookException>(() => Zipped(first, second)).Message, StringComparison.Ordinal);

    [Fact]
    public void Encrypted_zip_is_named()
    {
        var zip = Zip(("a.png", [1]), ("a_L.png", [2]));
        var bytes = File.ReadAllBytes(zip);
        for (var i = 0; i < bytes.Length - 10; i++)
        {
            // Bit 0 of the flags, in a local header and in one of the directory.
            var at = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)) switch { 0x04034b50 => i + 6, 0x02014b50 => i + 8, _ => 0 };
            bytes[at] |= (byte)(at > 0 ? 1 : 0);
        }

        File.WriteAllBytes(zip, bytes);

        Assert.Contains("is encrypted", Assert.Throws<SegBookException>(() => SegmentationDataset.Open(zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_to_its_own_folder_ends()
    {
        Write("x/a.png", "x/a_L.png");
        if (Link("x/self", Path.Combine(_folder, "x")) && Link("x/up", _folder) && Link("round", Path.Combine(_folder, "round")) && Link("gone", "nowhere"))
        {
            Assert.Equal("x/a.png", Assert.Single(Find()).Image);
        }
    }

    [Fact]
    public void Folder_that_is_a_link_is_read_and_only_once()
    {
        using var frames = new TestDataset(frames: 3);
        if (Link("first", frames.Folder) && Link("second", frames.Folder))
        {
            using var dataset = SegmentationDataset.Open(_folder);

            Assert.Equal(3, dataset.Count);
            Assert.Contains("in first with", dataset.Description, StringComparison.Ordinal);
            Assert.Equal(24, dataset.Load(2).Height);
        }
    }

    [Fact]
    public void Two_links_to_one_picture_are_refused()
    {
        using var frames = new TestDataset(frames: 1);
        Write("a_L.png", "b_L.png");
        var picture = frames["0016E5_07959.png"];
        if (Link("a.png", picture) && Link("b.png", picture))
        {
            Assert.Contains("a.png and b.png are links to one file", Refused(), StringComparison.Ordinal);
            File.Delete(Path.Combine(_folder, "b.png"));
            File.Delete(Path.Combine(_folder, "b_L.png"));
            Assert.Equal("a.png", Assert.Single(Find()).Image);
        }
    }

    [Fact]
    public void Parts_are_told_and_divide_when_asked_for()
    {
        string[] names = ["train/f_0", "train/f_1", "val/f_2", "test/f_3", "test/f_4"];
        using var dataset = Open([.. names.SelectMany(name => new[] { $"images/{name}.png", $"masks/{name}.png" })]);

        Assert.Contains("train (2)", dataset.Description, StringComparison.Ordinal);
        Assert.Contains("split.kind=Folders", dataset.Description, StringComparison.Ordinal);
        Assert.Equal(["train", "train", "val", "test", "test"], dataset.Parts);
        var split = new SplitSpec(SplitKind.Folders).Divide(dataset, seed: 1);
        Assert.Equal([[0, 1], [2], [3, 4]], new[] { split.Train, split.Validation, split.Test });
    }

    [Theory]
    [InlineData("CamVid/train/a.png CamVid/val/b.png", "train val")]
    [InlineData("Training_images/a.png validation_images/b.png", "train val")]
    [InlineData("trains/a.png testimony/b.png", "- -")]
    [InlineData("a.png test2/b.png", "- test")]
    public void Part_is_a_word_of_the_folder(string images, string parts)
    {
        var files = images.Split(' ').SelectMany(image => new[] { image, image.Replace(".png", "_L.png", StringComparison.Ordinal) });

        Assert.Equal(parts.Split(' '), Find([.. files]).Select(pair => pair.Part ?? "-"));
    }

    [Theory]
    [InlineData("u-1/config.json u-1/environment.json u-1/pictures/best-x.png u-1/deeper/still/y.jpg")]
    [InlineData("runs/u-1/config.json runs/u-1/environment.json runs/export/e.png")]
    [InlineData("model/config.json model/model.safetensors model/preview.png")]
    [InlineData("out/01-data-exploration.ipynb out/export/chart.png")]
    [InlineData("01-data-exploration.ipynb export/chart.png")]
    [InlineData("reference/0123456789abcdef-64-2/complete.txt reference/0123456789abcdef-64-2/z.png")]
    public void What_segbook_writes_among_the_frames_is_passed_over(string written) =>
        Assert.Equal("a.png", Assert.Single(Find([.. written.Split(' '), "a.png", "a_L.png"])).Image);

    [Theory]
    [InlineData("seq/config.json")]
    [InlineData("config.json environment.json")]
    [InlineData("seq/complete.txt")]
    public void Files_that_are_called_alike_hide_no_frames(string written) =>
        Assert.Equal(["a.png", "seq/b.png", "seq/export/c.png"],
            Find([.. written.Split(' '), "a.png", "a_L.png", "seq/b.png", "seq/b_L.png", "seq/export/c.png", "seq/export/c_L.png"]).Select(pair => pair.Image));

    private void Write(params string[] files)
    {
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, file))!);
            File.WriteAllBytes(Path.Combine(_folder, file), []);
        }
    }

    private SegmentationDataset Open(params string[] files)
    {
        Write(files);
        return SegmentationDataset.Open(_folder);
    }

    private IReadOnlyList<FramePair> Find(params string[] files)
    {
        Write(files);
        using var store = FileStore.Open(_folder);
        return FrameLayout.Find(store).Pairs;
    }

    private string Refused(params string[] files)
    {
        var told = Assert.Throws<SegBookException>(() => Find(files)).Message;
        Assert.DoesNotContain('\n', told);
        return told;
    }

    private IReadOnlyList<FramePair> Zipped(params string[] files)
    {
        using var store = FileStore.Open(Zip([.. files.Select(file => (file, Array.Empty<byte>()))]));
        return FrameLayout.Find(store).Pairs;
    }

    private string Zip(params (string Name, byte[] Bytes)[] files)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in files)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(bytes);
        }

        return path;
    }

    // Windows lets few people make links.
    private bool Link(string name, string target)
    {
        try
        {
            File.CreateSymbolicLink(Path.Combine(_folder, name), target);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
