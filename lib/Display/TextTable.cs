using System.Net;

namespace SegBook.Display;

/// <summary>A small table that reads well as text and as HTML, and is written as CSV. The first column is left-aligned, the others right-aligned.</summary>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class TextTable(string title, params string[] columns) : IShowsTable
{
    private readonly List<object?[]> _rows = [];
    private readonly List<string> _notes = [];

    /// <summary>The line above the table; may be empty.</summary>
    public string Title => title;

    /// <summary>The column heads.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>The cells as they are shown, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => [.. _rows.Select(row => Texts(row, "G4"))];

    /// <summary>The cells as they were added, row by row.</summary>
    internal IReadOnlyList<IReadOnlyList<object?>> Values => _rows;

    /// <summary>Appends a row of texts and numbers, null or NaN where there is none; unformatted numbers are shown with four significant digits.</summary>
    /// <exception cref="ArgumentException">The number of cells is not the number of columns.</exception>
    public TextTable Add(params object?[] cells)
    {
        _rows.Add(cells.Length == columns.Length ? cells
            : throw new ArgumentException($"The table '{title}' has {columns.Length} columns, the row has {cells.Length} cells.", nameof(cells)));
        return this;
    }

    /// <summary>Appends a row for each item.</summary>
    public TextTable AddAll<T>(IEnumerable<T> items, Func<T, object?[]> row) => items.Aggregate(this, (table, item) => table.Add(row(item)));

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
        return $"<table>{caption}<thead>{Row("th", Columns)}</thead><tbody>{string.Concat(Rows.Select(row => Row("td", row)))}</tbody></table>{notes}";

        static string Row(string tag, IReadOnlyList<string> cells) =>
            $"<tr>{string.Concat(cells.Select((cell, i) => $"<{tag} align=\"{(i == 0 ? "left" : "right")}\">{WebUtility.HtmlEncode(cell)}</{tag}>"))}</tr>";
    }

    /// <summary>The table in fixed-width text.</summary>
    public override string ToString()
    {
        var rows = Rows;
        var widths = Columns.Select((head, i) => rows.Select(row => row[i].Length).Append(head.Length).Max()).ToArray();
        var rule = string.Join("  ", widths.Select(width => new string('-', width)));
        return string.Join(Environment.NewLine, [.. title.Length > 0 ? [title] : Array.Empty<string>(), Line(Columns), rule, .. rows.Select(Line), .. _notes]).TrimEnd();

        string Line(IReadOnlyList<string> cells) =>
            string.Join("  ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd();
    }

    /// <summary>Comma-separated text with a head line: full precision, a decimal point whatever the machine's language, nothing for a missing value.</summary>
    public string ToCsv() => string.Concat(_rows.Prepend([.. Columns]).Select(row => string.Join(',', Texts(row, "R").Select(Quoted)) + "\n"));

    TextTable IShowsTable.ToTable() => this;

    private static string[] Texts(object?[] row, string format) => [.. row.Select(value => value switch
    {
        null or double.NaN => "",
        double number => number.ToString(format, CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    })];

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}

/// <summary>How numbers are written in tables, in any country the same.</summary>
internal static class Numbers
{
    /// <summary>With so many digits after the point; nothing where there is no number.</summary>
    internal static string Fixed(this double value, int digits) => double.IsNaN(value) ? "" : value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
