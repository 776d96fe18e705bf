using System.Collections;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>Several kernels behind one: commands go to the kernel that they name, or to the default one.</summary>
public sealed class CompositeKernel : Kernel, IEnumerable<Kernel>
{
    private readonly Dictionary<Type, string> _targets = [];

    public CompositeKernel(string name = null)
        : base(name ?? ".NET")
    {
        ChildKernels = new KernelCollection(this);
        RegisterCommandHandler<RequestKernelInfo>((command, context) =>
        {
            foreach (var kernel in ChildKernels.Prepend(this))
            {
                context.Publish(new KernelInfoProduced(kernel.KernelInfo, command));
            }

            return Task.CompletedTask;
        });
    }

    public KernelCollection ChildKernels { get; }

    public string DefaultKernelName { get; set; }

    public void Add(Kernel kernel, IEnumerable<string> aliases = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel.ParentKernel is not null)
        {
            throw new InvalidOperationException($"Kernel {kernel.Name} already has a parent.");
        }

        kernel.ParentKernel = this;
        kernel.KernelInfo.NameAndAliases.UnionWith(aliases ?? []);
        ChildKernels.Add(kernel);
        RegisterForDisposal(kernel);
    }

    /// <summary>Commands of this type that name no kernel go to the one named here.</summary>
    public void SetDefaultTargetKernelNameForCommand(Type commandType, string kernelName) => _targets[commandType] = kernelName;

    public IEnumerator<Kernel> GetEnumerator() => ChildKernels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private protected override Kernel FindHandlingKernel(KernelCommand command)
    {
        var name = command.TargetKernelName ?? _targets.GetValueOrDefault(command.GetType()) ?? (command is SubmitCode or LanguageServiceCommand or RequestDiagnostics or RequestValue or RequestValueInfos or SendValue ? DefaultKernelName : Name);
        return name is null
            ? ChildKernels.Count == 1 ? ChildKernels.First() : this
            : name == Name ? this : ChildKernels.FirstOrDefault(kernel => kernel.KernelInfo.NameAndAliases.Contains(name));
    }
}

/// <summary>The kernels inside a composite kernel.</summary>
public class KernelCollection : IReadOnlyCollection<Kernel>
{
    private readonly List<Kernel> _kernels = [];

    public KernelCollection(CompositeKernel compositeKernel)
    {
    }

    public int Count => _kernels.Count;

    public IEnumerator<Kernel> GetEnumerator() => _kernels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool TryGetByAlias(string alias, out Kernel kernel)
    {
        kernel = _kernels.Find(candidate => candidate.KernelInfo.NameAndAliases.Contains(alias));
        return kernel is not null;
    }

    internal void Add(Kernel kernel) => _kernels.Add(kernel);
}
