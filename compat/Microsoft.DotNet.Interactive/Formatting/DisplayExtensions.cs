using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace System;

public static class DisplayExtensions
{
    /// <summary>Shows a value in the mime types given, or in those that its type prefers.</summary>
    public static DisplayedValue Display(this object value, params string[] mimeTypes)
    {
        var displayed = new DisplayedValue(value, FormattedValue.CreateManyFromObject(value, mimeTypes));
        Formatter.Show(displayed);
        return displayed;
    }

    /// <summary>Shows a text that already is a payload of the mime type.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType)
    {
        var displayed = new DisplayedValue(value, [new FormattedValue(mimeType, value)]);
        Formatter.Show(displayed);
        return displayed;
    }

    /// <summary>Shows a sequence as a table with a column per member.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes) =>
        value is null ? Display((object)null, mimeTypes) : Display(value.ToTabularDataResource(), mimeTypes);
}
