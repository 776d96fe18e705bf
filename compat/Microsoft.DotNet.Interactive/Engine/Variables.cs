using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Engine;

/// <summary>The directives about variables: #!who, #!whos, #!set, #!share.</summary>
internal static class Variables
{
    public static async Task ShowNamesAsync(Kernel kernel, KernelInvocationContext context)
    {
        var infos = await InfosAsync(kernel, PlainTextFormatter.MimeType, context).ConfigureAwait(false);
        Show(context, Formatter.Written(inner =>
        {
            inner.RequireDefaultStyles();
            inner.Writer.Write("<div>");
            if (infos.Count > 0)
            {
                HtmlForm.WritePlain($"[ {string.Join(", ", infos.Select(info => $"{info.Name}\t "))} ]", inner);
            }

            inner.Writer.Write("</div>");
        }));
    }

    public static async Task ShowTableAsync(Kernel kernel, KernelInvocationContext context)
    {
        var infos = await InfosAsync(kernel, PlainTextFormatter.MimeType, context).ConfigureAwait(false);
        Show(context, Formatter.Written(inner =>
        {
            inner.RequireDefaultStyles();
            inner.Writer.Write("<table><thead><tr><th>Variable</th><th>Type</th><th>Value</th></tr></thead><tbody>");
            foreach (var info in infos)
            {
                inner.Writer.Write($"<tr><td>{WebUtility.HtmlEncode(info.Name)}</td><td>");
                HtmlForm.WriteContent(info.Type, inner);
                inner.Writer.Write("</td><td>");
                HtmlForm.WritePlain(info.FormattedValue.Value, inner);
                inner.Writer.Write("</td></tr>");
            }

            inner.Writer.Write("</tbody></table>");
        }));
    }

    /// <summary><c>#!set --name x --value TEXT</c>, where TEXT may be @kernel:name or @input:prompt.</summary>
    public static async Task SetAsync(Kernel kernel, DirectiveLine line, KernelInvocationContext context)
    {
        object value = line["--value"] ?? "";
        if (value is string reference && reference.StartsWith('@'))
        {
            var (found, error) = await ResolveAsync(kernel, reference[1..], line, context).ConfigureAwait(false);
            if (error is not null)
            {
                context.Publish(new ErrorProduced(error, context.CurrentCommand));
                CellRunner.ReportErrors([line.ErrorAt("--value", "DNI202", error)], context.CurrentCommand, context);
                return;
            }

            value = found;
        }

        await context.RunChildAsync(new SendValue(line["--name"], value), kernel).ConfigureAwait(false);
    }

    /// <summary><c>#!share --from kernel name --as name</c>.</summary>
    public static async Task ShareAsync(Kernel kernel, DirectiveLine line, KernelInvocationContext context)
    {
        var (value, error) = await RequestAsync(kernel, line["--from"], line["--name"], false, line["--mime-type"], context).ConfigureAwait(false);
        if (error is not null)
        {
            context.Publish(new ErrorProduced(error, context.CurrentCommand));
            return;
        }

        await context.RunChildAsync(new SendValue(line["--as"] ?? line["--name"], value), kernel).ConfigureAwait(false);
    }

    private static async Task<(object Value, string Error)> ResolveAsync(Kernel kernel, string reference, DirectiveLine line, KernelInvocationContext context)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var (source, name) = colon < 0 ? (kernel.Name, reference) : (reference[..colon], reference[(colon + 1)..]);
        return source is "input" or "password"
            ? (await Kernel.AskAsync(new RequestInput(name, source == "password" ? "password" : "text")).ConfigureAwait(false), null)
            : await RequestAsync(kernel, source, name, line.Has("--byref"), line["--mime-type"], context).ConfigureAwait(false);
    }

    /// <summary>The value itself, or its copy by way of JSON.</summary>
    private static async Task<(object Value, string Error)> RequestAsync(Kernel kernel, string source, string name, bool byReference, string mimeType, KernelInvocationContext context)
    {
        if (kernel.FindKernelByName(source) is not { } from)
        {
            return (null, $"Kernel '{source}' not found.");
        }

        var result = await context.RunChildAsync(new RequestValue(name, mimeType ?? JsonFormatter.MimeType), from).ConfigureAwait(false);
        if (result.Events.OfType<ValueProduced>().FirstOrDefault() is not { } produced)
        {
            return (null, result.Events.OfType<CommandFailed>().FirstOrDefault()?.Message ?? $"Value '{name}' not found in kernel {source}");
        }

        return (byReference ? produced.Value : produced.FormattedValue.MimeType == JsonFormatter.MimeType ? FromJson(produced.FormattedValue.Value) : produced.FormattedValue.Value, null);
    }

    private static object FromJson(string json)
    {
        var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.String => document.RootElement.GetString(),
            JsonValueKind.Number => document.RootElement.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            _ => document,
        };
    }

    private static async Task<IReadOnlyCollection<ValueSharing.KernelValueInfo>> InfosAsync(Kernel kernel, string mimeType, KernelInvocationContext context)
    {
        var result = await context.RunChildAsync(new RequestValueInfos(null, mimeType), kernel).ConfigureAwait(false);
        return result.Events.OfType<ValueInfosProduced>().FirstOrDefault()?.ValueInfos ?? [];
    }

    private static void Show(KernelInvocationContext context, string html) =>
        context.Publish(new DisplayedValueProduced(new HtmlString(html), context.CurrentCommand, [new FormattedValue(HtmlFormatter.MimeType, html)]));
}
