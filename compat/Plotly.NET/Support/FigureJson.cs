using Newtonsoft.Json;

namespace Plotly.NET;

using DynamicObj = DynamicObj.DynamicObj;

/// <summary>Figures as JSON. NaN and the infinities become strings, which plotly.js draws as gaps.</summary>
internal static class FigureJson
{
    private static readonly JsonSerializer Serializer = JsonSerializer.Create(new JsonSerializerSettings { Converters = [new PartConverter()] });

    public static string Write(params (string Name, object Value)[] parts)
    {
        using var text = new StringWriter();
        using var json = new JsonTextWriter(text);
        json.WriteStartObject();
        foreach (var (name, value) in parts)
        {
            json.WritePropertyName(name);
            Serializer.Serialize(json, value);
        }

        json.WriteEndObject();
        return text.ToString();
    }

    /// <summary>One value, safe inside a script element.</summary>
    public static string Script(object value)
    {
        using var text = new StringWriter();
        Serializer.Serialize(text, value);
        return text.ToString().Replace("</", "<\\/", StringComparison.Ordinal);
    }

    private sealed class PartConverter : JsonConverter
    {
        public override bool CanRead => false;

        public override bool CanConvert(Type objectType) =>
            typeof(DynamicObj).IsAssignableFrom(objectType) || typeof(IChoice).IsAssignableFrom(objectType) || objectType == typeof(Color);

        public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer)
        {
            switch (value)
            {
                case IChoice choice:
                    serializer.Serialize(writer, choice.Value);
                    break;
                case Color color:
                    serializer.Serialize(writer, color.Value);
                    break;
                case DynamicObj part:
                    writer.WriteStartObject();
                    foreach (var (name, member) in part.GetProperties(true))
                    {
                        writer.WritePropertyName(name);
                        serializer.Serialize(writer, member);
                    }

                    writer.WriteEndObject();
                    break;
            }
        }

        public override object ReadJson(JsonReader reader, Type objectType, object existingValue, JsonSerializer serializer) => throw new NotSupportedException();
    }
}
