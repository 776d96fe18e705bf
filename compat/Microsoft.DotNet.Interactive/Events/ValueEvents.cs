using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive.Events;

public class ValueInfosProduced(IReadOnlyCollection<KernelValueInfo> valueInfos, RequestValueInfos command) : KernelEvent(command)
{
    public IReadOnlyCollection<KernelValueInfo> ValueInfos { get; } = valueInfos ?? throw new ArgumentNullException(nameof(valueInfos));
}

public class ValueProduced(object value, string name, FormattedValue formattedValue, RequestValue command) : KernelEvent(command)
{
    public object Value { get; } = value;

    public string Name { get; } = name;

    public FormattedValue FormattedValue { get; } = formattedValue;
}
