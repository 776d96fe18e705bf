using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.DotNet.Interactive.Formatting.TabularData;

/// <summary>Turns sequences into tables: a column per member of their items.</summary>
public static class TabularDataResourceFormatter
{
    public const string MimeType = "application/vnd.dataresource+json";

    public static JsonSerializerOptions JsonSerializerOptions { get; } = new(JsonFormatter.SerializerOptions) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TabularDataResource ToTabularDataResource<T>(this IEnumerable<T> source)
    {
        var rows = new List<IEnumerable<KeyValuePair<string, object>>>();
        var types = new Dictionary<string, TableSchemaFieldType>();
        var names = new List<string>();
        foreach (var item in source)
        {
            var row = RowOf(item).ToArray();
            foreach (var (name, value) in row)
            {
                var type = value?.GetType().ToTableSchemaFieldType();
                if (types.TryAdd(name, type ?? TableSchemaFieldType.Null))
                {
                    names.Add(name);
                }
                else if (type is { } known)
                {
                    types[name] = known;
                }
            }

            rows.Add(row);
        }

        var schema = new TableSchema();
        names.ForEach(name => schema.Fields.Add(new TableSchemaFieldDescriptor(name, types[name])));
        return new TabularDataResource(schema, rows);
    }

    public static TableSchemaFieldType ToTableSchemaFieldType(this Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(bool) => TableSchemaFieldType.Boolean,
            var t when t == typeof(DateTime) || t == typeof(DateTimeOffset) => TableSchemaFieldType.DateTime,
            var t when t == typeof(int) || t == typeof(uint) || t == typeof(long) || t == typeof(ulong) || t == typeof(ushort) => TableSchemaFieldType.Integer,
            var t when t == typeof(float) || t == typeof(double) || t == typeof(decimal) => TableSchemaFieldType.Number,
            var t when t == typeof(string) || t == typeof(ReadOnlyMemory<char>) => TableSchemaFieldType.String,
            { IsArray: true } => TableSchemaFieldType.Array,
            _ => TableSchemaFieldType.Any,
        };

    /// <summary>A sequence or a table as JSON text.</summary>
    internal static string Json(object value) =>
        (value as TabularDataResource ?? ((System.Collections.IEnumerable)value).Cast<object>().ToTabularDataResource()).ToJsonString().ToString();

    private static IEnumerable<KeyValuePair<string, object>> RowOf(object item) => item switch
    {
        IEnumerable<KeyValuePair<string, object>> pairs => pairs,
        IEnumerable<(string Name, object Value)> tuples => tuples.Select(tuple => KeyValuePair.Create(tuple.Name, tuple.Value)),
        null => [new("value", null)],
        _ when Shape.Of(item.GetType()).IsScalar => [new("value", item)],
        _ => Shape.Of(item.GetType()).Members.Select(member => KeyValuePair.Create(member.Name, member.ValueOrException(item))),
    };
}
