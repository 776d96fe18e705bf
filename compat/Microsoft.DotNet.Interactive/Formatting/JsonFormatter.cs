using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

public static class JsonFormatter
{
    public const string MimeType = "application/json";

    public static JsonSerializerOptions SerializerOptions { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);
}

public class JsonFormatter<T> : TypeFormatter<T>
{
    private readonly FormatDelegate<T> _format;

    public JsonFormatter()
        : this((value, context) => context.Writer.Write(JsonSerializer.Serialize(value, JsonFormatter.SerializerOptions)))
    {
    }

    public JsonFormatter(FormatDelegate<T> format) => _format = format;

    public JsonFormatter(Action<T, FormatContext> format)
        : this((value, context) =>
        {
            format(value, context);
            return true;
        })
    {
    }

    public override string MimeType => JsonFormatter.MimeType;

    public override bool Format(T instance, FormatContext context) => _format(instance, context);
}

/// <summary>A text that is JSON.</summary>
public class JsonString(string json) : HtmlString(json);

/// <summary>A formula: shows as text/latex.</summary>
[TypeFormatterSource(typeof(LaTeXFormatterSource), PreferredMimeTypes = ["text/latex"])]
public class LaTeXString
{
    private readonly string _code;

    public LaTeXString(string latexCode) => _code = latexCode ?? throw new ArgumentNullException(nameof(latexCode));

    public static implicit operator LaTeXString(string source) => new(source);

    public override string ToString() => _code;
}

internal sealed class LaTeXFormatterSource : ITypeFormatterSource
{
    public IEnumerable<ITypeFormatter> CreateTypeFormatters() =>
    [
        new DelegateFormatter(typeof(LaTeXString), "text/latex", (value, context) =>
        {
            context.Writer.Write(value);
            return true;
        }),
    ];
}
