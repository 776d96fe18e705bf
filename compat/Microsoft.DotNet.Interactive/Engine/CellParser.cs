using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Directives;

namespace Microsoft.DotNet.Interactive.Engine;

/// <summary>A stretch of a cell: text for a kernel, or a directive.</summary>
internal sealed record CellPart(Kernel Kernel, string Text, int Line, DirectiveLine Directive, BoundDirective Bound);

/// <summary>Splits a cell at the lines that begin with a directive.</summary>
internal sealed partial class CellParser
{
    private readonly List<string> _lines = [];
    private Kernel _kernel;
    private DirectiveLine _selector;
    private int _start;

    private CellParser(Kernel kernel) => _kernel = kernel;

    public List<CellPart> Parts { get; } = [];

    public List<Diagnostic> Errors { get; } = [];

    public bool HasDirectives { get; private set; }

    public static CellParser Parse(string code, Kernel kernel)
    {
        var parser = new CellParser(kernel);
        if (MayHaveDirectives().IsMatch(code))
        {
            var lines = code.Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                parser.Read(lines[i], i);
            }

            parser.EndText();
        }

        return parser;
    }

    private void Read(string text, int line)
    {
        var match = Directive().Match(text);
        if (!match.Success || (match.Groups["package"].Success && Find(match.Groups["package"].Value) is null))
        {
            if (_lines.Count == 0)
            {
                _start = line;
            }

            _lines.Add(text);
            return;
        }

        HasDirectives = true;
        text = text.TrimEnd();
        if (match.Groups["package"].Success)
        {
            AddDirective(DirectiveLine.ParseWhole(text, line), Find(match.Groups["package"].Value));
        }
        else if (FindKernel(match.Groups["name"].Value[2..]) is { } kernel)
        {
            Select(kernel, DirectiveLine.Parse(text, line, kernel.KernelSpecifierDirective.Parameters));
        }
        else if (Find(match.Groups["name"].Value) is { } bound)
        {
            AddDirective(DirectiveLine.Parse(text, line, bound.Directive.Parameters), bound);
        }
        else
        {
            var position = new LinePosition(line, 0);
            Errors.Add(new Diagnostic(new LinePositionSpan(position, position), DiagnosticSeverity.Error, "DNI101", $"Unknown magic command '{match.Groups["name"].Value}'"));
        }
    }

    private void Select(Kernel kernel, DirectiveLine line)
    {
        EndText();
        _kernel = kernel;
        _selector = line;
        if (line.Error is { } error)
        {
            Errors.Add(error);
        }
    }

    private void AddDirective(DirectiveLine line, BoundDirective bound)
    {
        EndText();
        if ((line.Error ?? bound.Check?.Invoke(line)) is { } error)
        {
            Errors.Add(error);
        }

        Parts.Add(new CellPart(_kernel, null, line.Line, line, bound));
    }

    private void EndText()
    {
        var text = string.Join('\n', _lines);
        _lines.Clear();
        if (!string.IsNullOrWhiteSpace(text) || _selector?.Values.Any() == true)
        {
            Parts.Add(new CellPart(_kernel, text, _start, _selector, null));
        }

        _selector = null;
    }

    private Kernel FindKernel(string name) =>
        _kernel.RootKernel is CompositeKernel composite ? composite.ChildKernels.FirstOrDefault(kernel => kernel.KernelInfo.NameAndAliases.Contains(name)) : null;

    private BoundDirective Find(string name)
    {
        for (var kernel = _kernel; kernel is not null; kernel = kernel.ParentKernel)
        {
            if (kernel.Directives.FindLast(bound => bound.Directive.Name == name) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^#(!|[ri])", RegexOptions.Multiline)]
    private static partial Regex MayHaveDirectives();

    [GeneratedRegex(@"^(?<name>#!\S+)|^(?<package>#[ri]) +""\s*nuget", RegexOptions.IgnoreCase)]
    private static partial Regex Directive();
}
