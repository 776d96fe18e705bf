using System.Security.Cryptography;

namespace SegBook.Data;

/// <summary>The consecutive frames of one sequence with their masks, in a folder or straight from a zip. Frames are read when asked for.</summary>
/// <remarks>Can be used from several threads at once.</remarks>
public sealed class SegmentationDataset : IDisposable
{
    private static readonly string[] LabelFiles = ["label_colors.txt", "class_dict.csv"];   // best first

    // Roboflow's, fastai's, CVAT's and others'.
    private static readonly string[] OtherLists = ["_classes.csv", "classes.csv", "classes.txt", "codes.txt", "labelmap.txt", "labels.txt"];

    private const string WayOut = ", or ignore such pixels: --set unknownIsVoid=true (data check: --unknown-is-void).";

    private readonly FileStore _store;
    private readonly IReadOnlyList<FramePair> _pairs;
    private readonly bool _unknownIsVoid;
    private readonly Lazy<bool> _isBlackAndWhite;

    private SegmentationDataset(FileStore store, IReadOnlyList<FramePair> pairs, LabelMap labelMap, bool unknownIsVoid, string description)
    {
        (_store, _pairs, LabelMap, _unknownIsVoid, Description) = (store, pairs, labelMap, unknownIsVoid, description);
        Names = [.. pairs.Select(pair => pair.Name)];
        _isBlackAndWhite = new Lazy<bool>(() => pairs.All(pair => Mask(store, pair) is not { Numbers: { } numbers } mask || IsBlackAndWhite(numbers, mask.Bits)));
    }

    /// <summary>How many frames there are.</summary>
    public int Count => _pairs.Count;

    /// <summary>The frames' names, in the order of the sequence.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Of each frame train, val or test, if its folder is called so, else null.</summary>
    public IReadOnlyList<string?> Parts => [.. _pairs.Select(pair => pair.Part)];

    /// <summary>What the labels mean.</summary>
    public LabelMap LabelMap { get; }

    /// <summary>The folder or zip.</summary>
    public string Path => _store.Path;

    /// <summary>A sentence on what was found.</summary>
    public string Description { get; }

    /// <summary>Looks what is in a folder or zip; reads no frame yet.</summary>
    /// <param name="path">The folder or zip.</param>
    /// <param name="labels"><c>auto</c>: what the <c>label_colors.txt</c> or <c>class_dict.csv</c> beside the frames says, CamVid's 32 classes grouped into eleven and
    /// Void ignored; without such a file <see cref="LabelMap.CamVid11"/>. Or CamVid11, CamVid32, or a file, in place of the one beside the frames.</param>
    /// <param name="unknownIsVoid">Ignore pixels of a mask whose colour or number the list does not have; else they are an error.</param>
    /// <exception cref="SegBookException">There is no such folder or zip, it has no frames, a frame lacks its mask, or the list cannot be read.</exception>
    public static SegmentationDataset Open(string path, string labels = LabelMap.Auto, bool unknownIsVoid = false) =>
        Open(path, (store, pairs) => Choose(store, pairs, labels), unknownIsVoid);

    /// <summary>The same with a label map of one's own.</summary>
    /// <exception cref="SegBookException">There is no such folder or zip, it has no frames, or a frame lacks its mask.</exception>
    public static SegmentationDataset Open(string path, LabelMap labelMap, bool unknownIsVoid = false) =>
        Open(path, (_, _) => (labelMap, "as asked for"), unknownIsVoid);

    /// <summary>Reads a frame, counted from 0.</summary>
    /// <exception cref="SegBookException">A file is damaged, picture and mask differ in size, or the mask has a colour that the label map has not.</exception>
    public Frame Load(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var pair = _pairs[index];
        var (image, mask) = (PictureFile.ReadColours(_store.Read(pair.Image), _store.Describe(pair.Image)), Mask(_store, pair));
        var stored = image.Orientation >= 5 ? (image.Width, image.Height) : (image.Height, image.Width);
        Require(image.Width == mask.Width && image.Height == mask.Height,
            $"{_store.Describe(pair.Image)} has {image.Width} x {image.Height} pixels"
            + (image.Orientation > 1 ? $" as its EXIF orientation {image.Orientation} turns it" : "") + $", its mask {pair.Mask} has {mask.Width} x {mask.Height}. "
            + (image.Orientation == 1 || stored != (mask.Height, mask.Width) ? "They must be the same."
                : "The mask belongs to the picture as it is stored: turn the mask, or take the orientation out of the picture."));
        var (labels, unknown) = Labels(mask, pair.Mask);
        return new Frame(pair.Name, pair.Number, image.Height, image.Width, image.Values, labels, LabelMap)
        {
            IsTurned = image.Orientation > 1, UnknownPixels = unknown,
        };
    }

