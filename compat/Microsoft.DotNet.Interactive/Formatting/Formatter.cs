using System.Collections.Concurrent;
using System.Globalization;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How values become text: which mime types a type prefers, and who writes them.</summary>
public static partial class Formatter
{
    private static readonly ConcurrentDictionary<(Type, string), ITypeFormatter> Chosen = new();
    private static readonly ConcurrentDictionary<Type, IReadOnlyCollection<string>> Preferred = new();

    // Newest first.
    private static readonly ConcurrentStack<ITypeFormatter> Registered = new();
    private static readonly ConcurrentStack<ITypeFormatter> BuiltIn = new();
    private static readonly ConcurrentStack<(Type Type, string[] MimeTypes)> Preferences = new();

    private static int s_listExpansionLimit;
    private static int s_recursionLimit;
    private static string s_defaultMimeType;

    static Formatter() => ResetToDefault();

    internal static event Action Resetting;

    public static int ListExpansionLimit
    {
        get => s_listExpansionLimit;
        set => s_listExpansionLimit = value >= 0 ? value : throw new ArgumentException($"{nameof(ListExpansionLimit)} must be at least 0.");
    }

    public static int RecursionLimit
    {
        get => s_recursionLimit;
        set => s_recursionLimit = value >= 0 ? value : throw new ArgumentException($"{nameof(RecursionLimit)} must be at least 0.");
    }

    public static string NullString { get; set; }

    public static string DefaultMimeType
    {
        get => s_defaultMimeType;
        set
        {
            s_defaultMimeType = value ?? throw new ArgumentNullException(nameof(value));
            Preferred.Clear();
        }
    }

    public static void ResetToDefault()
    {
        Registered.Clear();
        BuiltIn.Clear();
        Preferences.Clear();
        SourcesRead.Clear();
        DefaultMimeType = HtmlFormatter.MimeType;
        ListExpansionLimit = 20;
        RecursionLimit = 6;
        NullString = "<null>";
        foreach (var formatter in DefaultFormatters.All())
        {
            BuiltIn.Push(formatter);
        }

        Forget();
        Resetting?.Invoke();
    }

    public static void Register(ITypeFormatter formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Registered.Push(formatter);
        Forget();
    }

    public static void Register<T>(FormatDelegate<T> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(typeof(T), mimeType, (value, context) => formatter((T)value, context)));

    public static void Register(Type type, FormatDelegate<object> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(type, mimeType, formatter));

    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(type, mimeType, (value, context) => Done(() => formatter(value, context.Writer))));

    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(typeof(T), mimeType, (value, context) => Done(() => formatter((T)value, context.Writer))));

    public static void Register<T>(Func<T, string> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(typeof(T), mimeType, (value, context) => Done(() => context.Writer.Write(formatter((T)value)))));

    public static IEnumerable<ITypeFormatter> RegisteredFormatters(bool includeDefaults = true) =>
        includeDefaults ? Registered.Concat(BuiltIn) : Registered;

    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (preferredMimeTypes is null || !Array.Exists(preferredMimeTypes, mimeType => !string.IsNullOrWhiteSpace(mimeType)))
        {
            throw new ArgumentException("Value cannot be null or whitespace.", nameof(preferredMimeTypes));
        }

        Preferences.Push((type, [.. preferredMimeTypes.Distinct()]));
        Forget();
    }

    public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type type) =>
        Preferred.GetOrAdd(type ?? typeof(object), wanted =>
        {
            ReadFormatterSources(wanted);
            var closest = MostSpecificFirst(Preferences.Where(p => Covers(p.Type, wanted)), p => p.Type).FirstOrDefault();
            return closest.MimeTypes ?? [wanted == typeof(string) ? PlainTextFormatter.MimeType : DefaultMimeType];
        });

    public static ITypeFormatter GetPreferredFormatterFor(Type actualType, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(mimeType);
        return Chosen.GetOrAdd((actualType, mimeType), key => Choose(key.Item1, key.Item2));
    }

    public static string ToDisplayString(this object obj, string mimeType = PlainTextFormatter.MimeType)
    {
        ArgumentNullException.ThrowIfNull(mimeType);
        return Written(context => FormatTo(obj, context, mimeType));
    }

    public static string ToDisplayString(this object obj, ITypeFormatter formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        return Written(context => formatter.Format(obj, context));
    }

    public static void Format(this ITypeFormatter formatter, object instance, TextWriter writer)
    {
        using var context = new FormatContext(writer);
        formatter.Format(instance, context);
    }

    /// <summary>Writes with the formatter of the value's own type; below the recursion limit, flat text.</summary>
    public static void FormatTo<T>(this T obj, FormatContext context, string mimeType)
    {
        if (obj is null)
        {
            GetPreferredFormatterFor(typeof(T), mimeType).Format(null, context);
            return;
        }

        context.Depth++;
        try
        {
            if (context.MayRecurse)
            {
                GetPreferredFormatterFor(obj.GetType(), mimeType).Format(obj, context);
            }
            else
            {
                PlainText.WriteFlat(obj, context, escape: mimeType == HtmlFormatter.MimeType);
            }
        }
        finally
        {
            context.Depth--;
        }
    }

    /// <summary>Runs a formatting into a string.</summary>
    internal static string Written(Action<FormatContext> format)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        using (var context = new FormatContext(writer))
        {
            format(context);
        }

        return writer.ToString();
    }

    private static bool Done(Action write)
    {
        write();
        return true;
    }

    private static void Forget()
    {
        Chosen.Clear();
        Preferred.Clear();
    }
}
