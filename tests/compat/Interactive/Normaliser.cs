using System.Text.RegularExpressions;

namespace SegBook.Tests.Compat.Interactive;

/// <summary>Takes out of a text what differs from run to run, by the rules of golden/interactive/README.md.</summary>
internal sealed partial class Normaliser(string notebookFolder)
{
    public const string Style = "<style>{dni}</style>";

    /// <param name="text">A text of an event.</param>
    /// <param name="mimeType">In HTML a stack ends where the element does.</param>
    public string Apply(string text, string mimeType = "text/plain")
    {
        text = StyleSheet().Replace(text, Style);
        text = text.Replace(notebookFolder, "{nb}", StringComparison.Ordinal);
        text = Framework().Replace(text, "{framework}");
        text = Submission().Replace(text, "Submission#{n}");
        text = WallTime().Replace(text, "$1{t}$2");
        text = (mimeType == "text/html" ? StackInHtml() : Stack()).Replace(text, "{stack}");
        text = Anonymous().Replace(text, "f__AnonymousType{n}#{n}");
        text = GuidText().Replace(text, "{guid}");
        return Hex32().Replace(text, "{hex32}");
    }

    [GeneratedRegex(@"<style>(?:(?!</style>).)*?\.dni-(?:(?!</style>).)*</style>", RegexOptions.Singleline)]
    private static partial Regex StyleSheet();

    [GeneratedRegex(@"/usr/(?:share|lib)/dotnet/shared/Microsoft\.NETCore\.App/[0-9.]+")]
    private static partial Regex Framework();

    [GeneratedRegex(@"Submission#\d+")]
    private static partial Regex Submission();

    [GeneratedRegex(@"(Wall time: )[0-9.,]+( ?ms)")]
    private static partial Regex WallTime();

    [GeneratedRegex(@"(?:^|(?<=>)) +at [^\n]*(?:\n(?: +at |--- End of stack trace)[^\n]*)*", RegexOptions.Multiline)]
    private static partial Regex Stack();

    [GeneratedRegex(@"(?:^|(?<=>)) +at [^\n<]*(?:\n(?: +at |--- End of stack trace)[^\n<]*)*", RegexOptions.Multiline)]
    private static partial Regex StackInHtml();

    [GeneratedRegex(@"f__AnonymousType\d+#\d+")]
    private static partial Regex Anonymous();

    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")]
    private static partial Regex GuidText();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b")]
    private static partial Regex Hex32();
}
