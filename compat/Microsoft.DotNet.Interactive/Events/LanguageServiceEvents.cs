using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

public class CompletionsProduced(IReadOnlyCollection<CompletionItem> completions, RequestCompletions command, LinePositionSpan linePositionSpan = null) : KernelEvent(command)
{
    public IEnumerable<CompletionItem> Completions { get; } = completions ?? throw new ArgumentNullException(nameof(completions));

    /// <summary>What a completion replaces.</summary>
    public LinePositionSpan LinePositionSpan { get; } = linePositionSpan;
}

public class CompletionItem(
    string displayText, string kind, string filterText = null, string sortText = null, string insertText = null, InsertTextFormat? insertTextFormat = null, string documentation = null)
{
    public string DisplayText { get; } = displayText ?? throw new ArgumentNullException(nameof(displayText));

    public string Kind { get; } = kind;

    public string FilterText { get; } = filterText ?? displayText;

    public string SortText { get; } = sortText ?? displayText;

    public string InsertText { get; } = insertText ?? displayText;

    public InsertTextFormat? InsertTextFormat { get; } = insertTextFormat;

    public string Documentation { get; set; } = documentation;

    public override string ToString() => DisplayText;
}

public enum InsertTextFormat
{
    PlainText = 1,
    Snippet = 2,
}

public class HoverTextProduced(RequestHoverText command, IReadOnlyCollection<FormattedValue> content, LinePositionSpan linePositionSpan = null) : KernelEvent(command)
{
    public IReadOnlyCollection<FormattedValue> Content { get; } = content ?? throw new ArgumentNullException(nameof(content));

    public LinePositionSpan LinePositionSpan { get; } = linePositionSpan;
}

public class SignatureHelpProduced(RequestSignatureHelp command, IReadOnlyList<SignatureInformation> signatures, int activeSignatureIndex, int activeParameterIndex) : KernelEvent(command)
{
    public IReadOnlyList<SignatureInformation> Signatures { get; } = signatures;

    public int ActiveSignatureIndex { get; } = activeSignatureIndex;

    public int ActiveParameterIndex { get; } = activeParameterIndex;

    public static SignatureHelpProduced Empty(RequestSignatureHelp command) => new(command, [], 0, 0);
}
