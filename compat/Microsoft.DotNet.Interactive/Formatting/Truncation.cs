using System.Collections;
using System.Collections.Concurrent;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Long and endless lists are cut: the first items, and how many more there are where that can be counted.</summary>
internal static class Truncation
{
    private static readonly ConcurrentDictionary<Type, Func<int>> Limits = new();

    /// <summary>The expansion limit that is set for an element type.</summary>
    public static int LimitFor(Type elementType) =>
        elementType.IsByRefLike || elementType.IsPointer
            ? Formatter.ListExpansionLimit
            : Limits.GetOrAdd(elementType, static type => typeof(Formatter<>).MakeGenericType(type).GetProperty(nameof(Formatter<>.ListExpansionLimit))!.GetMethod!.CreateDelegate<Func<int>>())();

    /// <summary>The first items and the number of those left; null for a list that would have to be walked to be counted.</summary>
    public static (List<object> Items, int? Remaining) Take(IEnumerable source, int limit)
    {
        var items = new List<object>();
        var enumerator = source.GetEnumerator();
        try
        {
            while (enumerator.MoveNext())
            {
                if (items.Count == limit)
                {
                    return (items, CountOf(source) - limit);
                }

                items.Add(enumerator.Current);
            }
        }
        finally
        {
            (enumerator as IDisposable)?.Dispose();
        }

        return (items, 0);
    }

    private static int? CountOf(IEnumerable source) =>
        source is ICollection collection ? collection.Count
        : source.GetType().GetInterfaces().FirstOrDefault(IsCounted) is { } counted ? (int?)counted.GetProperty("Count")!.GetValue(source)
        : CountFast(source);

    private static bool IsCounted(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(ICollection<>) || open == typeof(IReadOnlyCollection<>));

    private static int? CountFast(IEnumerable source) =>
        Shape.Of(source.GetType()).ElementType is { } element && TryCount(source, element, out var count) ? count : null;

    private static bool TryCount(IEnumerable source, Type element, out int count)
    {
        object[] arguments = [source, 0];
        var counted = (bool)typeof(Enumerable).GetMethod(nameof(Enumerable.TryGetNonEnumeratedCount))!.MakeGenericMethod(element).Invoke(null, arguments)!;
        count = (int)arguments[1];
        return counted;
    }
}
