using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace SegBook.Engine;

/// <summary>Shows a Mermaid diagram as its source: drawing one takes a script from the network, and a notebook should need none.</summary>
internal sealed class MermaidKernel() : Kernel("mermaid"), IKernelCommandHandler<SubmitCode>
{
    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        context.DisplayAs($"<div class=\"mermaid\"><pre>{System.Net.WebUtility.HtmlEncode(command.Code)}</pre></div>", "text/html");
        return Task.CompletedTask;
    }
}
