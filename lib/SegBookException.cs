namespace SegBook;

/// <summary>Something a person can put right: bad input, a missing file, a setting out of range. The message says what was wrong, where, and what to do.</summary>
public class SegBookException : Exception
{
    /// <summary>An error for a person to read.</summary>
    public SegBookException(string message)
        : base(message)
    {
    }

    /// <summary>An error for a person to read, and what caused it.</summary>
    public SegBookException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
