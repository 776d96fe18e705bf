using System.Globalization;
using System.Text;
using SegBook.Display;

namespace SegBook.Charts;

/// <summary>The numbers behind a chart, one row a point or bar, as they go to the CSV file.</summary>
/// <param name="columns">The column heads, with units where there are any.</param>
public sealed class FigureData(params string[] columns)
{
    private readonly List<object?[]> _rows = [];

    /// <summary>The column heads.</summary>
    public IReadOnlyList<string> Columns { get; } = columns;

    /// <summary>The cells: text, whole numbers and doubles; null or NaN where there is no value.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows => _rows;

    /// <summary>Appends a row.</summary>
    /// <exception cref="ArgumentException">The number of values is not the number of columns.</exception>
    public FigureData Add(params object?[] values)
    {
        if (values.Length != Columns.Count)
        {
            throw new ArgumentException($"The figure's data has {Columns.Count} columns, the row has {values.Length} values.", nameof(values));
        }

        _rows.Add(values);
        return this;
    }

    /// <summary>Comma-separated text with a head line: full precision, a decimal point whatever the machine's language, nothing for a missing value.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder().AppendJoin(',', Columns.Select(Quoted)).Append('\n');
        foreach (var row in _rows)
        {
            csv.AppendJoin(',', row.Select(value => Quoted(Text(value, "R")))).Append('\n');
        }

        return csv.ToString();
    }

    /// <summary>The same as a table to look at, with four significant digits.</summary>
    /// <param name="title">A line above the table.</param>
    public TextTable ToTable(string title = "")
    {
        var table = new TextTable(title, [.. Columns]);
        foreach (var row in _rows)
        {
            table.Add([.. row.Select(value => Text(value, "G4"))]);
        }

        return table;
    }

    private static string Text(object? value, string format) => value switch
    {
        null or double.NaN => "",
        double number => number.ToString(format, CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
