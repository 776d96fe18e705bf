using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting.Csv;

namespace Microsoft.DotNet.Interactive.Formatting.TabularData;

/// <summary>A table: named, typed columns and rows.</summary>
[TypeFormatterSource(typeof(TabularDataFormatterSource), PreferredMimeTypes = [HtmlFormatter.MimeType, CsvFormatter.MimeType])]
public class TabularDataResource
{
    public TabularDataResource(TableSchema schema, IEnumerable<IEnumerable<KeyValuePair<string, object>>> data, string profile = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(data);
        Schema = schema;
        Data = data;
        Profile = string.IsNullOrWhiteSpace(profile) ? "tabular-data-resource" : profile;
    }

    public string Profile { get; }

    public TableSchema Schema { get; }

    public IEnumerable<IEnumerable<KeyValuePair<string, object>>> Data { get; }

    public TabularDataResourceJsonString ToJsonString()
    {
        var fields = new JsonArray([.. Schema.Fields.Select(field => new JsonObject { ["name"] = field.Name, ["type"] = field.Type.ToString().ToLowerInvariant() })]);
        var rows = Data.Select(row => row.ToDictionary(cell => cell.Key, cell => cell.Value));
        var json = new JsonObject
        {
            ["profile"] = Profile,
            ["schema"] = new JsonObject { ["primaryKey"] = new JsonArray([.. Schema.PrimaryKey.Select(key => (JsonNode)key)]), ["fields"] = fields },
            ["data"] = JsonSerializer.SerializeToNode(rows, JsonFormatter.SerializerOptions),
        };
        return new TabularDataResourceJsonString(json.ToJsonString(TabularDataResourceFormatter.JsonSerializerOptions));
    }
}

public class TabularDataResourceJsonString(string json) : JsonString(json);

public class TableSchema
{
    public List<string> PrimaryKey { get; init; } = [];

    public TableDataFieldDescriptors Fields { get; init; } = [];
}

public class TableDataFieldDescriptors : IEnumerable<TableSchemaFieldDescriptor>
{
    private readonly List<TableSchemaFieldDescriptor> _fields = [];

    public int Count => _fields.Count;

    public TableSchemaFieldDescriptor this[string name] => _fields.Find(field => field.Name == name);

    public void Add(TableSchemaFieldDescriptor descriptor) => _fields.Add(descriptor);

    public bool Contains(string name) => _fields.Exists(field => field.Name == name);

    public IEnumerator<TableSchemaFieldDescriptor> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public class TableSchemaFieldDescriptor
{
    public TableSchemaFieldDescriptor(string name, TableSchemaFieldType? type = TableSchemaFieldType.Null, string description = null, string format = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Type = type ?? TableSchemaFieldType.Null;
        Description = description;
        Format = format;
    }

    public string Name { get; }

    public string Description { get; }

    public string Format { get; }

    public TableSchemaFieldType Type { get; }
}

public enum TableSchemaFieldType
{
    Any = 0,
    Object = 1,
    Null = 2,
    Number = 3,
    Integer = 4,
    Boolean = 5,
    String = 6,
    Array = 7,
    DateTime = 8,
    GeoPoint = 9,
    GeoJson = 10,
}

/// <summary>The preferred mime types only; the formatters are built in.</summary>
internal sealed class TabularDataFormatterSource : ITypeFormatterSource
{
    public IEnumerable<ITypeFormatter> CreateTypeFormatters() => [];
}
