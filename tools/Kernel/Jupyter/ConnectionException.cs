namespace SegBook.Engine.Jupyter;

/// <summary>The kernel cannot start as it is asked to: what is wrong, and what to do.</summary>
internal sealed class ConnectionException(string message, Exception? inner = null) : Exception(message, inner);
