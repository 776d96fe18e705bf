using System.Globalization;
using System.Text;
using SegBook.Metrics;

namespace SegBook.Training;

/// <summary>Confusion matrices as CSV: one matrix as a table with class names, or one matrix per line for many frames.</summary>
internal static class FrameCounts
{
    /// <summary>A table: rows are true classes, columns what they were read as.</summary>
    internal static string Table(ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        var text = new StringBuilder("truth\\predicted");
        foreach (var name in names)
        {
            text.Append(',').Append(name);
        }

        for (var t = 0; t < matrix.ClassCount; t++)
        {
            text.Append('\n').Append(names[t]);
            for (var p = 0; p < matrix.ClassCount; p++)
            {
                text.Append(CultureInfo.InvariantCulture, $",{matrix[t, p]}");
            }
        }

        return text.Append('\n').ToString();
    }

    /// <summary>A line per frame: its name, then the matrix row by row, its counts parted by blanks.</summary>
    internal static string Write(IReadOnlyList<string> frames, IReadOnlyList<ConfusionMatrix> matrices)
    {
        var text = new StringBuilder("frame,counts\n");
        foreach (var (frame, matrix) in frames.Zip(matrices))
        {
            text.Append(frame).Append(',').AppendJoin(' ', matrix.ToArray().Cast<long>().Select(count => count.ToString(CultureInfo.InvariantCulture))).Append('\n');
        }

        return text.ToString();
    }

    internal static IReadOnlyList<(string Frame, ConfusionMatrix Matrix)> Read(string path) =>
        [.. File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => Parse(line, path))];

    private static (string, ConfusionMatrix) Parse(string line, string path)
    {
        var comma = line.LastIndexOf(',');
        var cells = line[(comma + 1)..].Split(' ');
        var classes = (int)Math.Sqrt(cells.Length);
        if (comma < 0 || classes * classes != cells.Length)
        {
            throw new SegBookException($"'{path}': '{line[..Math.Min(40, line.Length)]}...' is not a frame's confusion matrix.");
        }

        var counts = new long[classes, classes];
        for (var i = 0; i < cells.Length; i++)
        {
            counts[i / classes, i % classes] = long.Parse(cells[i], CultureInfo.InvariantCulture);
        }

        return (line[..comma], ConfusionMatrix.FromCounts(counts));
    }
}
