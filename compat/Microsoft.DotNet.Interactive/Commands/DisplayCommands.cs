using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Show a formatted value.</summary>
public class DisplayValue(FormattedValue formattedValue, string valueId = null) : KernelCommand
{
    public FormattedValue FormattedValue { get; } = formattedValue;

    public string ValueId { get; } = valueId;

    public override Task InvokeAsync(KernelInvocationContext context)
    {
        context.Publish(new DisplayedValueProduced(null, this, [FormattedValue], ValueId));
        return Task.CompletedTask;
    }
}

/// <summary>Replace what was shown under an id.</summary>
public class UpdateDisplayedValue(FormattedValue formattedValue, string valueId) : KernelCommand
{
    public FormattedValue FormattedValue { get; } = formattedValue;

    public string ValueId { get; } = valueId;

    public override Task InvokeAsync(KernelInvocationContext context)
    {
        context.Publish(new DisplayedValueUpdated(null, ValueId, this, [FormattedValue]));
        return Task.CompletedTask;
    }
}
