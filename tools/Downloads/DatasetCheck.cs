using System.Globalization;
using SegBook.Data;
using SegBook.Display;

namespace SegBook.Cli.Downloads;

/// <summary>What looking at every frame of a dataset found.</summary>
public sealed class DatasetCheck
{
    private readonly TextTable _table;

    private DatasetCheck(TextTable table, IReadOnlyList<string> problems) => (_table, Problems) = (table, problems);

    /// <summary>What is wrong, frame by frame; empty when everything is right.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Reads every frame and goes on after those that cannot be read.</summary>
    /// <param name="path">A folder or a zip.</param>
    /// <param name="labels">As for <see cref="SegmentationDataset.Open(string, string, bool)"/>.</param>
    /// <param name="unknownIsVoid">The same.</param>
    /// <exception cref="SegBookException">There is no sequence at all.</exception>
    public static DatasetCheck Of(string path, string labels = LabelMap.Auto, bool unknownIsVoid = false)
    {
        using var dataset = SegmentationDataset.Open(path, labels, unknownIsVoid);
        var (sizes, counts, problems) = (new string?[dataset.Count], new long[dataset.Count][], new string?[dataset.Count]);
        var (turned, unknown) = (new bool[dataset.Count], new long[dataset.Count]);
        Parallel.For(0, dataset.Count, i =>
        {
            counts[i] = new long[256];
            try
            {
                var frame = dataset.Load(i);
                sizes[i] = $"{frame.Height} x {frame.Width}";
                (turned[i], unknown[i]) = (frame.IsTurned, frame.UnknownPixels);
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

        var occurring = dataset.LabelMap.Names.Where((_, label) => counts.Any(row => row[label] > 0)).ToList();
        if (seen.Count > 0 && occurring.Count < 2)
        {
            found.Add(occurring.Count == 0 ? "Every pixel is ignored: there is nothing to learn." : $"Only {occurring[0]} occurs: there is nothing to tell it from.");
        }

        var table = Table(dataset, seen, counts);
        if (turned.Any(one => one))
        {
            table.Add("turned", $"{turned.Count(one => one)} pictures, as their EXIF orientation says; masks belong to what viewers show");
        }

        if (unknownIsVoid)
        {
            table.Add("not in the list", string.Create(CultureInfo.InvariantCulture, $"{unknown.Sum()} pixels in {unknown.Count(n => n > 0)} frames, ignored as asked for"));
        }

        return new DatasetCheck(table.Add("problems", found.Count == 0 ? "none" : found.Count.ToString(CultureInfo.InvariantCulture)), found);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, Problems.Prepend(_table.ToString()));

    private static TextTable Table(SegmentationDataset dataset, List<string> sizes, long[][] counts)
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
        return table;

        double Percent(int label) => 100.0 * counts.Sum(row => row[label]) / Math.Max(1, counts.Sum(row => row.Sum()));
    }
}
