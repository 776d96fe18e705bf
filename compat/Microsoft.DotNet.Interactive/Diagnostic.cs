using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>An error or a warning of a compiler.</summary>
public class Diagnostic
{
    public Diagnostic(LinePositionSpan linePositionSpan, DiagnosticSeverity severity, string code, string message)
    {
        LinePositionSpan = linePositionSpan;
        Severity = severity;
        Code = code;
        Message = message;
    }

    public LinePositionSpan LinePositionSpan { get; }

    public DiagnosticSeverity Severity { get; }

    public string Code { get; }

    public string Message { get; }

    public static Diagnostic FromCodeAnalysisDiagnostic(CodeAnalysis.Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        var span = LinePositionSpan.FromCodeAnalysisLinePositionSpan(diagnostic.Location.GetLineSpan().Span);
        return new Diagnostic(span, diagnostic.Severity, diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    public Diagnostic WithLinePositionSpan(LinePositionSpan linePositionSpan) => new(linePositionSpan, Severity, Code, Message);

    public override string ToString() =>
        $"({LinePositionSpan.Start.Line + 1},{LinePositionSpan.Start.Character + 1}): {Severity.ToString().ToLowerInvariant()} {Code}: {Message}";

    internal FormattedValue ToFormatted() => new(PlainTextFormatter.MimeType, ToString());
}
