using System.Diagnostics;

namespace SegBook.Display;

/// <summary>Progress in one line that is rewritten in place with a carriage return: it works in a terminal, in VS Code and in Jupyter.</summary>
/// <remarks>Writes, to the console by default, at most ten times a second, so that 10,000 steps do not make 10,000 outputs.</remarks>
public sealed class ProgressLine(TextWriter? writer = null) : IDisposable
{
    private readonly TextWriter _writer = writer ?? Console.Out;
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private string _shown = "";
    private string _latest = "";

    /// <summary>Shows <paramref name="text"/> in place of what was shown before, at once or, when that was just now, with one of the next calls.</summary>
    public void Report(string text)
    {
        _latest = text;
        if (_shown.Length == 0 || _sinceLast.ElapsedMilliseconds >= 100)
        {
            Write();
        }
    }

    /// <summary>Shows <paramref name="text"/> as the last word and ends the line.</summary>
    public void Finish(string text)
    {
        _latest = text;
        Dispose();
    }

    /// <summary>A bar of <paramref name="width"/> characters, filled to <paramref name="share"/> (0 to 1).</summary>
    public static string Bar(double share, int width = 20)
    {
        var filled = (int)Math.Round(Math.Clamp(share, 0, 1) * width);
        return new string('█', filled) + new string('░', width - filled);
    }

    /// <summary>Shows what was reported last and ends the line; nothing was reported, nothing is written.</summary>
    public void Dispose()
    {
        if (_latest.Length == 0)
        {
            return;
        }

        Write();
        _writer.WriteLine();
        _latest = _shown = "";
    }

    private void Write()
    {
        if (_latest != _shown)
        {
            // One call, so that it arrives as one output; blanks wipe what a longer line left behind.
            _writer.Write("\r" + _latest.PadRight(_shown.Length));
            _shown = _latest;
        }

        _sinceLast.Restart();
    }
}
