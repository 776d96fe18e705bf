using System.Globalization;
using System.Text;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Engine;

/// <summary>
/// While a command runs, the console writes to the command whose context flows to the writing thread: to tasks and threads that the
/// cell started, but not to those of the host, which go on writing to the terminal.
/// </summary>
internal sealed class ConsoleCapture : IDisposable
{
    private static readonly Lock Gate = new();
    private static int s_users;
    private static (TextWriter Out, TextWriter Error, TextReader In) s_before;
    private static (TextWriter Out, TextWriter Error) s_own;

    public static ConsoleCapture Begin()
    {
        lock (Gate)
        {
            if (s_users++ == 0)
            {
                s_before = (Console.Out, Console.Error, Console.In);
                Formatter.ShowInCell ??= ShowInCell;
            }

            if (s_users == 1 || !ReferenceEquals(Console.Out, s_own.Out) || !ReferenceEquals(Console.Error, s_own.Error))
            {
                Console.SetOut(new CellWriter(s_before.Out, (command, values) => new StandardOutputValueProduced(command, values)));
                Console.SetError(new CellWriter(s_before.Error, (command, values) => new StandardErrorValueProduced(command, values)));
                Console.SetIn(new CellReader(s_before.In));
                s_own = (Console.Out, Console.Error);
            }
        }

        return new ConsoleCapture();
    }

    public void Dispose()
    {
        lock (Gate)
        {
            if (--s_users == 0)
            {
                Console.SetOut(s_before.Out);
                Console.SetError(s_before.Error);
                Console.SetIn(s_before.In);
            }
        }
    }

    private static bool ShowInCell(DisplayedValue displayed)
    {
        if (KernelInvocationContext.ForOutput is not { } context)
        {
            return false;
        }

        KernelInvocationContextExtensions.Show(context, displayed);
        return true;
    }

    /// <summary>One event per call of the writer.</summary>
    private sealed class CellWriter(TextWriter terminal, Func<KernelCommand, FormattedValue[], KernelEvent> toEvent) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Put(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Put(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Put(buffer.ToString());

        public override void Write(string value) => Put(value);

        public override void WriteLine() => Put("\n");

        public override void WriteLine(string value) => Put(value + "\n");

        public override void WriteLine(ReadOnlySpan<char> buffer) => Put(buffer.ToString() + "\n");

        public override void WriteLine(char[] buffer, int index, int count) => Put(new string(buffer, index, count) + "\n");

        public override void WriteLine(object value) => Put(Convert.ToString(value, FormatProvider) + "\n");

        public override void WriteLine(string format, params object[] arg) => Put(string.Format(FormatProvider, format, arg) + "\n");

        private void Put(string text)
        {
            if (KernelInvocationContext.ForOutput is { } context)
            {
                if (!string.IsNullOrEmpty(text))
                {
                    context.Publish(toEvent(context.CurrentCommand, [new FormattedValue(PlainTextFormatter.MimeType, text)]));
                }
            }
            else
            {
                terminal.Write(text);
            }
        }
    }

    /// <summary>Console.ReadLine asks the front end where there is one; a headless run reads the end of the input.</summary>
    private sealed class CellReader(TextReader terminal) : TextReader
    {
        public override string ReadLine()
        {
            if (KernelInvocationContext.ForOutput is not { } context)
            {
                return terminal.ReadLine();
            }

            try
            {
                return context.HandlingKernel.RootKernel.SupportsCommandType(typeof(RequestInput)) ? Kernel.AskAsync(new RequestInput("", "text")).GetAwaiter().GetResult() : null;
            }
            catch (InvalidOperationException)
            {
                // this front end cannot be asked
                return null;
            }
        }

        public override int Read() => KernelInvocationContext.ForOutput is null ? terminal.Read() : -1;

        public override int Peek() => KernelInvocationContext.ForOutput is null ? terminal.Peek() : -1;
    }
}