    /// <summary>16 hexadecimal digits that change when a frame, a mask, a name or the order does: which data a run was made on.</summary>
    public string Fingerprint()
    {
        var sums = new byte[Count][];
        Parallel.ForEach(_pairs.Index(), pair =>
            sums[pair.Index] = [.. SHA256.HashData(_store.Read(pair.Item.Image)), .. SHA256.HashData(_store.Read(pair.Item.Mask)), .. Encoding.UTF8.GetBytes(pair.Item.Name)]);
        return Convert.ToHexStringLower(SHA256.HashData([.. sums.SelectMany(sum => sum)]))[..16];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Description}";

    /// <summary>Closes the zip.</summary>
    public void Dispose() => _store.Dispose();

    private static SegmentationDataset Open(string path, Func<FileStore, IReadOnlyList<FramePair>, (LabelMap Map, string Source)> choose, bool unknownIsVoid)
    {
        var store = FileStore.Open(path);
        try
        {
            var (pairs, found) = FrameLayout.Find(store);
            var (map, source) = choose(store, pairs);
            return new SegmentationDataset(store, pairs, map, unknownIsVoid, $"{found}; {map.Count} classes ({map.Name}, {source}).");
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static (LabelMap Map, string Source) Choose(FileStore store, IReadOnlyList<FramePair> pairs, string labels)
    {
        var lists = store.Files.Where(file => Rank(file) >= 0).OrderBy(Rank).ThenBy(file => file.Count(c => c == '/')).ToList();
        var file = lists.FirstOrDefault();
        var asked = labels.Equals(LabelMap.Auto, StringComparison.OrdinalIgnoreCase) ? null : LabelMap.Named(labels);
        var other = store.Files.FirstOrDefault(name => OtherLists.Contains(System.IO.Path.GetFileName(name).ToLowerInvariant()));
        Require(file is not null || asked is not null || other is null,
            $"{store.Describe(other ?? "")} seems to be the list of classes, in a form that is not read. Write it as label_colors.txt "
            + "(lines 'red green blue name', a number in a mask being a line), or say labels=CamVid11 if the masks have CamVid's colours.");
        if (file is null || (asked is not null && !LabelMap.Known.Contains(asked)))
        {
            return asked is null ? (LabelMap.CamVid11, "built-in colours; there is no list beside the frames")
                : (asked, file is null ? "as asked for" : $"as asked for, not {file}");
        }

        var found = LabelList.Usual(store.Read(file), store.Describe(file));
        foreach (var second in lists.Skip(1))
        {
            var difference = found.DifferenceFrom(LabelList.Usual(store.Read(second), store.Describe(second)), byNumber: Mask(store, pairs[0]).Numbers is not null);
            Require(difference is null, $"{store.Describe(file)} and {second} are two lists of classes, and what they say differs: {difference}. Take one out, or name the right one: labels=FILE.");
        }

        var grouped = asked is null ? null : asked == LabelMap.CamVid11 ? LabelList.Group(found.Lines) : LabelList.All(found.Lines);
        return asked is null ? (found, $"{(found.Lines.Count > found.Count + 1 ? "grouped " : "")}from {file}")
            : grouped is null ? (asked, $"as asked for, not {file}") : (grouped, $"as asked for, from {file}");

        static int Rank(string file) => Array.IndexOf(LabelFiles, System.IO.Path.GetFileName(file).ToLowerInvariant());
    }

    private static bool IsBlackAndWhite(ushort[] numbers, int bits) => bits >= 8 && numbers.AsSpan().IndexOfAnyExcept((ushort)0, (ushort)((1 << bits) - 1)) < 0;

    private static PictureData Mask(FileStore store, FramePair pair) => PictureFile.ReadMask(store.Read(pair.Mask), store.Describe(pair.Mask));

    // The one place where a mask becomes class numbers.
    private (byte[] Labels, int Unknown) Labels(PictureData mask, string path)
    {
        var (labels, file) = (new byte[mask.Width * mask.Height], _store.Describe(path));
        if (mask.Numbers is { } numbers)
        {
            var meaning = Meaning(numbers, mask.Bits, file);
            var (unknownNumbers, at) = (0, -1);
            for (var i = 0; i < labels.Length; i++)
            {
                var label = meaning(numbers[i]);
                (labels[i], unknownNumbers, at) = label is { } known ? (known, unknownNumbers, at) : (LabelMap.Ignore, unknownNumbers + 1, at < 0 ? i : at);
            }

            var lines = LabelMap.NumbersAreLabels ? $"classes are 0 to {LabelMap.Count - 1}" : $"lines are 0 to {LabelMap.Lines.Count - 1}";
            Require(at < 0 || _unknownIsVoid, $"{At(at)}: the number {(at < 0 ? 0 : numbers[at])} is not in the label map {LabelMap.Name}, "
                + $"whose {lines}; {LabelMap.Ignore} is ignored. Put the mask or the list right{WayOut}");
            return (labels, unknownNumbers);
        }

        var (first, unknown) = LabelMap.Decode(mask.Values, labels, _unknownIsVoid);
        if (first >= 0 && !_unknownIsVoid)
        {
            var (red, green, blue) = (mask.Values[3 * first], mask.Values[(3 * first) + 1], mask.Values[(3 * first) + 2]);
            var nearest = LabelMap.Nearest(red, green, blue);
            throw new SegBookException(
                $"{At(first)}: the colour ({red}, {green}, {blue}) is not in the label map {LabelMap.Name}; the nearest is {nearest.Name} {nearest.Colour}. "
                + (!PictureFile.IsPng(_store.Read(path)) ? "The mask is a JPEG, which changes colours: save masks as PNG"
                    : HoldsNumbers(mask.Values) ? "The mask seems to hold class numbers in its colours: save it in grey, one number a pixel"
                    : "Put the mask or the list right (a mask that was resized smoothly has mixed colours)") + WayOut);
        }

        return (labels, unknown);

        string At(int pixel) => $"{file}, pixel x = {pixel % mask.Width}, y = {pixel / mask.Width}";
    }

    // Class numbers written to all three colours, or to the first only.
    private static bool HoldsNumbers(byte[] rgb) =>
        rgb.Chunk(3).All(pixel => pixel[0] < 64 && ((pixel[0] == pixel[1] && pixel[0] == pixel[2]) || (pixel[1] == 0 && pixel[2] == 0)));

    // Black and white are colours where the list has them; a number is a line of it else.
    private Func<int, byte?> Meaning(ushort[] numbers, int bits, string file)
    {
        var top = (1 << bits) - 1;
        var (black, white) = (LabelMap.LabelOf(0, 0, 0), LabelMap.LabelOf(255, 255, 255));
        var hasBoth = black is not null && white is not null;
        if (bits == 1)
        {
            Require(!LabelMap.NumbersAreLabels,
                $"{file} is black and white (1 bit a pixel), and no list beside the frames says what that means. Add a label_colors.txt.");
            Require(!hasBoth || (LabelMap.LabelOf(0) == black && LabelMap.LabelOf(1) == white),
                $"{file} is black and white (1 bit a pixel): as numbers, 0 and 1 are the first lines of the list; as colours they are others. "
                + "Begin the list with black, then white, or save the mask in colours.");
            return LabelMap.LabelOf;
        }

        if (!IsBlackAndWhite(numbers, bits) || !_isBlackAndWhite.Value)
        {
            return LabelMap.LabelOf;
        }

        var outside = numbers.Count(number => number == top);
        Require(hasBoth || outside == 0 || _unknownIsVoid,
            $"{file} is black and white like all grey masks here (only 0 and {top}), and the label map {LabelMap.Name} has no lines "
            + $"for black (0, 0, 0) and white (255, 255, 255): {outside} of {numbers.Length} pixels ({100.0 * outside / numbers.Length:0.#} %) are not in it. Add both to the list, or write class numbers{WayOut}");
        return hasBoth ? number => number == 0 ? black : white : number => number == 0 ? LabelMap.LabelOf(0) : null;
    }
}
