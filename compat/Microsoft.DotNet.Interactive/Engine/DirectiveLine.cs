using Microsoft.DotNet.Interactive.Directives;

namespace Microsoft.DotNet.Interactive.Engine;

/// <summary>A directive and what it does.</summary>
internal sealed record BoundDirective(KernelActionDirective Directive, Func<DirectiveLine, KernelInvocationContext, Task> Handler)
{
    /// <summary>All lines of a cell in one call before any of its code, instead of each at its place.</summary>
    public Func<IReadOnlyList<DirectiveLine>, KernelInvocationContext, Task> Hoisted { get; init; }

    /// <summary>Finds what is wrong with a line before anything of the cell runs.</summary>
    public Func<DirectiveLine, Diagnostic> Check { get; init; }
}

/// <summary>A line of a cell that is a directive, taken apart.</summary>
internal sealed class DirectiveLine
{
    private readonly Dictionary<string, (string Value, int Column)> _values = [];

    private DirectiveLine(string name, int line) => (Name, Line) = (name, line);

    public string Name { get; }

    /// <summary>The line of the cell, from 0.</summary>
    public int Line { get; }

    /// <summary>What is wrong with it, or null.</summary>
    public Diagnostic Error { get; private set; }

    /// <summary>Values by the name of their parameter; a flag's is null.</summary>
    public IEnumerable<(string Name, string Value)> Values => _values.Select(pair => (pair.Key, pair.Value.Value));

    /// <summary>The value of a parameter, or null.</summary>
    public string this[string parameter] => _values.TryGetValue(parameter, out var found) ? found.Value : null;

    public bool Has(string parameter) => _values.ContainsKey(parameter);

    /// <summary>An error at the value of a parameter.</summary>
    public Diagnostic ErrorAt(string parameter, string code, string message) =>
        NewError(_values.TryGetValue(parameter, out var found) ? found.Column : 0, code, message);

    public static DirectiveLine Parse(string text, int line, IEnumerable<KernelDirectiveParameter> parameters)
    {
        var words = Words(text).ToList();
        var parsed = new DirectiveLine(words[0].Text, line);
        var known = parameters.ToList();
        for (var i = 1; i < words.Count; i++)
        {
            var (word, column) = words[i];
            var named = known.Find(parameter => parameter.Name == word);
            var implied = named is null && !word.StartsWith("--", StringComparison.Ordinal) ? known.Find(parameter => parameter.AllowImplicitName && !parsed.Has(parameter.Name)) : null;
            if (implied is not null)
            {
                parsed._values[implied.Name] = (word, column);
            }
            else if (named is null)
            {
                parsed.Error ??= parsed.NewError(column, "DNI103", $"Unrecognized parameter name '{word}'");
            }
            else if (named.Flag || i + 1 == words.Count)
            {
                parsed._values[word] = (null, column);
            }
            else
            {
                parsed._values[word] = (words[++i].Text, words[i].Column);
            }
        }

        if (known.Find(parameter => parameter.Required && !parsed.Has(parameter.Name)) is { } missing)
        {
            parsed.Error ??= parsed.NewError(0, "DNI104", $"Missing required parameter '{missing.Name}'");
        }

        return parsed;
    }

    /// <summary>A line whose one value is all that follows the word, without its quotation marks.</summary>
    public static DirectiveLine ParseWhole(string text, int line)
    {
        var name = text.Split(' ', 2)[0];
        var column = text.Length > name.Length ? name.Length + 1 : name.Length;
        var parsed = new DirectiveLine(name, line);
        parsed._values["value"] = (text[column..].Trim().Trim('"'), column);
        return parsed;
    }

    private Diagnostic NewError(int column, string code, string message)
    {
        var position = new LinePosition(Line, column);
        return new Diagnostic(new LinePositionSpan(position, position), CodeAnalysis.DiagnosticSeverity.Error, code, message);
    }

    /// <summary>Words at blanks; a quoted text is one word.</summary>
    private static IEnumerable<(string Text, int Column)> Words(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var isQuoted = text[i] == '"';
            var start = isQuoted ? i + 1 : i;
            var end = start;
            while (end < text.Length && (isQuoted ? text[end] != '"' : !char.IsWhiteSpace(text[end])))
            {
                end++;
            }

            yield return (text[start..end], i);
            i = isQuoted ? end + 1 : end;
        }
    }
}
