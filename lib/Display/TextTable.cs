using System.Globalization;
using System.Net;

namespace SegBook.Display;

/// <summary>A small table that reads well as text and as HTML. The first column is left-aligned, the others right-aligned.</summary>
/// <param name="title">A line above the table; may be empty.</param>
/// <param name="columns">The column heads.</param>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class TextTable(string title, params string[] columns) : IShowsTable
{
    private readonly List<string[]> _rows = [];
    private readonly List<string> _notes = [];

    /// <summary>The column heads.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>The cells, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    /// <summary>Appends a row; numbers should come formatted.</summary>
    /// <exception cref="ArgumentException">The number of cells is not the number of columns.</exception>
    public TextTable Add(params string[] cells)
    {
        _rows.Add(cells.Length == columns.Length
            ? cells
            : throw new ArgumentException($"The table '{title}' has {columns.Length} columns, the row has {cells.Length} cells.", nameof(cells)));
        return this;
    }

    /// <summary>Appends a line that stands below the table.</summary>
    public TextTable Note(string line)
    {
        _notes.Add(line);
        return this;
    }

    /// <summary>A plain <c>&lt;table&gt;</c>, without styles: GitHub strips them.</summary>
    public string ToHtml()
    {
        var caption = title.Length > 0 ? $"<caption>{WebUtility.HtmlEncode(title)}</caption>" : "";
        var notes = string.Concat(_notes.Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>"));
        return $"<table>{caption}<thead>{Row("th", Columns)}</thead><tbody>{string.Concat(_rows.Select(row => Row("td", row)))}</tbody></table>{notes}";

        static string Row(string tag, IReadOnlyList<string> cells) =>
            $"<tr>{string.Concat(cells.Select((cell, i) => $"<{tag} align=\"{(i == 0 ? "left" : "right")}\">{WebUtility.HtmlEncode(cell)}</{tag}>"))}</tr>";
    }

    /// <summary>The table in fixed-width text.</summary>
    public string ToText()
    {
        var widths = Columns.Select((head, i) => _rows.Select(row => row[i].Length).Append(head.Length).Max()).ToArray();
        var rule = string.Join("  ", widths.Select(width => new string('-', width)));
        return string.Join(Environment.NewLine, [.. title.Length > 0 ? [title] : Array.Empty<string>(), Line(Columns), rule, .. _rows.Select(Line), .. _notes]).TrimEnd();

        string Line(IReadOnlyList<string> cells) =>
            string.Join("  ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd();
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    TextTable IShowsTable.ToTable() => this;
}

/// <summary>How numbers are written in tables, in any country the same.</summary>
internal static class Numbers
{
    /// <summary>With so many digits after the point; nothing where there is no number.</summary>
    internal static string Fixed(this double value, int digits) => double.IsNaN(value) ? "" : value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
