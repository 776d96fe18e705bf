using System.Reactive.Subjects;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>A command that runs: where its output goes, and whether it is to stop.</summary>
public class KernelInvocationContext : IDisposable
{
    private static readonly AsyncLocal<KernelInvocationContext> Flowing = new();

    private readonly Lock _lock = new();
    private readonly List<KernelCommandResult> _listening = [];
    private readonly List<Action<KernelInvocationContext>> _onComplete = [];
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ReplaySubject<KernelEvent> _events = new();
    private Failure _failure;

    internal KernelInvocationContext(KernelCommand command, Kernel handlingKernel)
    {
        Command = command;
        CurrentCommand = command;
        HandlingKernel = handlingKernel;
        Result = new KernelCommandResult(command);
        _listening.Add(Result);
    }

    public static KernelInvocationContext Current
    {
        get => Flowing.Value;
        internal set => Flowing.Value = value;
    }

    public KernelCommand Command { get; }

    public Kernel HandlingKernel { get; internal set; }

    public KernelCommandResult Result { get; }

    public bool IsComplete { get; private set; }

    public CancellationToken CancellationToken => _cancellation.Token;

    public IObservable<KernelEvent> KernelEvents => _events;

    /// <summary>The context that output belongs to: the one that flows to this thread, or, when that has ended, the one that runs now.</summary>
    internal static KernelInvocationContext ForOutput =>
        Current is not { } flowing ? null : flowing.IsComplete ? flowing.HandlingKernel.RootKernel.CellThread.Running : flowing;

    /// <summary>The command or the part of it that runs at the moment.</summary>
    internal KernelCommand CurrentCommand { get; private set; }

    /// <summary>Nothing more of the command is to run: it failed, was completed early or was cancelled.</summary>
    internal bool IsDecided { get; private set; }

    public void Publish(KernelEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        lock (_lock)
        {
            if (IsComplete)
            {
                return;
            }

            _listening.ForEach(result => result.Add(@event));
            _events.OnNext(@event);
        }

        HandlingKernel.PublishEvent(@event);
    }

    /// <summary>Says that the command failed. It ends when its handler returns.</summary>
    public void Fail(KernelCommand command, Exception exception = null, string message = null)
    {
        _failure ??= new Failure(exception, message);
        IsDecided |= ReferenceEquals(command, Command);
    }

    /// <summary>Says that nothing of the command is left to do.</summary>
    public void Complete(KernelCommand command) => IsDecided |= ReferenceEquals(command, Command);

    public void OnComplete(Action<KernelInvocationContext> onComplete) => _onComplete.Add(onComplete);

    public void Dispose()
    {
        _events.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Tells the code to stop. What it still writes on its way out belongs to the cell.</summary>
    internal void RequestCancellation()
    {
        _failure = new Failure(null, "Command cancelled.");
        IsDecided = true;
        _cancellation.Cancel();
    }

    /// <summary>Publishes the last event. Later ones are dropped.</summary>
    internal void Finish()
    {
        if (IsComplete)
        {
            return;
        }

        _onComplete.ForEach(action => action(this));
        KernelCommandCompletionEvent last = _failure is { } failure ? new CommandFailed(failure.Exception, Command, failure.Message) : new CommandSucceeded(Command);
        lock (_lock)
        {
            IsComplete = true;
            Result.Add(last);
            _events.OnNext(last);
            _events.OnCompleted();
        }

        HandlingKernel.PublishEvent(last);
    }

    /// <summary>Runs a command as a part of this one, with a result of its own.</summary>
    internal async Task<KernelCommandResult> RunChildAsync(KernelCommand child, Kernel kernel)
    {
        var result = new KernelCommandResult(child);
        var (outerCommand, outerKernel, outerFailure) = (CurrentCommand, HandlingKernel, _failure);
        child.SetParent(outerCommand);
        lock (_lock)
        {
            _listening.Add(result);
        }

        _failure = null;
        CurrentCommand = child;
        Failure failure;
        try
        {
            await kernel.RunAsync(child, this).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failure ??= new Failure(exception, null);
        }
        finally
        {
            failure = _failure;
            _failure = IsDecided && failure is not null ? failure : outerFailure;
            CurrentCommand = outerCommand;
            HandlingKernel = outerKernel;
            lock (_lock)
            {
                _listening.Remove(result);
            }
        }

        result.Add(failure is null ? new CommandSucceeded(child) : new CommandFailed(failure.Exception, child, failure.Message));
        return result;
    }

    private sealed record Failure(Exception Exception, string Message);
}
