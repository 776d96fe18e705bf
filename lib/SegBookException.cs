using System.Diagnostics.CodeAnalysis;

namespace SegBook;

/// <summary>Something a person can put right: bad input, a missing file, a setting out of range. The message says what was wrong, where, and what to do.</summary>
/// <param name="message">For a person to read.</param>
/// <param name="inner">What caused it, if that was another error.</param>
public class SegBookException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Throws when something does not hold that has to.</summary>
    internal static void Require([DoesNotReturnIf(false)] bool holds, string problem)
    {
        if (!holds)
        {
            throw new SegBookException(problem);
        }
    }
}
