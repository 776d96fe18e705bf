using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

public static class KernelInvocationContextExtensions
{
    /// <summary>Shows a value as output of the command.</summary>
    public static DisplayedValue Display(this KernelInvocationContext context, object value, params string[] mimeTypes) =>
        Show(context, new DisplayedValue(value, FormattedValue.CreateManyFromObject(value, mimeTypes)));

    /// <summary>Shows a text that already is a payload of the mime type.</summary>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType) =>
        Show(context, new DisplayedValue(value, [new FormattedValue(mimeType, value)]));

    internal static DisplayedValue Show(KernelInvocationContext context, DisplayedValue displayed)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Publish(displayed.IsUpdated
            ? new DisplayedValueUpdated(displayed.Value, displayed.DisplayId, context.CurrentCommand, displayed.FormattedValues)
            : new DisplayedValueProduced(displayed.Value, context.CurrentCommand, displayed.FormattedValues, displayed.DisplayId));
        return displayed;
    }
}
