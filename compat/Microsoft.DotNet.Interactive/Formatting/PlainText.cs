using System.Collections;
using System.Net;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The default text of any value.</summary>
internal static class PlainText
{
    public static bool Write(object value, FormatContext context)
    {
        if (value is null)
        {
            context.Writer.Write(Formatter.NullString);
            return true;
        }

        var shape = Shape.Of(value.GetType());
        if (shape.IsScalar || value is Enum)
        {
            context.Writer.Write(value);
        }
        else if (shape.IsTuple)
        {
            WriteTuple(value, shape, context);
        }
        else if (shape.IsEnumerable)
        {
            WriteEnumerable(value, shape, context);
        }
        else if (shape.Members.Count == 0)
        {
            context.Writer.Write(value.ToString());
        }
        else
        {
            WriteMembers(value, shape, context);
        }

        return true;
    }

    /// <summary>Below the recursion limit: lists in one line, anything else by its ToString.</summary>
    public static void WriteFlat(object value, FormatContext context, bool escape = false)
    {
        if (escape)
        {
            context.Writer.Write(WebUtility.HtmlEncode(Formatter.Written(inner =>
            {
                inner.Depth = context.Depth;
                inner.Flat = true;
                WriteFlat(value, inner);
            })));
        }
        else if (value is not string && value is IEnumerable items)
        {
            WriteItems(items, Shape.Of(value.GetType()), context);
        }
        else
        {
            context.Writer.Write(value);
        }
    }

    /// <summary>The items of a list: in one line where they are scalars, else one after the other.</summary>
    public static void WriteItems(IEnumerable list, Shape shape, FormatContext context)
    {
        var elementType = shape.ElementType ?? typeof(object);
        var inOneLine = !context.MayRecurse || Shape.Of(elementType).IsScalar;
        var (items, remaining) = Truncation.Take(list, Truncation.LimitFor(elementType));
        context.Writer.Write(inOneLine ? "[ " : TypeNames.Of(list.GetType(), withNamespace: false) + "\n");
        for (var i = 0; i < items.Count; i++)
        {
            context.Writer.Write(i == 0 ? "" : inOneLine ? ", " : "\n");
            context.StartsItem = true;
            if (!inOneLine && elementType == typeof(object))
            {
                Indent(context, "  - ");
            }

            items[i].FormatTo(context, PlainTextFormatter.MimeType);
            context.StartsItem = false;
        }

        context.Writer.Write(remaining == 0 ? "" : $" ... ({(remaining is { } count ? $"{count} " : "")}more)");
        context.Writer.Write(inOneLine ? " ]" : "");
    }

    public static void StartProperty(FormatContext context)
    {
        Indent(context, context.StartsItem ? "  - " : "    ");
        context.StartsItem = false;
    }

    private static void Indent(FormatContext context, string then)
    {
        context.Writer.Write(new string(' ', 2 * context.Depth));
        context.Writer.Write(then);
    }

    private static void WriteMembers(object value, Shape shape, FormatContext context)
    {
        if (!context.StartsItem)
        {
            context.Writer.Write(TypeNames.Of(value.GetType(), withNamespace: false));
            context.Writer.Write('\n');
        }

        for (var i = 0; i < shape.Members.Count; i++)
        {
            context.Writer.Write(i == 0 ? "" : "\n");
            WriteMember(shape.Members[i], value, context);
        }
    }

    private static void WriteMember(Member member, object value, FormatContext context)
    {
        StartProperty(context);
        context.Writer.Write(member.Name);
        context.Writer.Write(": ");
        member.ValueOrException(value).FormatTo(context, PlainTextFormatter.MimeType);
    }

    private static void WriteEnumerable(object value, Shape shape, FormatContext context)
    {
        if (!shape.ShowsItemsOnly && shape.Members.Count > 0)
        {
            WriteMembers(value, shape, context);
            context.Writer.Write('\n');
            StartProperty(context);
            context.Writer.Write("(values): ");
        }

        WriteItems((IEnumerable)value, shape, context);
    }

    private static void WriteTuple(object value, Shape shape, FormatContext context)
    {
        var members = shape.Members.Where(member => member.Name != "Length").ToArray();
        var inOneLine = Array.TrueForAll(value.GetType().GetGenericArguments(), type => Shape.Of(type).IsScalar);
        context.Writer.Write(inOneLine ? "( " : "");
        for (var i = 0; i < members.Length; i++)
        {
            context.Writer.Write(i == 0 ? "" : inOneLine ? ", " : "\n");
            if (!inOneLine)
            {
                context.StartsItem = true;
                StartProperty(context);
                context.StartsItem = true;
            }

            members[i].ValueOrException(value).FormatTo(context, PlainTextFormatter.MimeType);
        }

        context.Writer.Write(inOneLine ? " )" : "");
    }
}
