using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Shows the text of a cell as HTML.</summary>
public class HtmlKernel : Kernel, IKernelCommandHandler<SubmitCode>
{
    public const string DefaultKernelName = "html";

    public HtmlKernel()
        : base(DefaultKernelName, "HTML", null)
    {
    }

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        if (!string.IsNullOrWhiteSpace(command.Code))
        {
            context.DisplayAs(command.Code, HtmlFormatter.MimeType);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Shows the text of a cell as a script element.</summary>
public class JavaScriptKernel : Kernel, IKernelCommandHandler<SubmitCode>
{
    public const string DefaultKernelName = "javascript";

    /// <param name="client">Where a front end would run the script; here it runs where the output is shown.</param>
    public JavaScriptKernel(Connection.KernelClientBase client = null)
        : base(DefaultKernelName, "JavaScript", "ES2022")
    {
    }

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        context.DisplayAs($"<script type=\"text/javascript\">{command.Code}</script>", HtmlFormatter.MimeType);
        return Task.CompletedTask;
    }
}
