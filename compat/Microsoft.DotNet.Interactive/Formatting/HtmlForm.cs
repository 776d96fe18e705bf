using System.Collections;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The default HTML of any value: a framed text, a table of a list, or a tree view of an object.</summary>
internal static class HtmlForm
{
    public static bool Write(object value, FormatContext context)
    {
        if (value is null)
        {
            return WritePlain(null, context);
        }

        var shape = Shape.Of(value.GetType());
        if (shape.IsScalar)
        {
            return WritePlain(value, context);
        }

        return shape.ShowsItemsOnly ? WriteList(value, shape, context) : WriteTree(value, shape, context);
    }

    /// <summary>The value's text in a frame.</summary>
    public static bool WritePlain(object value, FormatContext context, string mimeType = PlainTextFormatter.MimeType)
    {
        context.RequireDefaultStyles();
        var text = value is string written && mimeType == PlainTextFormatter.MimeType ? written : value.ToDisplayString(mimeType);
        context.Writer.Write($"<div class=\"dni-plaintext\"><pre>{WebUtility.HtmlEncode(text)}</pre></div>");
        return true;
    }

    /// <summary>What goes into a cell of a table: HTML as it is, anything else in its own form.</summary>
    public static void WriteContent(object value, FormatContext context)
    {
        switch (value)
        {
            case string text:
                context.Writer.Write(WebUtility.HtmlEncode(text));
                break;
            case HtmlTag tag:
                tag.WriteTo(context);
                break;
            case PocketView view:
                view.WriteTo(context);
                break;
            case IHtmlContent html:
                html.WriteTo(context.Writer, HtmlEncoder.Default);
                break;
            case IEnumerable<object> many when many.All(item => item is IHtmlContent):
                foreach (var item in many)
                {
                    WriteContent(item, context);
                }

                break;
            default:
                value.FormatTo(context, HtmlFormatter.MimeType);
                break;
        }
    }

    private static bool WriteTree(object value, Shape shape, FormatContext context)
    {
        context.RequireDefaultStyles();
        var writer = context.Writer;
        var summary = WebUtility.HtmlEncode(value.ToDisplayString(PlainTextSummaryFormatter.MimeType));
        writer.Write(context.Depth < 2 ? "<details open=\"open\" class=\"dni-treeview\">" : "<details class=\"dni-treeview\">");
        writer.Write($"<summary><span class=\"dni-code-hint\"><code>{summary}</code></span></summary><div><table><thead><tr></tr></thead><tbody>");
        foreach (var member in shape.Members.Where(member => !(shape.IsTuple && member.Name == "Length")))
        {
            writer.Write($"<tr><td>{WebUtility.HtmlEncode(member.Name)}</td><td>");
            member.ValueOrException(value).FormatTo(context, HtmlFormatter.MimeType);
            writer.Write("</td></tr>");
        }

        if (shape.IsEnumerable)
        {
            writer.Write("<tr><td><i>(values)</i></td><td>");
            WriteList(value, shape, context);
            writer.Write("</td></tr>");
        }

        writer.Write("</tbody></table></div></details>");
        return true;
    }

    private static bool WriteList(object value, Shape shape, FormatContext context)
    {
        context.RequireDefaultStyles();
        if (shape.DictionaryType is null && shape.ElementType is { } element && Shape.Of(element).IsScalar)
        {
            return WritePlain(value, context, PlainTextSummaryFormatter.MimeType);
        }

        var keys = Side(value, shape, "Keys");
        var source = Side(value, shape, "Values") ?? (IEnumerable)value;
        var (items, remaining) = Truncation.Take(source, Formatter.ListExpansionLimit);
        if (items.Count == 0)
        {
            context.Writer.Write("<i>(empty)</i>");
            return true;
        }

        var left = keys is null ? Enumerable.Range(0, items.Count).Select(i => new HtmlString(i.ToString(CultureInfo.InvariantCulture))) : keys.Cast<object>();
        WriteRows(items, left, keys is null ? "index" : "key", value is ICollection ? remaining : remaining == 0 ? 0 : null, context);
        return true;
    }

    private static void WriteRows(List<object> items, IEnumerable<object> left, string leftName, int? remaining, FormatContext context)
    {
        var isMixed = items.Where(item => item is not null).Select(item => item.GetType()).Distinct().Skip(1).Any();
        var writer = context.Writer;
        writer.Write($"<table><thead><tr><th><i>{leftName}</i></th>{(isMixed ? "<th><i>type</i></th>" : "")}<th>value</th></tr></thead><tbody>");
        foreach (var (key, item) in left.Zip(items))
        {
            writer.Write("<tr>");
            WriteCell(key, context);
            if (isMixed)
            {
                WriteCell(item?.GetType(), context);
            }

            WriteCell(item, context);
            writer.Write("</tr>");
        }

        WriteRemaining(remaining, isMixed ? 3 : 2, writer);
        writer.Write("</tbody></table>");
    }

    /// <summary>The last row of a table that was cut.</summary>
    internal static void WriteRemaining(int? remaining, int columns, TextWriter writer)
    {
        if (remaining != 0)
        {
            writer.Write($"<tr><td colspan=\"{columns}\"><i>{(remaining is { } count ? $"({count} more)" : "... (more)")}</i></td></tr>");
        }
    }

    private static void WriteCell(object value, FormatContext context)
    {
        context.Writer.Write("<td>");
        if (value is string text)
        {
            WritePlain(text, context);
        }
        else
        {
            WriteContent(value, context);
        }

        context.Writer.Write("</td>");
    }

    private static IEnumerable Side(object value, Shape shape, string name) => (IEnumerable)shape.DictionaryType?.GetProperty(name)?.GetValue(value);
}
