using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something that a kernel tells about a command.</summary>
public abstract class KernelEvent
{
    protected KernelEvent(KernelCommand command) => Command = command ?? throw new ArgumentNullException(nameof(command));

    public KernelCommand Command { get; }

    public override string ToString() => GetType().Name;
}

/// <summary>The last event of a command.</summary>
public abstract class KernelCommandCompletionEvent : KernelEvent
{
    private protected KernelCommandCompletionEvent(KernelCommand command, int? executionOrder)
        : base(command) => ExecutionOrder = executionOrder;

    public int? ExecutionOrder { get; }
}

public sealed class CommandSucceeded(KernelCommand command, int executionOrder = 0) : KernelCommandCompletionEvent(command, executionOrder);

public sealed class CommandFailed : KernelCommandCompletionEvent
{
    public CommandFailed(Exception exception, KernelCommand command, string message = null, int? executionOrder = null)
        : base(command, executionOrder)
    {
        Exception = exception;
        Message = !string.IsNullOrWhiteSpace(message) ? message : exception is null ? $"Command failed: {command}" : StackTraces.Shortened(exception);
    }

    public CommandFailed(string message, KernelCommand command, int? executionOrder = null)
        : this(null, command, message, executionOrder)
    {
    }

    public Exception Exception { get; }

    public string Message { get; set; }

    public override string ToString() => $"{nameof(CommandFailed)}: {Message}";
}

/// <summary>Something to show.</summary>
public abstract class DisplayEvent : KernelEvent
{
    protected DisplayEvent(object value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
        : base(command)
    {
        Value = value;
        FormattedValues = formattedValues ?? [];
        ValueId = valueId;
    }

    public object Value { get; }

    public IReadOnlyCollection<FormattedValue> FormattedValues { get; }

    public string ValueId { get; }

    public override string ToString() => $"{GetType().Name}: {FormattedValues.FirstOrDefault()}";
}
