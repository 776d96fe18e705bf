using System.Dynamic;
using System.Net;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Tables with a column per member.</summary>
internal static class HtmlTable
{
    public static bool Write(TabularDataResource table, FormatContext context)
    {
        context.RequireDefaultStyles();
        var (rows, remaining) = Truncation.Take(table.Data, Formatter.ListExpansionLimit);
        var headers = string.Concat(table.Schema.Fields.Select(field => $"<td><span>{WebUtility.HtmlEncode(field.Name)}</span></td>"));
        context.Writer.Write($"<table><thead><tr>{headers}</tr></thead><tbody>");
        foreach (IEnumerable<KeyValuePair<string, object>> row in rows)
        {
            context.Writer.Write("<tr>");
            foreach (var cell in row)
            {
                WriteCell(cell.Value, context);
            }

            context.Writer.Write("</tr>");
        }

        HtmlForm.WriteRemaining(remaining, table.Schema.Fields.Count, context.Writer);
        context.Writer.Write("</tbody></table>");
        return true;
    }

    public static bool Write(ExpandoObject value, FormatContext context)
    {
        var members = value.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        context.Writer.Write($"<table><thead><tr>{string.Concat(members.Select(pair => $"<th>{WebUtility.HtmlEncode(pair.Key)}</th>"))}</tr></thead><tbody><tr>");
        foreach (var member in members)
        {
            WriteCell(member.Value, context);
        }

        context.Writer.Write("</tr></tbody></table>");
        return true;
    }

    private static void WriteCell(object value, FormatContext context)
    {
        context.Writer.Write("<td>");
        HtmlForm.WriteContent(value, context);
        context.Writer.Write("</td>");
    }
}
