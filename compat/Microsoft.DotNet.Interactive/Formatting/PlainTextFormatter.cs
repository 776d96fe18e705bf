namespace Microsoft.DotNet.Interactive.Formatting;

public static class PlainTextFormatter
{
    public const string MimeType = "text/plain";

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);

    public static ITypeFormatter GetPreferredFormatterFor<T>() => GetPreferredFormatterFor(typeof(T));

    /// <summary>Indents for the next member of an object; the first member of an item of a list gets a dash.</summary>
    public static void WriteStartProperty(FormatContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        PlainText.StartProperty(context);
    }
}

public class PlainTextFormatter<T> : TypeFormatter<T>
{
    private readonly FormatDelegate<T> _format;

    public PlainTextFormatter(FormatDelegate<T> format) => _format = format ?? throw new ArgumentNullException(nameof(format));

    public PlainTextFormatter(Action<T, FormatContext> format)
        : this((value, context) =>
        {
            format(value, context);
            return true;
        })
    {
    }

    public PlainTextFormatter(Func<T, string> format)
        : this((value, context) => context.Writer.Write(format(value)))
    {
    }

    public override string MimeType => PlainTextFormatter.MimeType;

    public override bool Format(T value, FormatContext context) => value is null ? PlainText.Write(null, context) : _format(value, context);
}

/// <summary>One line that stands for a value, as in the head of a tree view.</summary>
public static class PlainTextSummaryFormatter
{
    public const string MimeType = "text/plain+summary";

    private const int MaximumLength = 300;

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);

    internal static bool Write(object value, FormatContext context)
    {
        switch (value)
        {
            case null:
                context.Writer.Write(Formatter.NullString);
                break;
            case Type type:
                type.FormatTo(context, PlainTextFormatter.MimeType);
                break;
            case not string and System.Collections.IEnumerable list:
                var wasFlat = context.Flat;
                context.Flat = true;
                PlainText.WriteItems(list, Shape.Of(list.GetType()), context);
                context.Flat = wasFlat;
                break;
            default:
                context.Writer.Write(Shorten(TextOf(value)));
                break;
        }

        return true;
    }

    private static string TextOf(object value)
    {
        try
        {
            return value is IFormattable formattable ? formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : value.ToString() ?? "";
        }
#pragma warning disable CA1031 // a ToString of the user's that throws is shown as its exception
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception.ToString();
        }
    }

    private static string Shorten(string text)
    {
        text = text.Trim().Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return text.Length > MaximumLength ? text[..MaximumLength] + "..." : text;
    }
}
