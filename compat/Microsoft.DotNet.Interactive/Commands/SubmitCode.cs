namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Run this code.</summary>
public class SubmitCode : KernelCommand
{
    public SubmitCode(string code, string targetKernelName = null)
        : base(targetKernelName) => Code = code ?? throw new ArgumentNullException(nameof(code));

    public string Code { get; }

    public IDictionary<string, string> Parameters { get; set; } = new Dictionary<string, string>();

    /// <summary>A part of a cell that holds no more directives, and the line of the cell at which it starts, from 0.</summary>
    internal int? PieceStartsAtLine { get; init; }

    public override string ToString() => $"{nameof(SubmitCode)}: {(Code.Length > 60 ? Code[..60] + "..." : Code)}";
}

/// <summary>Stop what runs.</summary>
public class Cancel(string targetKernelName = null) : KernelCommand(targetKernelName)
{
    public override Task InvokeAsync(KernelInvocationContext context) => Task.CompletedTask;
}

/// <summary>End the process.</summary>
public class Quit : KernelCommand
{
    public override Task InvokeAsync(KernelInvocationContext context) => Handler is null ? Task.CompletedTask : base.InvokeAsync(context);
}

/// <summary>Run another notebook in the same kernels.</summary>
public class ImportDocument(string filePath, string targetKernelName = null) : KernelCommand(targetKernelName)
{
    public string FilePath { get; } = filePath;
}
