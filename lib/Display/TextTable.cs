using System.Net;
using System.Text;

namespace SegBook.Display;

/// <summary>A small table that reads well as text and as HTML. The first column is left-aligned, the others right-aligned.</summary>
/// <param name="title">A line above the table; may be empty.</param>
/// <param name="columns">The column heads.</param>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class TextTable(string title, params string[] columns) : IShowsTable
{
    private readonly List<string[]> _rows = [];
    private readonly List<string> _notes = [];

    /// <summary>The line above the table; may be empty.</summary>
    public string Title { get; } = title;

    /// <summary>The column heads.</summary>
    public IReadOnlyList<string> Columns { get; } = columns;

    /// <summary>The cells, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    /// <summary>Appends a row; numbers should come formatted.</summary>
    /// <exception cref="ArgumentException">The number of cells is not the number of columns.</exception>
    public TextTable Add(params string[] cells)
    {
        if (cells.Length != Columns.Count)
        {
            throw new ArgumentException($"The table '{Title}' has {Columns.Count} columns, the row has {cells.Length} cells.", nameof(cells));
        }

        _rows.Add(cells);
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
        var html = new StringBuilder("<table>");
        if (Title.Length > 0)
        {
            html.Append("<caption>").Append(WebUtility.HtmlEncode(Title)).Append("</caption>");
        }

        html.Append("<thead>");
        AppendRow(html, "th", Columns);
        html.Append("</thead><tbody>");
        foreach (var row in _rows)
        {
            AppendRow(html, "td", row);
        }

        return html.Append("</tbody></table>").AppendJoin("", _notes.Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>")).ToString();
    }

    /// <summary>The table in fixed-width text.</summary>
    public string ToText()
    {
        var widths = Columns.Select((head, i) => _rows.Select(row => row[i].Length).Append(head.Length).Max()).ToArray();
        var text = new StringBuilder();
        if (Title.Length > 0)
        {
            text.AppendLine(Title);
        }

        text.AppendLine(Line(Columns));
        text.AppendLine(string.Join("  ", widths.Select(width => new string('-', width))));
        foreach (var row in _rows)
        {
            text.AppendLine(Line(row));
        }

        _notes.ForEach(line => text.AppendLine(line));
        return text.ToString().TrimEnd();

        string Line(IReadOnlyList<string> cells) =>
            string.Join("  ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd();
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    TextTable IShowsTable.ToTable() => this;

    private static void AppendRow(StringBuilder html, string tag, IReadOnlyList<string> cells)
    {
        html.Append("<tr>");
        for (var i = 0; i < cells.Count; i++)
        {
            html.Append('<').Append(tag).Append(i == 0 ? " align=\"left\">" : " align=\"right\">").Append(WebUtility.HtmlEncode(cells[i])).Append("</").Append(tag).Append('>');
        }

        html.Append("</tr>");
    }
}
