using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.Engine;

/// <summary>
/// Runs the commands of a root kernel one after the other on a thread of its own. A cancelled command that awaits is left behind;
/// one that computes gets some seconds to notice, then its thread is interrupted from outside.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private static readonly TimeSpan GraceForAwaiting = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GraceForComputing = TimeSpan.FromSeconds(5);

    private readonly BlockingCollection<Action> _queue = [];
    private readonly Kernel _root;
    private volatile Operation _running;

    public CellThread(Kernel root)
    {
        _root = root;
        // Deep recursion in a cell, and in the compiler for long expressions, needs more than the default stack.
        new Thread(Loop, 16 * 1024 * 1024) { IsBackground = true, Name = "SegBook cells" }.Start();
    }

    /// <summary>The command that runs now.</summary>
    public KernelInvocationContext Running => _running?.Context;

    public Task<KernelCommandResult> RunAsync(KernelCommand command, CancellationToken cancellationToken)
    {
        var operation = new Operation(command, _root);
        var registration = cancellationToken.Register(() => Cancel(operation));
        // The thread must not inherit what flows with the caller.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _queue.Add(() => Run(operation), CancellationToken.None);
        }

        operation.Finished.Task.ContinueWith(_ => registration.Dispose(), TaskScheduler.Default);
        return operation.Finished.Task;
    }

    public async Task<KernelCommandResult> CancelAsync(KernelCommand command)
    {
        if (_running is { } operation)
        {
            Cancel(operation);
            await operation.Finished.Task.ConfigureAwait(false);
        }

        var result = new KernelCommandResult(command);
        var succeeded = new CommandSucceeded(command);
        result.Add(succeeded);
        _root.PublishEvent(succeeded);
        return result;
    }

    public void Dispose() => _queue.CompleteAdding();

    private static void Cancel(Operation operation)
    {
        if (operation.Context.IsDecided && operation.Context.CancellationToken.IsCancellationRequested)
        {
            return;
        }

        // Not on the caller's thread: callbacks of the token may take their time.
        Task.Run(() => CancelWithGraceAsync(operation));
    }

    private static async Task CancelWithGraceAsync(Operation operation)
    {
        operation.Context.RequestCancellation();
        var ended = operation.Ended.Task;
        await Task.WhenAny(ended, Task.Delay(GraceForAwaiting)).ConfigureAwait(false);
        if (operation.IsComputing)
        {
            await Task.WhenAny(ended, Task.Delay(GraceForComputing)).ConfigureAwait(false);
        }

        operation.Finish();
        if (operation.IsComputing)
        {
            await operation.Abort.CancelAsync().ConfigureAwait(false);
        }
    }

    private void Loop()
    {
        foreach (var run in _queue.GetConsumingEnumerable())
        {
            run();
        }
    }

    private void Run(Operation operation)
    {
        if (operation.Context.IsComplete)
        {
            return;
        }

        _running = operation;
        using var console = ConsoleCapture.Begin();
        KernelInvocationContext.Current = operation.Context;
        try
        {
            var body = Start(operation);
            operation.IsComputing = false;
            Task.WaitAny(body, operation.Finished.Task);
        }
        finally
        {
            operation.IsComputing = false;
            operation.Ended.TrySetResult();
            operation.Finish();
            KernelInvocationContext.Current = null;
            _running = null;
        }
    }

    /// <summary>Runs the command up to its first true await.</summary>
    private Task Start(Operation operation)
    {
        var body = Task.CompletedTask;
        operation.IsComputing = true;
        try
        {
#pragma warning disable SYSLIB0046 // made for exactly this: cells of notebooks that do not end
            System.Runtime.ControlledExecution.Run(() => body = BodyAsync(operation), operation.Abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (OperationCanceledException) when (operation.Abort.IsCancellationRequested)
        {
            // the cell was interrupted from outside; it has been reported as cancelled
        }

        return body;
    }

    private async Task BodyAsync(Operation operation)
    {
        var context = operation.Context;
        try
        {
            await _root.RunAsync(context.Command, context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            context.Fail(context.Command, exception);
        }
    }

    private sealed class Operation(KernelCommand command, Kernel root)
    {
        private int _finishing;

        public KernelInvocationContext Context { get; } = new(command, root);

        public CancellationTokenSource Abort { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<KernelCommandResult> Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The cell's code holds the thread, rather than waiting for something.</summary>
        public bool IsComputing { get; set; }

        public void Finish()
        {
            if (Interlocked.Exchange(ref _finishing, 1) == 0)
            {
                Context.Finish();
                Finished.TrySetResult(Context.Result);
            }
        }
    }
}
