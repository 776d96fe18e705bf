using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using SegBook.Display;

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

    /// <summary>Looks what is there; reads no frame yet.</summary>
    /// <param name="path">A folder, or a zip.</param>
    /// <param name="labelMap">What the colours mean. Null: as the <c>label_colors.txt</c> or <c>class_dict.csv</c> beside the frames says, grouped into CamVid's eleven classes if the names are CamVid's; without such a file, <see cref="LabelMap.CamVid11"/>.</param>
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
        return image.Width == mask.Width && image.Height == mask.Height
            ? new Frame(pair.Name, pair.Number, image.Height, image.Width, image.Values, Labels(mask, _store.Describe(pair.Mask)), LabelMap)
            : throw new SegBookException($"{_store.Describe(pair.Image)} has {image.Width} x {image.Height} pixels, its mask {pair.Mask} has {mask.Width} x {mask.Height}. They must be the same.");
    }

    /// <summary>16 hexadecimal digits that change when a frame, a mask, a name or the order does: which data a run was made on.</summary>
    public string Fingerprint()
    {
        var sums = new byte[Count][];
        Parallel.For(0, Count, i => sums[i] = [.. SHA256.HashData(_store.Read(_pairs[i].Image)), .. SHA256.HashData(_store.Read(_pairs[i].Mask)), .. Encoding.UTF8.GetBytes(_pairs[i].Name)]);
        return Convert.ToHexStringLower(SHA256.HashData([.. sums.SelectMany(sum => sum)]))[..16];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Description}";

    /// <summary>Closes the zip.</summary>
    public void Dispose() => _store.Dispose();

    private static (LabelMap Map, string Source) FindLabelMap(FileStore store)
    {
        var found = LabelFiles.SelectMany(name => store.Files.Where(file => System.IO.Path.GetFileName(file).Equals(name, StringComparison.OrdinalIgnoreCase)).OrderBy(file => file.Count(c => c == '/')));
        if (found.FirstOrDefault() is not { } file)
        {
            return (LabelMap.CamVid11, "built-in colours");
        }

        var all = LabelMap.Parse(Encoding.UTF8.GetString(store.Read(file)), store.Describe(file));
        var ignoring = all.Names.Contains(CamVidClasses.Void, StringComparer.OrdinalIgnoreCase) && all.Count > 1 ? all.Ignoring(CamVidClasses.Void) : all;
        return (all.TryGroup() ?? ignoring, $"colours from {file}");
    }

    // The one place where a mask becomes class numbers.
    private byte[] Labels(PictureData mask, string file)
    {
        if (mask.IsGrey)
        {
            return Array.FindIndex(mask.Values, value => value > LabelMap.Count && value != LabelMap.Ignore) is >= 0 and var at
                ? throw new SegBookException($"{At(at)}: the class number {mask.Values[at]} is not in the label map {LabelMap.Name}, which has {LabelMap.Count} classes.")
                : Array.ConvertAll(mask.Values, value => value == LabelMap.Count ? LabelMap.Ignore : value);   // SegNet's masks: the number after the last class is void
        }

        var labels = new byte[mask.Width * mask.Height];
        if (LabelMap.Decode(mask.Values, labels) is >= 0 and var unknown)
        {
            var (red, green, blue) = (mask.Values[3 * unknown], mask.Values[(3 * unknown) + 1], mask.Values[(3 * unknown) + 2]);
            var nearest = LabelMap.Nearest(red, green, blue);
            throw new SegBookException($"{At(unknown)}: the colour ({red}, {green}, {blue}) is not in the label map {LabelMap.Name}. The nearest is {nearest.Name} {nearest.Colour}. Put the mask or the label file right.");
        }

        return labels;

        string At(int pixel) => $"{file}, pixel x = {pixel % mask.Width}, y = {pixel / mask.Width}";
    }
}

/// <summary>What looking at every frame of a dataset found. In a notebook it shows itself as a table.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class DatasetCheck : IShowsTable
{
    private readonly TextTable _table;

    private DatasetCheck(TextTable table, IReadOnlyList<string> problems) => (_table, Problems) = (table, problems);

    /// <summary>What is wrong, frame by frame; empty when everything is right.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Reads every frame and goes on after those that cannot be read.</summary>
    /// <param name="path">A folder or a zip.</param>
    /// <param name="labelMap">As for <see cref="SegmentationDataset.Open"/>.</param>
    /// <exception cref="SegBookException">There is no sequence at all.</exception>
    public static DatasetCheck Of(string path, LabelMap? labelMap = null)
    {
        using var dataset = SegmentationDataset.Open(path, labelMap);
        var (sizes, counts, problems) = (new string?[dataset.Count], new long[dataset.Count][], new string?[dataset.Count]);
        Parallel.For(0, dataset.Count, i =>
        {
            counts[i] = new long[256];
            try
            {
                var frame = dataset.Load(i);
                sizes[i] = $"{frame.Height} x {frame.Width}";
                foreach (var label in frame.Labels)
                {
                    counts[i][label]++;
                }
            }
            catch (SegBookException e)
            {
                problems[i] = e.Message;
            }
        });

        var (found, seen) = (problems.OfType<string>().ToList(), sizes.OfType<string>().Distinct().ToList());
        if (seen.Count > 1)
        {
            found.Add($"Frames have different sizes: {string.Join(", ", seen)}. They will be resized to one.");
        }

        return new DatasetCheck(Table(dataset, seen, counts, found.Count), found);
    }

    /// <inheritdoc/>
    public string ToHtml() => _table.ToHtml() + (Problems.Count == 0 ? "" : $"<ul>{string.Concat(Problems.Select(problem => $"<li>{WebUtility.HtmlEncode(problem)}</li>"))}</ul>");

    /// <inheritdoc/>
    public TextTable ToTable() => _table;

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, Problems.Prepend(_table.ToText()));

    private static TextTable Table(SegmentationDataset dataset, List<string> sizes, long[][] counts, int problems)
    {
        var table = new TextTable($"{dataset.Path}: {dataset.Description}", "what", "found");
        table.Add("frames", dataset.Count.ToString(CultureInfo.InvariantCulture));
        table.Add("first, last", $"{dataset.Names[0]}, {dataset.Names[^1]}");
        table.Add("height x width", sizes.Count == 0 ? "none could be read" : string.Join(", ", sizes));
        foreach (var (label, name) in dataset.LabelMap.Names.Index())
        {
            table.Add(name, FormattableString.Invariant($"{Percent(label):0.00} % of pixels, in {counts.Count(row => row[label] > 0)} frames"));
        }

        table.Add("ignored (void)", FormattableString.Invariant($"{Percent(LabelMap.Ignore):0.00} % of pixels"));
        return table.Add("problems", problems == 0 ? "none" : problems.ToString(CultureInfo.InvariantCulture));

        double Percent(int label) => 100.0 * counts.Sum(row => row[label]) / Math.Max(1, counts.Sum(row => row.Sum()));
    }
}
