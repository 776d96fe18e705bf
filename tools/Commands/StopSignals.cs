using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SegBook.Cli.Commands;

/// <summary>While it lives, Ctrl-C and a polite kill stop training after the batch in place of ending the process; a second one, a second later, ends it.</summary>
/// <remarks>Ctrl-C in a terminal reaches workers as well, and who started them asks them once more: both together are one wish.</remarks>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan OneWish = TimeSpan.FromSeconds(1);
    private static long s_first;
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals()
    {
        Interrupt.Reset();
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private static void Stop(PosixSignalContext context)
    {
        if (!Interrupt.Token.IsCancellationRequested)
        {
            s_first = Stopwatch.GetTimestamp();
            Interrupt.Request();
        }

        context.Cancel = Stopwatch.GetElapsedTime(s_first) < OneWish;
    }
}
