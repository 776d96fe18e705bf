namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Something a kernel is asked to do.</summary>
public abstract class KernelCommand : IEquatable<KernelCommand>
{
    private string _token;

    protected KernelCommand(string targetKernelName = null) => TargetKernelName = targetKernelName;

    public KernelCommandInvocation Handler { get; set; }

    public KernelCommand Parent { get; private set; }

    public string TargetKernelName { get; internal set; }

    public virtual Task InvokeAsync(KernelInvocationContext context) =>
        Handler is { } handler ? handler(this, context) : throw new NoSuitableKernelException(this);

    public void SetParent(KernelCommand parent, bool bubbleEvents = false) => Parent ??= parent;

    public string GetOrCreateToken() => _token ??= Parent is { } parent ? $"{parent.GetOrCreateToken()}.{Guid.NewGuid():N}" : Guid.NewGuid().ToString("N");

    public void SetToken(string token) => _token = token;

    public bool Equals(KernelCommand other) => ReferenceEquals(this, other) || (_token is { } token && token == other?._token);

#pragma warning disable CA1815, CA1067 // equality of objects stays by reference, as in the original
#pragma warning restore CA1815, CA1067
}
