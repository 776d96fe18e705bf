namespace SegBook;

/// <summary>
/// The wish of the person in front of the notebook that the running cell stop. The notebook front end asks for it, the trainer and
/// everything else that takes long looks at <see cref="Token"/> between its steps.
/// </summary>
public static class Interrupt
{
    private static CancellationTokenSource s_source = new();

    /// <summary>Is cancelled when the running cell is to stop. Take it anew at the start of each piece of work.</summary>
    public static CancellationToken Token => Volatile.Read(ref s_source).Token;

    /// <summary>Asks the running work to stop at its next step.</summary>
    public static void Request() => Volatile.Read(ref s_source).Cancel();

    /// <summary>Forgets a request, before new work starts.</summary>
    public static void Reset()
    {
        if (Token.IsCancellationRequested)
        {
            Volatile.Write(ref s_source, new CancellationTokenSource());
        }
    }
}
