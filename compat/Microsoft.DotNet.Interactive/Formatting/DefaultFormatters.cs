using System.Dynamic;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting.Csv;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The formatters that are there without anyone registering one.</summary>
internal static class DefaultFormatters
{
    /// <summary>In the order of registration: of two for the same type the later one is used.</summary>
    public static IEnumerable<ITypeFormatter> All() => [.. Tabular(), .. Html(), .. Text(), .. Summaries()];

    private static IEnumerable<ITypeFormatter> Tabular() =>
    [
        new DelegateFormatter(typeof(object), JsonFormatter.MimeType, (value, context) => Put(context, JsonSerializer.Serialize(value, JsonFormatter.SerializerOptions))),
        new DelegateFormatter(typeof(System.Collections.IEnumerable), CsvFormatter.MimeType, (value, context) => CsvTable.Write(value, context)),
        new DelegateFormatter(typeof(TabularDataResource), CsvFormatter.MimeType, (value, context) => CsvTable.Write((TabularDataResource)value, context)),
        new DelegateFormatter(typeof(System.Collections.IEnumerable), TabularDataResourceFormatter.MimeType, (value, context) => Put(context, TabularDataResourceFormatter.Json(value))),
        new DelegateFormatter(typeof(TabularDataResource), TabularDataResourceFormatter.MimeType, (value, context) => Put(context, ((TabularDataResource)value).ToJsonString().ToString())),
        new DelegateFormatter(typeof(TabularDataResource), HtmlFormatter.MimeType, (value, context) => HtmlTable.Write((TabularDataResource)value, context)),
    ];

    private static IEnumerable<ITypeFormatter> Html() =>
    [
        Html<object>(HtmlForm.Write),
        Html<string>((value, context) => HtmlForm.WritePlain(value, context)),
        Html<System.Numerics.BigInteger>((value, context) => HtmlForm.WritePlain(value, context)),
        Html<Enum>((value, context) => Span(context, value.ToString())),
        Html<DateTime>((value, context) => Span(context, ((DateTime)value).ToString("u", CultureInfo.InvariantCulture))),
        Html<DateTimeOffset>((value, context) => Span(context, ((DateTimeOffset)value).ToString("u", CultureInfo.InvariantCulture))),
        Html<TimeSpan>((value, context) => Span(context, value.ToString())),
        Html<ReadOnlyMemory<char>>((value, context) => Span(context, value.ToString())),
        new DelegateFormatter(typeof(ReadOnlyMemory<>), HtmlFormatter.MimeType, (value, context) => Array(value, context, HtmlFormatter.MimeType)),
        Html<Type>((value, context) => Put(context, LinkTo((Type)value))),
        Html<JsonDocument>((value, context) => HtmlJson.Write(((JsonDocument)value).RootElement, context)),
        Html<JsonElement>((value, context) => HtmlJson.Write((JsonElement)value, context)),
        Html<ExpandoObject>((value, context) => HtmlTable.Write((ExpandoObject)value, context)),
        Html<IHtmlContent>(Content),
    ];

    private static IEnumerable<ITypeFormatter> Text() =>
    [
        Text<object>(PlainText.Write),
        Text<System.Numerics.BigInteger>((value, context) => Put(context, value.ToString())),
        Text<Exception>((value, context) => Put(context, Indented(value.ToString(), context))),
        Text<DateTime>((value, context) => Put(context, ((DateTime)value).ToString("u", CultureInfo.InvariantCulture))),
        Text<DateTimeOffset>((value, context) => Put(context, ((DateTimeOffset)value).ToString("u", CultureInfo.InvariantCulture))),
        Text<ReadOnlyMemory<char>>((value, context) => Put(context, value.ToString())),
        new DelegateFormatter(typeof(ReadOnlyMemory<>), PlainTextFormatter.MimeType, (value, context) => Array(value, context, PlainTextFormatter.MimeType)),
        Text<Type>((value, context) => Put(context, Shape.Of((Type)value).IsAnonymous ? "(anonymous)" : TypeNames.Of((Type)value))),
        Text<JsonElement>((value, context) => Put(context, value.ToString())),
        Text<KeyValuePair<string, object>>((value, context) => Pair((KeyValuePair<string, object>)value, context)),
        Text<ExpandoObject>(Expando),
        Text<IHtmlContent>(Content),
    ];

    private static IEnumerable<ITypeFormatter> Summaries() =>
        [new DelegateFormatter(typeof(object), PlainTextSummaryFormatter.MimeType, PlainTextSummaryFormatter.Write)];

    private static DelegateFormatter Html<T>(FormatDelegate<object> format) =>
        new(typeof(T), HtmlFormatter.MimeType, (value, context) => value is null ? HtmlForm.WritePlain(null, context) : format(value, context));

    private static DelegateFormatter Text<T>(FormatDelegate<object> format) =>
        new(typeof(T), PlainTextFormatter.MimeType, (value, context) => value is null ? PlainText.Write(null, context) : format(value, context));

    private static bool Put(FormatContext context, string text)
    {
        context.Writer.Write(text);
        return true;
    }

    private static bool Span(FormatContext context, string text) => Put(context, $"<span>{WebUtility.HtmlEncode(text)}</span>");

    private static bool Content(object value, FormatContext context)
    {
        if (value is PocketView view)
        {
            view.WriteTo(context);
        }
        else
        {
            ((IHtmlContent)value).WriteTo(context.Writer, HtmlEncoder.Default);
        }

        return true;
    }

    private static bool Array(object memory, FormatContext context, string mimeType)
    {
        memory.GetType().GetMethod(nameof(ReadOnlyMemory<>.ToArray))!.Invoke(memory, null).FormatTo(context, mimeType);
        return true;
    }

    private static bool Pair(KeyValuePair<string, object> pair, FormatContext context)
    {
        Put(context, pair.Key + ": ");
        pair.Value.FormatTo(context, PlainTextFormatter.MimeType);
        return true;
    }

    private static bool Expando(object value, FormatContext context)
    {
        var isFirst = true;
        foreach (var pair in (ExpandoObject)value)
        {
            Put(context, isFirst ? "" : "\n");
            Pair(pair, context);
            isFirst = false;
        }

        return true;
    }

    private static string Indented(string text, FormatContext context) =>
        Regex.Replace(text, @"^[^\S\n]+", new string(' ', 2 * (context.Depth + 1)), RegexOptions.Multiline);

    /// <summary>Types of the framework link to their documentation.</summary>
    private static string LinkTo(Type type)
    {
        var text = WebUtility.HtmlEncode(type.ToDisplayString());
        var isDocumented = type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.", StringComparison.Ordinal))
            && type.FullName is not null && !Shape.Of(type).IsAnonymous;
        if (!isDocumented)
        {
            return text;
        }

        var name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.ToLowerInvariant().Replace('+', '.').Replace('`', '-');
        return $"<span><a href=\"https://docs.microsoft.com/dotnet/api/{name}?view=net-7.0\">{text}</a></span>";
    }
}
