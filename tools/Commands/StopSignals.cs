using System.Runtime.InteropServices;

namespace SegBook.Cli.Commands;

/// <summary>While it lives, Ctrl-C and a polite kill stop training after the batch in place of ending the process; a second one ends it.</summary>
internal sealed class StopSignals : IDisposable
{
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
        context.Cancel = !Interrupt.Token.IsCancellationRequested;
        Interrupt.Request();
    }
}
