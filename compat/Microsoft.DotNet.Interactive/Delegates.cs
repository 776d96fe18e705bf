using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Does what a command asks for.</summary>
public delegate Task KernelCommandInvocation(KernelCommand command, KernelInvocationContext context);

public interface IKernelCommandHandler<in TCommand>
    where TCommand : KernelCommand
{
    Task HandleAsync(TCommand command, KernelInvocationContext context);
}

/// <summary>A text that does not show itself.</summary>
public class PasswordString(string clearTextPassword)
{
    public string GetClearTextPassword() => clearTextPassword;

    public override string ToString() => new('*', clearTextPassword.Length);
}

public class ParameterInformation(string label, FormattedValue documentation)
{
    public string Label { get; } = label;

    public FormattedValue Documentation { get; } = documentation;
}

public class SignatureInformation(string label, FormattedValue documentation, IReadOnlyList<ParameterInformation> parameters)
{
    public string Label { get; } = label;

    public FormattedValue Documentation { get; } = documentation;

    public IReadOnlyList<ParameterInformation> Parameters { get; } = parameters;
}
