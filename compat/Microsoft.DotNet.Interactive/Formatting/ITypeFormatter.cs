namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Writes a value in one mime type; false means that the formatter declines.</summary>
public delegate bool FormatDelegate<in T>(T value, FormatContext context);

/// <summary>A formatter of one type and everything derived from it, in one mime type.</summary>
public interface ITypeFormatter
{
    string MimeType { get; }

    Type Type { get; }

    bool Format(object instance, FormatContext context);
}

public interface ITypeFormatter<in T> : ITypeFormatter
{
    bool Format(T instance, FormatContext context);
}

/// <summary>Makes the formatters of a type that carries <see cref="TypeFormatterSourceAttribute"/>.</summary>
public interface ITypeFormatterSource
{
    IEnumerable<ITypeFormatter> CreateTypeFormatters();
}

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public class TypeFormatterSourceAttribute : Attribute
{
    public TypeFormatterSourceAttribute(Type formatterSourceType) => FormatterSourceType = formatterSourceType;

    public Type FormatterSourceType { get; }

    public string[] PreferredMimeTypes { get; set; }
}

public abstract class TypeFormatter<T> : ITypeFormatter<T>
{
    protected TypeFormatter(Type type = null) => Type = type ?? typeof(T);

    public Type Type { get; }

    public abstract string MimeType { get; }

    public abstract bool Format(T value, FormatContext context);

    bool ITypeFormatter.Format(object instance, FormatContext context) => Format((T)instance, context);
}

/// <summary>A formatter made of a delegate: what Formatter.Register keeps.</summary>
internal sealed class DelegateFormatter(Type type, string mimeType, FormatDelegate<object> format) : ITypeFormatter
{
    public string MimeType { get; } = mimeType;

    public Type Type { get; } = type;

    public bool Format(object instance, FormatContext context) => format(instance, context);
}
