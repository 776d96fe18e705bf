using System.Runtime.CompilerServices;
using Microsoft.FSharp.Core;

namespace Plotly.NET;

using DynamicObj = DynamicObj.DynamicObj;

/// <summary>Sets plotly.js attributes from optional arguments: what is not given is not written.</summary>
internal static class Members
{
    /// <summary>The attribute is the argument's own name in lower case, as nearly all of them are.</summary>
    public static T With<T, TValue>(this T target, FSharpOption<TValue> option, [CallerArgumentExpression(nameof(option))] string name = "")
        where T : DynamicObj =>
        target.With(name.ToLowerInvariant(), option);

    /// <summary>The attribute has another name, or is one of a part: <c>marker.color</c>.</summary>
    public static T With<T, TValue>(this T target, string path, FSharpOption<TValue> option)
        where T : DynamicObj =>
        option is null ? target : target.Set(path, option.Value);

    /// <summary>Sets an attribute, or one of a part (<c>marker.color</c>), which is made where it is missing.</summary>
    public static T Set<T>(this T target, string path, object value)
        where T : DynamicObj
    {
        var dot = path.IndexOf('.');
        if (dot < 0)
        {
            target.SetValue(path, value);
        }
        else
        {
            target.Child(path[..dot]).Set(path[(dot + 1)..], value);
        }

        return target;
    }

    /// <summary>A part of the figure, made where it is missing.</summary>
    public static TChild Child<TChild>(this DynamicObj target, string name)
        where TChild : DynamicObj, new()
    {
        var there = target.TryGetValue(name)?.Value;
        if (there is TChild child)
        {
            return child;
        }

        // Made by a path as a part without a type: it gets its type now.
        child = new TChild();
        target.SetValue(name, there is DynamicObj part ? child.Merge(part) : child);
        return child;
    }

    /// <inheritdoc cref="Child{TChild}"/>
    public static DynamicObj Child(this DynamicObj target, string name) => target.Child<DynamicObj>(name);

    /// <summary>Takes over what <paramref name="other"/> has: it wins, parts are merged, annotations and shapes are put together.</summary>
    public static T Merge<T>(this T target, DynamicObj other)
        where T : DynamicObj
    {
        foreach (var (name, value) in other.GetProperties(false).ToArray())
        {
            var own = target.TryGetValue(name)?.Value;
            if (name is "annotations" or "shapes" && own is IEnumerable<object> before && value is IEnumerable<object> more)
            {
                target.SetValue(name, before.Concat(more).ToArray());
            }
            else if (own is DynamicObj part && value is DynamicObj otherPart and not Template)
            {
                part.Merge(otherPart);
            }
            else
            {
                target.SetValue(name, value);
            }
        }

        return target;
    }

    /// <summary>Puts <paramref name="items"/> before those that are there already, as the real library does.</summary>
    public static T Prepend<T, TItem>(this T target, string name, IEnumerable<TItem> items, FSharpOption<bool> append)
        where T : DynamicObj
    {
        var before = append is { Value: false } ? null : target.TryGetValue(name)?.Value as IEnumerable<object>;
        return target.Set(name, items.Cast<object>().Concat(before ?? []).ToArray());
    }
}
