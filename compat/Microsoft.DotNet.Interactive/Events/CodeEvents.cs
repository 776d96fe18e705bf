using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

public class CodeSubmissionReceived(SubmitCode command) : KernelEvent(command)
{
    public string Code { get; } = command.Code;
}

public class CompleteCodeSubmissionReceived(SubmitCode submitCode) : KernelEvent(submitCode)
{
    public string Code { get; } = submitCode.Code;
}

public class IncompleteCodeSubmissionReceived(SubmitCode submitCode) : KernelEvent(submitCode);

/// <summary>What the compiler has to say, errors and warnings.</summary>
public class DiagnosticsProduced : KernelEvent
{
    public DiagnosticsProduced(IReadOnlyCollection<Diagnostic> diagnostics, IReadOnlyCollection<FormattedValue> formattedDiagnostics, KernelCommand command)
        : base(command)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        ArgumentNullException.ThrowIfNull(formattedDiagnostics);
        Diagnostics = diagnostics;
        FormattedDiagnostics = formattedDiagnostics;
    }

    public IReadOnlyCollection<Diagnostic> Diagnostics { get; }

    public IReadOnlyCollection<FormattedValue> FormattedDiagnostics { get; }
}

public class PackageAdded(ResolvedPackageReference packageReference, KernelCommand command) : KernelEvent(command)
{
    public ResolvedPackageReference PackageReference { get; } = packageReference;
}

public class KernelInfoProduced(KernelInfo kernelInfo, KernelCommand command) : KernelEvent(command)
{
    public KernelInfo KernelInfo { get; } = kernelInfo;
}

/// <summary>The answer of the person in front of the notebook.</summary>
public class InputProduced(string value, RequestInput command) : KernelEvent(command)
{
    public string Value { get; } = value;
}
