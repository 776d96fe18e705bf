using System.Runtime.CompilerServices;

namespace Plotly.NET.CSharp;

/// <summary>Sets plotly.js attributes from optional arguments: what is not given is not written.</summary>
internal static class Options
{
    public static T With<T, TValue>(this T target, Optional<TValue> option, [CallerArgumentExpression(nameof(option))] string name = "")
        where T : DynamicObj.DynamicObj =>
        target.With(name.ToLowerInvariant(), option);

    public static T With<T, TValue>(this T target, string path, Optional<TValue> option)
        where T : DynamicObj.DynamicObj =>
        option.IsSome ? target.Set(path, option.Value) : target;

    public static T Or<T>(this Optional<T> option, T otherwise) => option.IsSome ? option.Value : otherwise;
}
