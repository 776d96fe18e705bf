using System.Diagnostics;
using System.Globalization;
using Markdig;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace SegBook.Engine;

/// <summary>The directives that come with a front end rather than with a kernel: #!time, #!markdown, #!lsmagic.</summary>
internal static class MagicCommands
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    public static CompositeKernel UseMagicCommands(this CompositeKernel kernels)
    {
        kernels.AddDirective(new KernelActionDirective("#!time") { Description = "Shows how long the cell takes" }, TimeAsync);
        kernels.AddDirective(new KernelActionDirective("#!markdown") { Description = "Shows the text behind it as Markdown" }, MarkdownAsync);
        kernels.AddDirective(new KernelActionDirective("#!lsmagic") { Description = "Names the kernels" }, (_, context) => ListAsync(kernels, context));
        return kernels;
    }

    private static Task TimeAsync(KernelCommand command, KernelInvocationContext context)
    {
        var watch = Stopwatch.StartNew();
        context.OnComplete(ending =>
        {
            var elapsed = string.Create(CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds}ms");
            ending.Publish(new DisplayedValueProduced(watch.Elapsed, ending.Command, [new FormattedValue("text/plain", elapsed)]));
        });
        return Task.CompletedTask;
    }

    /// <summary>The rest of the cell is text, whatever it looks like.</summary>
    private static Task MarkdownAsync(KernelCommand command, KernelInvocationContext context)
    {
        if (context.Command is SubmitCode cell)
        {
            var lines = cell.Code.Split('\n');
            var start = Array.FindIndex(lines, line => line.TrimEnd() == "#!markdown") + 1;
            var html = Markdig.Markdown.ToHtml(string.Join('\n', lines.Skip(start)), Markdown);
            context.Publish(new DisplayedValueProduced(html, context.Command, [new FormattedValue("text/html", html)]));
        }

        context.Complete(context.Command);
        return Task.CompletedTask;
    }

    private static Task ListAsync(CompositeKernel kernels, KernelInvocationContext context)
    {
        var text = string.Join('\n', kernels.ChildKernels.Select(kernel => $"#!{kernel.Name}"));
        context.DisplayAs(text, "text/plain");
        return Task.CompletedTask;
    }
}
