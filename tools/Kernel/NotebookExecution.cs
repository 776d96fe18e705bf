using System.Text.Json;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Documents.Jupyter;
using Microsoft.DotNet.Interactive.Events;

namespace SegBook.Engine;

/// <summary>Executes one notebook from top to bottom in this process and writes the executed copy, after every cell, so that nothing is lost.</summary>
/// <remarks>What happens is told on standard output, one JSON object a line: <c>{"cell":3,"of":20}</c>, <c>{"text":"epoch 2/8 ..."}</c>, <c>{"failed":"..."}</c>.</remarks>
internal sealed class NotebookExecution(string source, string target, TimeSpan cellTimeout)
{
    /// <summary>Exit codes of <see cref="RunAsync"/>. Stopped: by Ctrl-C or by the limit of a cell.</summary>
    public const int Succeeded = 0, CellFailed = 1, Stopped = 130;

    // A batch, the checkpoint after it, and an evaluation that was under way.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StreamWriter _told = new(Console.OpenStandardOutput()) { AutoFlush = true };
    private readonly Lock _telling = new();
    private readonly CancellationTokenSource _interrupt = new();
    private readonly CancellationTokenSource _insistence = new();

    /// <summary>Runs all code cells; stops at the first that fails.</summary>
    public async Task<int> RunAsync()
    {
        InteractiveDocument document;
        try
        {
            document = Notebook.Parse(await File.ReadAllTextAsync(source).ConfigureAwait(false), NotebookEngine.KernelNames());
        }
        catch (Exception e)
        {
            Tell(new { failed = $"{source} cannot be read as a notebook: {e.Message}" });
            return CellFailed;
        }

        var cells = document.Elements.Where(element => element.KernelName != "markdown").ToList();
        foreach (var element in document.Elements)
        {
            element.Outputs.Clear();
            element.ExecutionOrder = 0;
        }

        using var kernel = NotebookEngine.Create();
        ConsoleCancelEventHandler stop = (_, e) =>
        {
            e.Cancel = true;
            (_interrupt.IsCancellationRequested ? _insistence : _interrupt).Cancel();
        };
        Console.CancelKeyPress += stop;
        var code = Succeeded;
        for (var i = 0; i < cells.Count && code == Succeeded; i++)
        {
            Tell(new { cell = i + 1, of = cells.Count });
            code = await RunCellAsync(kernel, cells[i], i + 1).ConfigureAwait(false);
            if (!TrySave(document))
            {
                code = CellFailed;
            }
        }

        Console.CancelKeyPress -= stop;
        return code;
    }

    private async Task<int> RunCellAsync(CompositeKernel kernel, InteractiveDocumentElement cell, int number)
    {
        var outputs = new CellOutputs { OnText = text => Tell(new { text }) };
        using var events = kernel.KernelEvents.Subscribe(new Observer(outputs.Add));

        // Without the token: the engine would drop the cell at once, with the training in it, and save nothing.
        var running = Task.Run(() => kernel.SendAsync(new SubmitCode(cell.Contents, cell.KernelName)));
        var stopped = !await EndsAsync(running, cellTimeout, _interrupt.Token).ConfigureAwait(false);
        var ended = !stopped || await EndsAsync(running, LibraryInterrupt.Request() ? Patience : TimeSpan.Zero, _insistence.Token).ConfigureAwait(false);

        var error = ended && running.Result.Events.OfType<CommandFailed>().LastOrDefault() is { } failure ? Error(failure)
            : stopped && !_interrupt.IsCancellationRequested ? Error($"The cell took longer than {cellTimeout.TotalSeconds:0} s (--timeout).", "Timeout")
            : ended ? null : Error("The cell was interrupted and did not stop by itself.", "Interrupted");
        cell.ExecutionOrder = number;
        cell.Outputs.AddRange(outputs.ToElements(number, error));
        if (error is not null)
        {
            Tell(new { failed = string.Join('\n', error.StackTrace is { Length: > 0 } trace ? trace : [error.ErrorValue]) });
        }

        return stopped || _interrupt.IsCancellationRequested ? Stopped : error is null ? Succeeded : CellFailed;
    }

    private static async Task<bool> EndsAsync(Task running, TimeSpan limit, CancellationToken token) =>
        await Task.WhenAny(running, Task.Delay(limit, token)).ConfigureAwait(false) == running;

    private static ErrorElement Error(string message, string name) => new(message, name, [message]);

    private static ErrorElement Error(CommandFailed failure) =>
        new(failure.Exception?.Message ?? failure.Message, failure.Exception?.GetType().Name ?? "Error", failure.Message.Split('\n'));

    private bool TrySave(InteractiveDocument document)
    {
        var temporary = target + ".part";
        try
        {
            File.WriteAllText(temporary, document.ToJupyterJson() + "\n");
            File.Move(temporary, target, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(new { failed = $"The executed copy {target} cannot be written: {e.Message} Make room or give another --out." });
            return false;
        }
    }

    private void Tell(object what)
    {
        lock (_telling)
        {
            _told.WriteLine(JsonSerializer.Serialize(what));
        }
    }

    private sealed class Observer(Action<KernelEvent> onNext) : IObserver<KernelEvent>
    {
        public void OnNext(KernelEvent value) => onNext(value);

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
