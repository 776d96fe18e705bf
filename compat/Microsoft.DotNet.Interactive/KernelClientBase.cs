namespace Microsoft.DotNet.Interactive.Connection;

/// <summary>The way to a front end, which this engine does not have.</summary>
public abstract class KernelClientBase
{
    protected KernelClientBase()
    {
    }
}
