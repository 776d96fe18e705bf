using System.Security.Cryptography;
using System.Text;

namespace SegBook.Data;

/// <summary>The consecutive frames of one sequence with their masks, in a folder or straight from a zip. Frames are read when asked for.</summary>
/// <remarks>Can be used from several threads at once.</remarks>
public sealed class SegmentationDataset : IDisposable
{
    private readonly FileStore _store;
    private readonly IReadOnlyList<FramePair> _pairs;
    private readonly bool _unknownIsIgnored;
    private long _unknownPixels;

    private SegmentationDataset(FileStore store, IReadOnlyList<FramePair> pairs, LabelMap labelMap, string description, bool unknownIsIgnored)
    {
        (_store, _pairs, LabelMap, Description, _unknownIsIgnored) = (store, pairs, labelMap, description, unknownIsIgnored);
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

    /// <summary>Pixels so far whose colour was not in the label map and that were taken as void because <c>unknownIsIgnored</c> was asked for.</summary>
    public long UnknownPixels => Interlocked.Read(ref _unknownPixels);

    /// <summary>Looks what is there; reads no frame yet.</summary>
    /// <param name="path">A folder, or a zip.</param>
    /// <param name="labelMap">What the colours mean. Null: as the <c>label_colors.txt</c> or <c>class_dict.csv</c> beside the frames says, grouped into CamVid's eleven classes if the names are CamVid's; without such a file, <see cref="LabelMap.CamVid11"/>.</param>
    /// <param name="unknownIsIgnored">Colours that the map does not have are counted in <see cref="UnknownPixels"/> and ignored. False, the default: they are an error.</param>
    /// <exception cref="SegBookException">There is no such folder or zip, it has no frames, or a frame lacks its mask.</exception>
    public static SegmentationDataset Open(string path, LabelMap? labelMap = null, bool unknownIsIgnored = false)
    {
        var store = FileStore.Open(path);
        try
        {
            var (pairs, found) = FrameLayout.Find(store);
            var (map, source) = labelMap is null ? FindLabelMap(store) : (labelMap, "as asked for");
            return new SegmentationDataset(store, pairs, map, $"{found}; {map.Count} classes ({map.Name}, {source}).", unknownIsIgnored);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Reads a frame.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="SegBookException">A file is damaged, picture and mask differ in size, or the mask has a colour that the label map has not.</exception>
    public Frame Load(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var pair = _pairs[index];
        var image = PictureFile.ReadColours(_store.Read(pair.Image), _store.Describe(pair.Image));
        var mask = PictureFile.ReadMask(_store.Read(pair.Mask), _store.Describe(pair.Mask));
        if (image.Width != mask.Width || image.Height != mask.Height)
        {
            throw new SegBookException(
                $"{_store.Describe(pair.Image)} has {image.Width} x {image.Height} pixels, its mask {pair.Mask} has {mask.Width} x {mask.Height}. They must be the same.");
        }

        return new Frame(pair.Name, pair.Number, image.Height, image.Width, image.Values, mask.IsGrey ? FromIndices(mask, pair) : FromColours(mask, pair), LabelMap);
    }

    /// <summary>Height and width of a frame, from the header of its picture.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="SegBookException">The file is damaged.</exception>
    public (int Height, int Width) SizeOf(int index)
    {
        var image = _pairs[index].Image;
        var (width, height) = PictureFile.ReadSize(_store.Read(image), _store.Describe(image));
        return (height, width);
    }

    /// <summary>16 hexadecimal digits that change when a frame, a mask, a name or the order does: which data a run was made on.</summary>
    public string Fingerprint()
    {
        var sums = new byte[Count][];
        Parallel.For(0, Count, i => sums[i] = [.. SHA256.HashData(_store.Read(_pairs[i].Image)), .. SHA256.HashData(_store.Read(_pairs[i].Mask)), .. Encoding.UTF8.GetBytes(_pairs[i].Name)]);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sum in sums)
        {
            all.AppendData(sum);
        }

        return Convert.ToHexStringLower(all.GetHashAndReset())[..16];
    }

    /// <summary>The frame's number in the film it was taken from: the digits that its name ends in.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public int NumberOf(int index) => _pairs[index].Number;

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Description}";

    /// <summary>Closes the zip.</summary>
    public void Dispose() => _store.Dispose();

    private static (LabelMap Map, string Source) FindLabelMap(FileStore store)
    {
        foreach (var name in LabelFile.Names)
        {
            var file = store.Files.Where(f => System.IO.Path.GetFileName(f).Equals(name, StringComparison.OrdinalIgnoreCase)).MinBy(f => f.Count(c => c == '/'));
            if (file is not null)
            {
                var all = LabelFile.Parse(Encoding.UTF8.GetString(store.Read(file)), store.Describe(file));
                var ignoring = all.Names.Contains(CamVidClasses.Void, StringComparer.OrdinalIgnoreCase) && all.Count > 1 ? all.Ignoring(CamVidClasses.Void) : all;
                return (all.TryGroup() ?? ignoring, $"colours from {file}");
            }
        }

        return (LabelMap.CamVid11, "built-in colours");
    }

    private byte[] FromColours(PictureFile.Pixels mask, FramePair pair)
    {
        var labels = new byte[mask.Width * mask.Height];
        var done = 0;
        for (int unknown; (unknown = LabelMap.Decode(mask.Values.AsSpan(3 * done), labels.AsSpan(done))) >= 0;)
        {
            var at = done + unknown;
            if (!_unknownIsIgnored)
            {
                throw UnknownColour(mask, pair, at);
            }

            labels[at] = LabelMap.Ignore;
            Interlocked.Increment(ref _unknownPixels);
            done = at + 1;
        }

        return labels;
    }

    private SegBookException UnknownColour(PictureFile.Pixels mask, FramePair pair, int at)
    {
        var (red, green, blue) = (mask.Values[3 * at], mask.Values[(3 * at) + 1], mask.Values[(3 * at) + 2]);
        var nearest = LabelMap.Nearest(red, green, blue);
        return new SegBookException(
            $"{_store.Describe(pair.Mask)}, pixel x = {at % mask.Width}, y = {at / mask.Width}: the colour ({red}, {green}, {blue}) is not in the label map {LabelMap.Name}. "
            + $"The nearest is {nearest.Name} {nearest.Colour}. Put the mask or the label file right, or open the sequence with unknownIsVoid to ignore such pixels.");
    }

    // SegNet's masks number the eleven classes from 0; the number after the last, and 255, are void.
    private byte[] FromIndices(PictureFile.Pixels mask, FramePair pair)
    {
        var labels = mask.Values;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < LabelMap.Count)
            {
                continue;
            }

            if (labels[i] != LabelMap.Count && labels[i] != LabelMap.Ignore)
            {
                if (!_unknownIsIgnored)
                {
                    throw new SegBookException(
                        $"{_store.Describe(pair.Mask)}, pixel x = {i % mask.Width}, y = {i / mask.Width}: the class number {labels[i]} is not in the label map {LabelMap.Name}, which has {LabelMap.Count} classes.");
                }

                Interlocked.Increment(ref _unknownPixels);
            }

            labels[i] = LabelMap.Ignore;
        }

        return labels;
    }
}
