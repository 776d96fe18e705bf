using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.ValueSharing;

/// <summary>A variable of a kernel.</summary>
public class KernelValueInfo
{
    public KernelValueInfo(string name, FormattedValue formattedValue, Type type = null, string typeName = null)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        FormattedValue = formattedValue ?? throw new ArgumentNullException(nameof(formattedValue));
        Type = type;
        TypeName = typeName ?? (type is null ? null : TypeNames.Of(type));
    }

    public string Name { get; }

    public FormattedValue FormattedValue { get; }

    public Type Type { get; }

    public string TypeName { get; set; }
}
