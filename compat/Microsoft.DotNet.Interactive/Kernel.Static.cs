using System.Text.Json;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <content>What cells call without a name in front: <c>using static Kernel</c>.</content>
public abstract partial class Kernel
{
    public static Kernel Current => KernelInvocationContext.Current?.HandlingKernel;

    public static Kernel Root => Current?.RootKernel;

    public static DisplayedValue display(object value, params string[] mimeTypes) => DisplayExtensions.Display(value, mimeTypes);

    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    public static void Javascript(string scriptContent) => ShowScript(scriptContent);

    public static void CSS(string content) =>
        ShowScript($"const style = document.createElement('style'); style.textContent = {JsonSerializer.Serialize(content)}; document.head.appendChild(style);");

    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") => AskAsync(new RequestInput(prompt, typeHint));

    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") => new(await AskAsync(new RequestInput(prompt, "password")).ConfigureAwait(false));

    /// <summary>Asks by way of the front end.</summary>
    internal static async Task<string> AskAsync(RequestInput request)
    {
        var root = Root ?? throw new InvalidOperationException("Input can be asked for only while a cell runs.");
        var result = await root.SendAsync(request).ConfigureAwait(false);
        return result.Events.OfType<InputProduced>().FirstOrDefault()?.Value
            ?? throw new InvalidOperationException(result.Events.OfType<CommandFailed>().FirstOrDefault()?.Message ?? "Nobody answered.");
    }

    private static void ShowScript(string script)
    {
        if (KernelInvocationContext.ForOutput is { } context)
        {
            var content = new FormattedValue(HtmlFormatter.MimeType, $"<script type=\"text/javascript\">{script}</script>");
            context.Publish(new DisplayedValueProduced(script, context.CurrentCommand, [content]));
        }
    }
}
