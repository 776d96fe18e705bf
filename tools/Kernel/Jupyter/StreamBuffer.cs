using System.Text;

namespace SegBook.Engine.Jupyter;

/// <summary>
/// Joins what a cell writes to the console: the first text goes out soon, a flood in pieces. Ten thousand lines are a few messages.
/// </summary>
internal sealed class StreamBuffer : IDisposable
{
    private const int MaximumLength = 1 << 16;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(25);

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly Action<string, string> _send;
    private readonly Timer _timer;
    private string _name = "stdout";

    /// <param name="send">Takes the name of the stream and a text.</param>
    public StreamBuffer(Action<string, string> send)
    {
        _send = send;
        _timer = new Timer(_ => Flush());
    }

    public void Write(string name, string text)
    {
        lock (_lock)
        {
            if (name != _name)
            {
                Flush();
                _name = name;
            }

            if (_text.Length == 0)
            {
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            }

            _text.Append(text);
            if (_text.Length > MaximumLength)
            {
                Flush();
            }
        }
    }

    /// <summary>Sends what is there, before another output.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_text.Length > 0)
            {
                _send(_name, _text.ToString());
                _text.Clear();
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }
}
