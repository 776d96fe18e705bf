using System.Globalization;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace Microsoft.DotNet.Interactive.Formatting.Csv;

public static class CsvFormatter
{
    public const string MimeType = "text/csv";

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);
}

/// <summary>Tables as comma-separated values.</summary>
internal static class CsvTable
{
    public static bool Write(object value, FormatContext context) =>
        Write(((System.Collections.IEnumerable)value).Cast<object>().ToTabularDataResource(), context);

    public static bool Write(TabularDataResource table, FormatContext context)
    {
        var names = table.Schema.Fields.Select(field => field.Name).ToArray();
        WriteLine(names, context.Writer);
        foreach (var row in table.Data)
        {
            var values = row.ToDictionary(cell => cell.Key, cell => cell.Value);
            WriteLine(names.Select(name => TextOf(values.GetValueOrDefault(name))), context.Writer);
        }

        return true;
    }

    private static void WriteLine(IEnumerable<string> values, TextWriter writer)
    {
        writer.Write(string.Join(',', values.Select(Quoted)));
        writer.Write('\n');
    }

    private static string TextOf(object value) => value switch
    {
        null => "",
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string Quoted(string value) =>
        value.Any(c => char.IsWhiteSpace(c) || c is ',' or '"') ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
