namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>A line that begins with #! and a word.</summary>
public abstract class KernelDirective
{
    protected KernelDirective(string name) => Name = name;

    public string Name { get; init; }

    public string Description { get; set; }

    public bool Hidden { get; set; }

    public ICollection<KernelDirectiveParameter> Parameters { get; init; } = new List<KernelDirectiveParameter>();

    public override string ToString() => Name;
}

/// <summary>A directive that does something.</summary>
public class KernelActionDirective : KernelDirective
{
    public KernelActionDirective(string name, string description = null)
        : base(name) => Description = description;

    public Type KernelCommandType { get; set; }
}

/// <summary>A directive that sends the text behind it to a kernel.</summary>
public class KernelSpecifierDirective(string name, string kernelName) : KernelDirective(name)
{
    public string KernelName { get; } = kernelName;
}

public class KernelDirectiveParameter
{
    public KernelDirectiveParameter(string name, string description = null)
    {
        Name = name;
        Description = description;
    }

    public string Name { get; }

    public string Description { get; set; }

    /// <summary>The value may stand alone, without the name.</summary>
    public bool AllowImplicitName { get; init; }

    /// <summary>The name stands alone, without a value.</summary>
    public bool Flag { get; init; }

    public bool Required { get; init; }

    public int MaxOccurrences { get; set; } = 1;

    public string TypeHint { get; set; }

    public override string ToString() => Name;
}
