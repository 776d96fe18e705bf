namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>One formatting: where it writes, how deep it is, and what has to come at its end (the style sheet).</summary>
public class FormatContext : IDisposable
{
    private readonly List<(string Id, string Content)> _atEnd = [];

    public FormatContext(TextWriter writer) => Writer = writer;

    public TextWriter Writer { get; }

    public int Depth { get; internal set; }

    /// <summary>Set while a one-line summary is written: everything inside is flat.</summary>
    internal bool Flat { get; set; }

    /// <summary>The next object is an item of a list: its first member carries the dash, and its type is not named.</summary>
    internal bool StartsItem { get; set; }

    internal bool MayRecurse => !Flat && Depth <= Formatter.RecursionLimit;

    internal void RequireAtEnd(string id, string content)
    {
        if (!_atEnd.Exists(required => required.Id == id))
        {
            _atEnd.Add((id, content));
        }
    }

    public void Dispose()
    {
        foreach (var (_, content) in _atEnd)
        {
            Writer.Write(content);
        }

        _atEnd.Clear();
        GC.SuppressFinalize(this);
    }
}
