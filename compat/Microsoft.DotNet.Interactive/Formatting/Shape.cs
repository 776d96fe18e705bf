using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>What formatting has to know of a type: is it one value, a list, a dictionary, and which members does it show.</summary>
internal sealed class Shape
{
    private static readonly ConcurrentDictionary<Type, Shape> Known = new();
    private readonly Lazy<Member[]> _members;

    private Shape(Type type)
    {
        IsScalar = IsScalarType(type);
        IsTuple = typeof(ITuple).IsAssignableFrom(type);
        IsEnumerable = type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
        ElementType = IsEnumerable ? FindElementType(type) : null;
        DictionaryType = IsEnumerable ? FindDictionaryType(type) : null;
        IsAnonymous = type.Name.StartsWith("<>", StringComparison.Ordinal) && type.Name.Contains("AnonymousType", StringComparison.Ordinal);
        ShowsItemsOnly = IsEnumerable && IsPlainCollection(type);
        _members = new(() => [.. type.GetMembers(BindingFlags.Instance | BindingFlags.Public).Where(IsShown).Select(member => new Member(member))]);
    }

    /// <summary>Numbers, texts, times: written as they are.</summary>
    public bool IsScalar { get; }

    public bool IsTuple { get; }

    public bool IsEnumerable { get; }

    public bool IsAnonymous { get; }

    /// <summary>A collection whose own properties (Count and the like) are not worth showing.</summary>
    public bool ShowsItemsOnly { get; }

    public Type ElementType { get; }

    /// <summary>The dictionary interface that the type implements, if it does.</summary>
    public Type DictionaryType { get; }

    /// <summary>Readable properties, then fields; those of derived classes before those of base classes.</summary>
    public IReadOnlyList<Member> Members => _members.Value;

    public static Shape Of(Type type) => Known.GetOrAdd(type, static t => new Shape(t));

    private static bool IsScalarType(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type == typeof(decimal) || type == typeof(string) || type == typeof(Guid)
            || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan);
    }

    private static Type FindElementType(Type type) =>
        type.IsArray
            ? type.GetElementType()
            : type.GetInterfaces().Prepend(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GenericTypeArguments[0];

    private static Type FindDictionaryType(Type type) =>
        Array.Find(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDictionary<,>))
        ?? Array.Find(type.GetInterfaces(), i => i == typeof(IDictionary));

    private static bool IsPlainCollection(Type type) =>
        type.IsArray || type.IsNestedPrivate || typeof(ICollection).IsAssignableFrom(type)
        || Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() is var open && (open == typeof(IOrderedEnumerable<>) || open == typeof(IDictionary<,>)));

    private static bool IsShown(MemberInfo member) => member switch
    {
        FieldInfo field => !field.Name.Contains('<', StringComparison.Ordinal),
        PropertyInfo property => property.CanRead && property.GetIndexParameters().Length == 0 && !property.Name.Contains('<', StringComparison.Ordinal)
            && !property.PropertyType.IsByRefLike && !property.PropertyType.IsByRef
            && property.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State != DebuggerBrowsableState.Never,
        _ => false,
    };
}

/// <summary>A member that formatting shows. A getter that throws shows its exception.</summary>
internal sealed class Member(MemberInfo member)
{
    public string Name => member.Name;

    public object ValueOrException(object instance)
    {
        try
        {
            return member is PropertyInfo property ? property.GetValue(instance, BindingFlags.DoNotWrapExceptions, null, null, null) : ((FieldInfo)member).GetValue(instance);
        }
#pragma warning disable CA1031 // whatever a property of the user's throws is shown in its place
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }
}
