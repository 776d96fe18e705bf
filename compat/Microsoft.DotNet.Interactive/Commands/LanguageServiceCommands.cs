namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>A question about code at a position.</summary>
public abstract class LanguageServiceCommand : KernelCommand
{
    private protected LanguageServiceCommand(string code, LinePosition linePosition, string targetKernelName)
        : base(targetKernelName)
    {
        Code = code ?? throw new ArgumentNullException(nameof(code));
        LinePosition = linePosition ?? throw new ArgumentNullException(nameof(linePosition));
    }

    public string Code { get; protected set; }

    public LinePosition LinePosition { get; protected set; }
}

public class RequestCompletions(string code, LinePosition linePosition, string targetKernelName = null) : LanguageServiceCommand(code, linePosition, targetKernelName);

public class RequestHoverText(string code, LinePosition linePosition, string targetKernelName = null) : LanguageServiceCommand(code, linePosition, targetKernelName);

public class RequestSignatureHelp(string code, LinePosition linePosition, string targetKernelName = null) : LanguageServiceCommand(code, linePosition, targetKernelName);

public class RequestDiagnostics(string code, string targetKernelName = null) : KernelCommand(targetKernelName)
{
    public string Code { get; } = code;
}

public class RequestKernelInfo : KernelCommand
{
    public RequestKernelInfo(string targetKernelName = null)
        : base(targetKernelName)
    {
    }
}
