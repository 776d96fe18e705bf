namespace SegBook;

/// <summary>Something a person can put right: bad input, a missing file, a setting out of range. The message says what was wrong, where, and what to do.</summary>
/// <param name="message">For that person to read.</param>
/// <param name="inner">What caused it.</param>
public class SegBookException(string message, Exception? inner = null) : Exception(message, inner);
