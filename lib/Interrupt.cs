using System.Reflection;
using System.Runtime.InteropServices;

namespace SegBook;

/// <summary>The wish of the person in front of the notebook that the running cell stop: what takes long looks at <see cref="Token"/> between its steps.</summary>
public static class Interrupt
{
    private static readonly Lock Gate = new();
    private static readonly Lazy<Func<object?>> Cell = new(FindCell);

    // The kernel of Jupyter and VS Code (tools/kernel.sh) hears of an interrupt as this signal; elsewhere the signal means something else.
    private static readonly PosixSignalRegistration? Signal = OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("SEGBOOK_INTERRUPT") != "SIGCONT"
        ? null
        : PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Request());

    private static CancellationTokenSource s_source = new();
    private static object? s_cell;

    /// <summary>Is cancelled when the running cell is to stop, and stays so until another cell asks for it. Take it anew at the start of each piece of work.</summary>
    public static CancellationToken Token
    {
        get
        {
            lock (Gate)
            {
                // A wish is for the cell that ran when it was made: the next one starts without.
                if (Cell.Value() is { } cell && !ReferenceEquals(cell, s_cell))
                {
                    s_cell = cell;
                    Reset();
                }

                return s_source.Token;
            }
        }
    }

    /// <summary>Asks the running work to stop at its next step.</summary>
    public static void Request()
    {
        lock (Gate)
        {
            s_source.Cancel();
        }
    }

    /// <summary>Forgets a request, before new work starts.</summary>
    public static void Reset()
    {
        lock (Gate)
        {
            s_source = s_source.IsCancellationRequested ? new CancellationTokenSource() : s_source;
        }
    }

    // The command that the notebook engine is at, in whose process the library may be: it has no reference to an engine.
    private static Func<object?> FindCell()
    {
        const string engine = "Microsoft.DotNet.Interactive";
        var context = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == engine)?.GetType($"{engine}.KernelInvocationContext");
        var (current, command) = (context?.GetProperty("Current", BindingFlags.Public | BindingFlags.Static), context?.GetProperty("Command"));
        return current is null || command is null ? () => null : () => current.GetValue(null) is { } cell ? command.GetValue(cell) : null;
    }
}
