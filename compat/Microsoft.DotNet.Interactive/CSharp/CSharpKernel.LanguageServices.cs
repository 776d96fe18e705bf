using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.QuickInfo;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using CompletionItem = Microsoft.DotNet.Interactive.Events.CompletionItem;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <content>What editors ask.</content>
public partial class CSharpKernel :
    IKernelCommandHandler<RequestCompletions>,
    IKernelCommandHandler<RequestHoverText>,
    IKernelCommandHandler<RequestSignatureHelp>,
    IKernelCommandHandler<RequestDiagnostics>
{
    private readonly Lazy<ScriptWorkspace> _workspace = new(() => new ScriptWorkspace());

    async Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions command, KernelInvocationContext context)
    {
        var (document, text, position) = await OpenAsync(command.Code, command.LinePosition).ConfigureAwait(false);
        var service = CompletionService.GetService(document);
        var found = await service.GetCompletionsAsync(document, position, cancellationToken: context.CancellationToken).ConfigureAwait(false);
        var span = LinePositionSpan.FromCodeAnalysisLinePositionSpan(text.Lines.GetLinePositionSpan(found.Span));
        // An item with a namespace beside it would need a using directive of its own.
        context.Publish(new CompletionsProduced([.. found.ItemsList.Where(item => string.IsNullOrEmpty(item.InlineDescription)).Select(ToItem)], command, span));
    }

    async Task IKernelCommandHandler<RequestHoverText>.HandleAsync(RequestHoverText command, KernelInvocationContext context)
    {
        var (document, text, position) = await OpenAsync(command.Code, command.LinePosition).ConfigureAwait(false);
        var info = await QuickInfoService.GetService(document).GetQuickInfoAsync(document, position, context.CancellationToken).ConfigureAwait(false);
        if (info is not null)
        {
            var span = LinePositionSpan.FromCodeAnalysisLinePositionSpan(text.Lines.GetLinePositionSpan(info.Span));
            context.Publish(new HoverTextProduced(command, [new FormattedValue("text/markdown", Markdown(info))], span));
        }
    }

    async Task IKernelCommandHandler<RequestSignatureHelp>.HandleAsync(RequestSignatureHelp command, KernelInvocationContext context)
    {
        var (document, _, position) = await OpenAsync(command.Code, command.LinePosition).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        context.Publish(Signatures.At(model, position, command));
    }

    async Task IKernelCommandHandler<RequestDiagnostics>.HandleAsync(RequestDiagnostics command, KernelInvocationContext context)
    {
        var (document, _, _) = await OpenAsync(command.Code, new LinePosition(0, 0)).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic[] diagnostics = [.. model.GetDiagnostics(null, context.CancellationToken).Where(found => found.Severity != DiagnosticSeverity.Hidden).Select(Diagnostic.FromCodeAnalysisDiagnostic)];
        context.Publish(new DiagnosticsProduced(diagnostics, [.. diagnostics.Select(found => found.ToFormatted())], command));
    }

    private async Task<(Document Document, SourceText Text, int Position)> OpenAsync(string code, LinePosition at)
    {
        var document = _workspace.Value.Open(code, Session);
        var text = await document.GetTextAsync().ConfigureAwait(false);
        var line = text.Lines[Math.Clamp(at.Line, 0, text.Lines.Count - 1)];
        return (document, text, Math.Min(line.Start + at.Character, line.End));
    }

    private static CompletionItem ToItem(CodeAnalysis.Completion.CompletionItem item)
    {
        var inserted = item.Properties.TryGetValue("InsertionText", out var text) ? text : item.DisplayText;
        return new CompletionItem(item.DisplayTextPrefix + item.DisplayText + item.DisplayTextSuffix, item.Tags.FirstOrDefault(), item.FilterText, item.SortText, inserted, InsertTextFormat.PlainText);
    }

    private static string Markdown(QuickInfoItem info)
    {
        var parts = info.Sections.Select(section => section.Kind == QuickInfoSectionKinds.Description ? $"```csharp\n{section.Text}\n```" : section.Text);
        return string.Join("\n\n", parts.Where(part => part.Length > 0)).ReplaceLineEndings("\n");
    }
}
