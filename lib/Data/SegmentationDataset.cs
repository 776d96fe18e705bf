using System.Security.Cryptography;
using System.Text;

namespace SegBook.Data;

/// <summary>The consecutive frames of one sequence with their masks, in a folder or straight from a zip. Frames are read when asked for.</summary>
/// <remarks>Can be used from several threads at once.</remarks>
public sealed class SegmentationDataset : IDisposable
{
    private static readonly string[] LabelFiles = ["label_colors.txt", "class_dict.csv"];   // best first

    private readonly FileStore _store;
    private readonly IReadOnlyList<FramePair> _pairs;

    private SegmentationDataset(FileStore store, IReadOnlyList<FramePair> pairs, LabelMap labelMap, string description)
    {
        (_store, _pairs, LabelMap, Description) = (store, pairs, labelMap, description);
        Names = [.. pairs.Select(pair => pair.Name)];
    }

    /// <summary>How many frames there are.</summary>
    public int Count => _pairs.Count;

    /// <summary>The frames' names, in the order of the sequence.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What the labels mean.</summary>
    public LabelMap LabelMap { get; }

    /// <summary>The folder or zip.</summary>
    public string Path => _store.Path;

    /// <summary>A sentence on what was found.</summary>
    public string Description { get; }

    /// <summary>Looks what is in a folder or zip; reads no frame yet.</summary>
    /// <remarks>Without a label map, colours mean what the <c>label_colors.txt</c> or <c>class_dict.csv</c> beside the frames says, grouped into CamVid's
    /// eleven classes if the names are CamVid's; without such a file, <see cref="LabelMap.CamVid11"/>.</remarks>
    /// <exception cref="SegBookException">There is no such folder or zip, it has no frames, or a frame lacks its mask.</exception>
    public static SegmentationDataset Open(string path, LabelMap? labelMap = null)
    {
        var store = FileStore.Open(path);
        try
        {
            var (pairs, found) = FrameLayout.Find(store);
            var (map, source) = labelMap is null ? FindLabelMap(store) : (labelMap, "as asked for");
            return new SegmentationDataset(store, pairs, map, $"{found}; {map.Count} classes ({map.Name}, {source}).");
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Reads a frame, counted from 0.</summary>
    /// <exception cref="SegBookException">A file is damaged, picture and mask differ in size, or the mask has a colour that the label map has not.</exception>
    public Frame Load(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var pair = _pairs[index];
        var image = PictureFile.ReadColours(_store.Read(pair.Image), _store.Describe(pair.Image));
        var mask = PictureFile.ReadMask(_store.Read(pair.Mask), _store.Describe(pair.Mask));
        return image.Width == mask.Width && image.Height == mask.Height
            ? new Frame(pair.Name, pair.Number, image.Height, image.Width, image.Values, Labels(mask, _store.Describe(pair.Mask)), LabelMap)
            : throw new SegBookException($"{_store.Describe(pair.Image)} has {image.Width} x {image.Height} pixels, its mask {pair.Mask} has {mask.Width} x {mask.Height}. They must be the same.");
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

    private static (LabelMap Map, string Source) FindLabelMap(FileStore store)
    {
        var lists = store.Files.Where(file => Rank(file) >= 0);
        if (lists.OrderBy(Rank).ThenBy(file => file.Count(c => c == '/')).FirstOrDefault() is not { } file)
        {
            return (LabelMap.CamVid11, "built-in colours");
        }

        var all = LabelMap.Parse(Encoding.UTF8.GetString(store.Read(file)), store.Describe(file));
        var ignoring = all.Names.Contains(CamVidClasses.Void, StringComparer.OrdinalIgnoreCase) && all.Count > 1 ? all.Ignoring(CamVidClasses.Void) : all;
        return (all.TryGroup() ?? ignoring, $"colours from {file}");

        static int Rank(string file) => Array.IndexOf(LabelFiles, System.IO.Path.GetFileName(file).ToLowerInvariant());
    }

    // The one place where a mask becomes class numbers.
    private byte[] Labels(PictureData mask, string file)
    {
        if (mask.IsGrey)
        {
            // SegNet's masks: the number after the last class is void.
            return Array.FindIndex(mask.Values, value => value > LabelMap.Count && value != LabelMap.Ignore) is >= 0 and var at
                ? throw new SegBookException($"{At(at)}: the class number {mask.Values[at]} is not in the label map {LabelMap.Name}, which has {LabelMap.Count} classes.")
                : Array.ConvertAll(mask.Values, value => value == LabelMap.Count ? LabelMap.Ignore : value);
        }

        var labels = new byte[mask.Width * mask.Height];
        if (LabelMap.Decode(mask.Values, labels) is >= 0 and var unknown)
        {
            var (red, green, blue) = (mask.Values[3 * unknown], mask.Values[(3 * unknown) + 1], mask.Values[(3 * unknown) + 2]);
            var nearest = LabelMap.Nearest(red, green, blue);
            throw new SegBookException(
                $"{At(unknown)}: the colour ({red}, {green}, {blue}) is not in the label map {LabelMap.Name}. "
                + $"The nearest is {nearest.Name} {nearest.Colour}. Put the mask or the label file right.");
        }

        return labels;

        string At(int pixel) => $"{file}, pixel x = {pixel % mask.Width}, y = {pixel / mask.Width}";
    }
}
