namespace Microsoft.DotNet.Interactive.Formatting;

public static class HtmlFormatter
{
    public const string MimeType = "text/html";

    // The classes that the default forms carry. Small on purpose: it comes with every output.
    private const string Style = """
        <style>
        .dni-code-hint { font-style: italic; overflow: hidden; white-space: nowrap; }
        .dni-treeview { white-space: nowrap; }
        .dni-treeview td, table td, table th { vertical-align: top; text-align: start; }
        details.dni-treeview { padding-left: 1em; }
        .dni-plaintext pre, table td pre { vertical-align: top !important; margin: 0em 0px !important; }
        </style>
        """;

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);

    public static ITypeFormatter GetPreferredFormatterFor<T>() => GetPreferredFormatterFor(typeof(T));

    /// <summary>Puts the style sheet of the default forms at the end of this output, once.</summary>
    public static void RequireDefaultStyles(this FormatContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.RequireAtEnd("dni-styles", Style);
    }
}

public class HtmlFormatter<T> : TypeFormatter<T>
{
    private readonly FormatDelegate<T> _format;

    public HtmlFormatter(FormatDelegate<T> format) => _format = format ?? throw new ArgumentNullException(nameof(format));

    public HtmlFormatter(Action<T, FormatContext> format)
        : this((value, context) =>
        {
            format(value, context);
            return true;
        })
    {
    }

    public HtmlFormatter(Func<T, string> format)
        : this((value, context) => context.Writer.Write(format(value)))
    {
    }

    public override string MimeType => HtmlFormatter.MimeType;

    public override bool Format(T value, FormatContext context) => value is null ? HtmlForm.WritePlain(null, context) : _format(value, context);
}
