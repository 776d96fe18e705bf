using System.Reactive.Subjects;
using System.Reflection;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Engine;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>Runs commands, and tells what comes of them as events.</summary>
public abstract partial class Kernel : IDisposable
{
    private readonly Subject<KernelEvent> _events = new();
    private readonly Lock _eventsLock = new();
    private readonly Dictionary<Type, KernelCommandInvocation> _handlers = [];
    private readonly List<Action> _disposals = [];
    private CellThread _cellThread;

    protected Kernel(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        KernelInfo = new KernelInfo(name, isComposite: this is CompositeKernel);
        RegisterOwnHandlers();
    }

    protected Kernel(string name, string languageName, string languageVersion)
        : this(name)
    {
        KernelInfo.LanguageName = languageName;
        KernelInfo.LanguageVersion = languageVersion;
    }

    public string Name { get; }

    public KernelInfo KernelInfo { get; }

    public CompositeKernel ParentKernel { get; internal set; }

    public Kernel RootKernel => ParentKernel?.RootKernel ?? this;

    public IObservable<KernelEvent> KernelEvents => _events;

    /// <summary>How many cells were sent to this kernel.</summary>
    public int SubmissionCount { get; internal set; }

    public virtual KernelSpecifierDirective KernelSpecifierDirective => field ??= new KernelSpecifierDirective($"#!{Name}", Name);

    protected bool IsDisposed { get; private set; }

    internal CellThread CellThread => LazyInitializer.EnsureInitialized(ref _cellThread, () => new CellThread(this));

    internal List<BoundDirective> Directives { get; } = [];

    /// <summary>Runs a command: after those sent before it, or, when it is sent by a cell, at once as a part of that cell.</summary>
    public Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        var root = RootKernel;
        if (command is Cancel)
        {
            return root.CellThread.CancelAsync(command);
        }

        command.TargetKernelName ??= ReferenceEquals(this, root) ? null : Name;
        return KernelInvocationContext.Current is { IsComplete: false } context && ReferenceEquals(context.HandlingKernel.RootKernel, root)
            ? context.RunChildAsync(command, root)
            : root.CellThread.RunAsync(command, cancellationToken);
    }

    public void RegisterCommandHandler<TCommand>(Func<TCommand, KernelInvocationContext, Task> handler)
        where TCommand : KernelCommand => _handlers[typeof(TCommand)] = (command, context) => handler((TCommand)command, context);

    public bool SupportsCommandType(Type commandType) => _handlers.ContainsKey(commandType);

    public void RegisterForDisposal(Action dispose) => _disposals.Add(dispose);

    public void RegisterForDisposal(IDisposable disposable) => _disposals.Add(disposable.Dispose);

    public void Dispose()
    {
        if (IsDisposed)
        {
            return;
        }

        IsDisposed = true;
        _disposals.ForEach(dispose => dispose());
        _cellThread?.Dispose();
        _events.OnCompleted();
        GC.SuppressFinalize(this);
    }

    public override string ToString() => KernelInfo.LanguageName is { } language ? $"{language}: {Name}" : Name;

    protected internal void PublishEvent(KernelEvent kernelEvent)
    {
        lock (_eventsLock)
        {
            _events.OnNext(kernelEvent);
        }

        ParentKernel?.PublishEvent(kernelEvent);
    }

    /// <summary>Finds who handles a command and lets it.</summary>
    internal async Task RunAsync(KernelCommand command, KernelInvocationContext context)
    {
        var kernel = FindHandlingKernel(command) ?? throw new NoSuitableKernelException(command);
        context.HandlingKernel = kernel;
        if (command is SubmitCode { PieceStartsAtLine: null } cell)
        {
            await new CellRunner(kernel, context).RunAsync(cell).ConfigureAwait(false);
        }
        else if (command.Handler is null && kernel._handlers.TryGetValue(command.GetType(), out var handler))
        {
            await handler(command, context).ConfigureAwait(false);
        }
        else
        {
            await command.InvokeAsync(context).ConfigureAwait(false);
        }
    }

    /// <summary>Hands a command to the handler of this kernel.</summary>
    internal Task HandleAsync(KernelCommand command, KernelInvocationContext context) =>
        _handlers.TryGetValue(command.GetType(), out var handler) ? handler(command, context) : throw new NoSuitableKernelException(command);

    private protected virtual Kernel FindHandlingKernel(KernelCommand command) => this;

    /// <summary>Every IKernelCommandHandler that the class implements.</summary>
    private void RegisterOwnHandlers()
    {
        foreach (var handles in GetType().GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IKernelCommandHandler<>)))
        {
            var method = handles.GetMethod(nameof(IKernelCommandHandler<>.HandleAsync))!;
            _handlers[handles.GenericTypeArguments[0]] = (command, context) =>
                (Task)method.Invoke(this, BindingFlags.DoNotWrapExceptions, null, [command, context], null);
        }
    }
}
