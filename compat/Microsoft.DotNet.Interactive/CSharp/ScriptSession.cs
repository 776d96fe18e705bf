using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>The chain of submissions: every cell is compiled against those before it and continues their state.</summary>
internal sealed class ScriptSession
{
    private ScriptOptions _options = ScriptOptions.Default
        .WithLanguageVersion(LanguageVersion.CSharp14)
        .WithAllowUnsafe(true)
        .WithOptimizationLevel(OptimizationLevel.Debug)
        .WithEmitDebugInformation(true)
        .WithFileEncoding(Encoding.UTF8)
        .WithImports("System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq")
        .WithReferences(typeof(object).Assembly, typeof(Enumerable).Assembly, typeof(Microsoft.CSharp.RuntimeBinder.Binder).Assembly, typeof(Kernel).Assembly, typeof(AspNetCore.Html.IHtmlContent).Assembly);

    private string _directory;
    private int _runs;

    /// <summary>What the last submission that ran left, or null.</summary>
    public ScriptState<object> State { get; private set; }

    public ScriptOptions Options => _options;

    public void AddImport(string name) => _options = _options.AddImports(name);

    public void AddReferences(IEnumerable<string> paths) =>
        _options = _options.AddReferences(paths.Select(path => MetadataReference.CreateFromFile(path)));

    /// <summary>Compiles and runs. Nothing is thrown for what is wrong with the code.</summary>
    /// <param name="code">A submission without engine directives.</param>
    /// <param name="cell">The number that stack traces and breakpoints show for it.</param>
    /// <param name="firstLine">The line of the cell at which the code starts, from 0.</param>
    /// <param name="cancellationToken">Stops the compiler; running code looks at the token of the context.</param>
    public async Task<Submission> RunAsync(string code, int cell = 0, int firstLine = 0, CancellationToken cancellationToken = default)
    {
        FollowDirectory();
        var name = $"cell {cell}";
        var text = firstLine == 0 ? code : $"#line {firstLine + 1} \"{name}\"\n{code}";
        var options = _options.WithFilePath(name);
        Script<object> script = State is null ? CSharpScript.Create(text, options) : State.Script.ContinueWith<object>(text, options);
        var lines = new DiagnosticLines(name, firstLine == 0 ? 0 : 1);
        var diagnostics = script.Compile(cancellationToken);
        if (diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            var errors = lines.Of(diagnostics);
            return new Submission(errors, false, new CompilationErrorException(errors[0].Text, diagnostics), false, null);
        }

        var previous = State;
        var run = ++_runs;
        var next = previous is null
            ? await script.RunAsync(null, static _ => true, CancellationToken.None).ConfigureAwait(false)
            : await script.RunFromAsync(previous, static _ => true, CancellationToken.None).ConfigureAwait(false);
        // A cancelled cell that was left behind may end when later cells run or have run; their state stands.
        State = cancellationToken.IsCancellationRequested && run != _runs ? State : next;
        return new Submission(lines.Of(diagnostics), true, next.Exception, HasReturnValue(script), next.ReturnValue);
    }

    /// <summary>Paths of #r and #load are relative to the current directory, wherever a cell has set it.</summary>
    private void FollowDirectory()
    {
        var current = Directory.GetCurrentDirectory();
        if (current != _directory)
        {
            _directory = current;
            _options = _options
                .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(current))
                .WithSourceResolver(new CellSourceResolver(current));
        }
    }

    // Whether a submission ends in a value is known to the compiler alone: null is a value, a call of a void method is none.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(HasReturnValue))]
    private static extern bool HasReturnValue(Script script);
}

/// <summary>Finds the files of #load; the names of cells stay names in stack traces, instead of becoming paths below the current directory.</summary>
internal sealed class CellSourceResolver(string directory) : SourceFileResolver([], directory)
{
    public override string NormalizePath(string path, string baseFilePath) =>
        path.StartsWith("cell ", StringComparison.Ordinal) ? path : base.NormalizePath(path, baseFilePath);
}

/// <summary>What came of a submission.</summary>
internal sealed record Submission(IReadOnlyList<DiagnosticLine> Diagnostics, bool IsCompiled, Exception Exception, bool HasValue, object Value);

/// <summary>A diagnostic, and its text with the position in the cell.</summary>
internal sealed record DiagnosticLine(Interactive.Diagnostic Diagnostic, string Text);

/// <summary>Turns the compiler's positions into those of the code of the cell.</summary>
internal sealed class DiagnosticLines(string name, int linesBefore)
{
    public IReadOnlyList<DiagnosticLine> Of(IEnumerable<CodeAnalysis.Diagnostic> diagnostics) =>
        [.. diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden && !diagnostic.IsSuppressed).Select(ToLine)];

    private DiagnosticLine ToLine(CodeAnalysis.Diagnostic diagnostic)
    {
        var mapped = diagnostic.Location.GetMappedLineSpan();
        var isOfCell = !mapped.IsValid || mapped.Path == name;
        var span = isOfCell ? diagnostic.Location.GetLineSpan().Span : mapped.Span;
        var offset = isOfCell && diagnostic.Location.IsInSource ? linesBefore : 0;
        var result = new Interactive.Diagnostic(
            new LinePositionSpan(new LinePosition(span.Start.Line - offset, span.Start.Character), new LinePosition(span.End.Line - offset, span.End.Character)),
            diagnostic.Severity, diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        var text = diagnostic.Location.IsInSource || mapped.IsValid ? result.ToString() : $"{result.Severity.ToString().ToLowerInvariant()} {result.Code}: {result.Message}";
        return new DiagnosticLine(result, isOfCell ? text : mapped.Path + text);
    }
}
