using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <content>Which formatter a type gets: registered ones before built-in ones, the most specific type first, of equals the latest.</content>
public static partial class Formatter
{
    private static readonly ConcurrentDictionary<Type, bool> SourcesRead = new();

    private static ITypeFormatter Choose(Type type, string mimeType)
    {
        ReadFormatterSources(type);
        ITypeFormatter[] candidates =
        [
            .. MostSpecificFirst(Registered.Where(IsCandidate), formatter => formatter.Type),
            .. MostSpecificFirst(BuiltIn.Where(IsCandidate), formatter => formatter.Type),
        ];

        return candidates.Length switch
        {
            0 => throw new ArgumentException($"No formatter is registered for MIME type {mimeType}."),
            1 => candidates[0],
            _ => new DelegateFormatter(candidates[0].Type, mimeType, (value, context) => Array.Exists(candidates, candidate => candidate.Format(value, context))),
        };

        bool IsCandidate(ITypeFormatter formatter) => formatter.MimeType == mimeType && Covers(formatter.Type, type);
    }

    /// <summary>A stable order in which a type comes before those that it derives from.</summary>
    private static List<T> MostSpecificFirst<T>(IEnumerable<T> items, Func<T, Type> typeOf)
    {
        var sorted = new List<T>();
        foreach (var item in items)
        {
            var at = sorted.FindIndex(other => Covers(typeOf(other), typeOf(item)) && !Covers(typeOf(item), typeOf(other)));
            sorted.Insert(at < 0 ? sorted.Count : at, item);
        }

        return sorted;
    }

    /// <summary>Does a formatter of <paramref name="wide"/> take values of <paramref name="narrow"/>? Open generics take all their instances.</summary>
    private static bool Covers(Type wide, Type narrow)
    {
        if (!wide.IsGenericTypeDefinition)
        {
            return wide.IsAssignableFrom(narrow);
        }

        for (var type = narrow; type is not null; type = type.BaseType)
        {
            if (IsInstance(type))
            {
                return true;
            }
        }

        return Array.Exists(narrow.GetInterfaces(), IsInstance);

        bool IsInstance(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == wide;
    }

    /// <summary>Registers the formatters that a type brings by its attribute, which is recognised by its name alone.</summary>
    private static void ReadFormatterSources(Type type)
    {
        if (!SourcesRead.TryAdd(type, true))
        {
            return;
        }

        foreach (var attribute in type.GetCustomAttributes(true).Where(a => a.GetType().Name == nameof(TypeFormatterSourceAttribute)))
        {
            if (ReadProperty(attribute, nameof(TypeFormatterSourceAttribute.FormatterSourceType)) is Type sourceType)
            {
                ReadFormatterSource(type, Activator.CreateInstance(sourceType));
            }

            if (ReadProperty(attribute, nameof(TypeFormatterSourceAttribute.PreferredMimeTypes)) is string[] { Length: > 0 } mimeTypes)
            {
                Preferences.Push((type, [.. mimeTypes.Distinct()]));
            }
        }
    }

    private static void ReadFormatterSource(Type type, object source)
    {
        var formatters = source is ITypeFormatterSource known
            ? known.CreateTypeFormatters()
            : source.GetType().GetMethod(nameof(ITypeFormatterSource.CreateTypeFormatters), Type.EmptyTypes)?.Invoke(source, null) as IEnumerable;

        foreach (var formatter in formatters ?? Array.Empty<object>())
        {
            if ((formatter as ITypeFormatter ?? ByName(type, formatter)) is { } readable)
            {
                BuiltIn.Push(readable);
            }
        }
    }

    private static ITypeFormatter ByName(Type type, object formatter)
    {
        var method = formatter.GetType().GetMethod(nameof(ITypeFormatter.Format), [typeof(object), typeof(TextWriter)]);
        if (method?.ReturnType != typeof(bool) || ReadProperty(formatter, nameof(ITypeFormatter.MimeType)) is not string mimeType)
        {
            return null;
        }

        var format = method.CreateDelegate<Func<object, TextWriter, bool>>(formatter);
        var formatted = ReadProperty(formatter, nameof(ITypeFormatter.Type)) as Type ?? type;
        return new DelegateFormatter(formatted, mimeType, (value, context) => format(value, context.Writer));
    }

    private static object ReadProperty(object source, string name) => source.GetType().GetProperty(name)?.GetValue(source);
}
