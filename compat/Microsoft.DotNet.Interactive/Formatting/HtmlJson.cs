using System.Net;
using System.Text.Json;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A JSON value as a tree view.</summary>
internal static class HtmlJson
{
    public static bool Write(JsonElement element, FormatContext context)
    {
        context.RequireDefaultStyles();
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteTree(element, context, element.EnumerateObject().Select(property => ($"<td>{WebUtility.HtmlEncode(property.Name)}</td>", property.Value)));
                return true;
            case JsonValueKind.Array:
                WriteTree(element, context, element.EnumerateArray().Select(item => ("", item)));
                return true;
            case JsonValueKind.Number:
                context.Writer.Write("<span>");
                HtmlForm.WritePlain(element.GetRawText(), context);
                context.Writer.Write("</span>");
                return true;
            case JsonValueKind.Undefined:
                return false;
            default:
                var text = element.ValueKind == JsonValueKind.Null ? Formatter.NullString : element.GetRawText();
                context.Writer.Write($"<span>{WebUtility.HtmlEncode(text)}</span>");
                return true;
        }
    }

    private static void WriteTree(JsonElement element, FormatContext context, IEnumerable<(string Left, JsonElement Value)> rows)
    {
        context.Writer.Write($"<details class=\"dni-treeview\"><summary><span class=\"dni-code-hint\"><code>{WebUtility.HtmlEncode(element.ToString())}</code></span></summary><div><table><thead><tr></tr></thead><tbody>");
        foreach (var (left, value) in rows)
        {
            context.Writer.Write($"<tr>{left}<td>");
            Write(value, context);
            context.Writer.Write("</td></tr>");
        }

        context.Writer.Write("</tbody></table></div></details>");
    }
}
