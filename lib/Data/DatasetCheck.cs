using System.Globalization;
using SegBook.Display;

namespace SegBook.Data;

/// <summary>What looking at every frame of a sequence found. In a notebook it shows itself as a table.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class DatasetCheck : IShowsTable
{
    private readonly TextTable _table;

    private DatasetCheck(string path, TextTable table, IReadOnlyList<string> problems) => (Path, _table, Problems) = (path, table, problems);

    /// <summary>The folder or zip.</summary>
    public string Path { get; }

    /// <summary>What is wrong, frame by frame; empty when everything is right.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Reads every frame and goes on after those that cannot be read.</summary>
    /// <param name="path">A folder or a zip.</param>
    /// <param name="labelMap">As for <see cref="SegmentationDataset.Open"/>.</param>
    /// <param name="progress">Told how many frames have been looked at.</param>
    /// <exception cref="SegBookException">There is no sequence at all.</exception>
    public static DatasetCheck Of(string path, LabelMap? labelMap = null, IProgress<int>? progress = null)
    {
        using var dataset = SegmentationDataset.Open(path, labelMap);
        var (sizes, counts, problems) = (new (int Height, int Width)[dataset.Count], new long[dataset.Count][], new string?[dataset.Count]);
        var done = 0;
        Parallel.For(0, dataset.Count, i =>
        {
            (sizes[i], counts[i], problems[i]) = Look(dataset, i);
            progress?.Report(Interlocked.Increment(ref done));
        });

        var found = problems.OfType<string>().ToList();
        if (sizes.Where(size => size.Height > 0).Distinct().Count() > 1)
        {
            found.Add($"Frames have different sizes: {string.Join(", ", sizes.Where(s => s.Height > 0).Distinct().Select(s => $"{s.Height} x {s.Width}"))}. They will be resized to one.");
        }

        return new DatasetCheck(path, Table(dataset, sizes, counts, found.Count), found);
    }

    /// <inheritdoc/>
    public string ToHtml() => _table.ToHtml() + (Problems.Count == 0 ? "" : $"<ul>{string.Concat(Problems.Select(problem => $"<li>{System.Net.WebUtility.HtmlEncode(problem)}</li>"))}</ul>");

    /// <inheritdoc/>
    public TextTable ToTable() => _table;

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, Problems.Prepend(_table.ToText()));

    private static ((int Height, int Width) Size, long[] Counts, string? Problem) Look(SegmentationDataset dataset, int index)
    {
        var counts = new long[256];
        try
        {
            var frame = dataset.Load(index);
            foreach (var label in frame.Labels)
            {
                counts[label]++;
            }

            return ((frame.Height, frame.Width), counts, null);
        }
        catch (SegBookException e)
        {
            return (default, counts, e.Message);
        }
    }

    private static TextTable Table(SegmentationDataset dataset, (int Height, int Width)[] sizes, long[][] counts, int problems)
    {
        var good = sizes.Where(size => size.Height > 0).Distinct().Select(size => $"{size.Height} x {size.Width}").ToList();
        var table = new TextTable($"{dataset.Path}: {dataset.Description}", "what", "found");
        table.Add("frames", dataset.Count.ToString(CultureInfo.InvariantCulture));
        table.Add("first, last", $"{dataset.Names[0]}, {dataset.Names[^1]}");
        table.Add("height x width", good.Count == 0 ? "none could be read" : string.Join(", ", good));
        var total = Math.Max(1, counts.Sum(row => row.Sum()));
        for (var label = 0; label < dataset.LabelMap.Count; label++)
        {
            var (pixels, frames) = (counts.Sum(row => row[label]), counts.Count(row => row[label] > 0));
            table.Add(dataset.LabelMap.Names[label], FormattableString.Invariant($"{100.0 * pixels / total:0.00} % of pixels, in {frames} frames"));
        }

        table.Add("not counted (void)", FormattableString.Invariant($"{100.0 * counts.Sum(row => row[LabelMap.Ignore]) / total:0.00} % of pixels"));
        return table.Add("problems", problems == 0 ? "none" : problems.ToString(CultureInfo.InvariantCulture));
    }
}
