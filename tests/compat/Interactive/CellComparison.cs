namespace SegBook.Tests.Compat.Interactive;

/// <summary>Compares what the cells of a notebook did with the record, by the rules of golden/interactive/README.md.</summary>
internal sealed class CellComparison
{
    // The ids of displays are numbered through the notebook; cells that may differ may have shown more or less.
    private readonly Dictionary<string, string> _ids = [];

    /// <summary>The first difference, or null.</summary>
    public string? Difference(CellRecord expected, CellRecord actual)
    {
        if (expected.Outcome != actual.Outcome)
        {
            return $"{actual.Outcome} instead of {expected.Outcome}: {actual.Message}";
        }

        if (expected.Message != actual.Message)
        {
            return $"message\n    {actual.Message}\n  instead of\n    {expected.Message}";
        }

        if (expected.Exception is { } exception && exception != actual.Exception)
        {
            return $"exception {actual.Exception} instead of {exception}";
        }

        var (wanted, got) = (WithoutEmpty(expected.Events), WithoutEmpty(actual.Events));
        if (wanted.Count != got.Count)
        {
            return $"events [{string.Join(", ", got.Select(Describe))}] instead of [{string.Join(", ", wanted.Select(Describe))}]";
        }

        return wanted.Zip(got, (a, b) => Difference(a, b, expected)).FirstOrDefault(difference => difference is not null);
    }

    private string? Difference(EventRecord expected, EventRecord actual, CellRecord cell)
    {
        var pairs = new List<(string Name, string? Expected, string? Actual)>
        {
            ("type", expected.Type, actual.Type),
            ("id", expected.Id is { } id ? _ids.TryGetValue(id, out var known) ? known : _ids[id] = actual.Id ?? "" : null, actual.Id),
            ("text", Ordered(expected.Text, cell), Ordered(actual.Text, cell)),
            ("message", expected.Message, actual.Message),
            ("lines", Joined(expected.Lines), Joined(actual.Lines)),
            ("mime types", Joined(expected.Values?.Keys), Joined(actual.Values?.Keys)),
        };
        foreach (var (mimeType, value) in expected.Values ?? [])
        {
            pairs.Add((mimeType, Unstyled(value), Unstyled(actual.Values?.GetValueOrDefault(mimeType) ?? "")));
        }

        return pairs.Where(pair => !Same(pair.Expected, pair.Actual, cell.PrefixOnly))
            .Select(pair => $"{expected.Type}, {pair.Name}\n    {pair.Actual}\n  instead of\n    {pair.Expected}").FirstOrDefault();
    }

    private static bool Same(string? expected, string? actual, bool prefixOnly) =>
        expected == actual || (prefixOnly && expected is not null && actual?.StartsWith(expected, StringComparison.Ordinal) == true);

    private static string? Ordered(string? text, CellRecord cell) => cell.UnorderedLines && text is not null ? string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal)) : text;

    private static string? Joined(IEnumerable<string>? texts) => texts is null ? null : string.Join('\n', texts);

    private static string Unstyled(string html) => html.Replace(Normaliser.Style, "", StringComparison.Ordinal);

    private static List<EventRecord> WithoutEmpty(List<EventRecord> events) => [.. events.Where(e => !(e.IsStream && string.IsNullOrEmpty(e.Text)))];

    private static string Describe(EventRecord e) => $"{e.Type} {e.Text ?? e.Message ?? Joined(e.Lines) ?? Joined(e.Values?.Values)}";
}
