using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.Engine;

/// <summary>Runs a cell: as it is where it holds no directives, else part by part up to the first that fails.</summary>
internal sealed class CellRunner(Kernel kernel, KernelInvocationContext context)
{
    public async Task RunAsync(SubmitCode cell)
    {
        kernel.RootKernel.SubmissionCount++;
        if (!ReferenceEquals(kernel, kernel.RootKernel))
        {
            kernel.SubmissionCount++;
        }

        var parsed = CellParser.Parse(cell.Code, kernel);
        if (parsed.Errors.Count > 0)
        {
            ReportErrors(parsed.Errors, cell, context);
        }
        else if (!parsed.HasDirectives)
        {
            await kernel.HandleAsync(cell, context).ConfigureAwait(false);
        }
        else
        {
            await RunPartsAsync(cell, parsed.Parts).ConfigureAwait(false);
        }
    }

    /// <summary>Fails a command with diagnostics.</summary>
    public static void ReportErrors(IReadOnlyList<Diagnostic> errors, KernelCommand command, KernelInvocationContext context)
    {
        context.Publish(new DiagnosticsProduced(errors, [.. errors.Select(error => error.ToFormatted())], command));
        context.Fail(command, message: string.Join('\n', errors));
    }

    private async Task RunPartsAsync(SubmitCode cell, List<CellPart> parts)
    {
        foreach (var hoisted in parts.Where(part => part.Bound?.Hoisted is not null).GroupBy(part => part.Bound.Hoisted))
        {
            var lines = hoisted.Select(part => part.Directive).ToList();
            if (!await RunPartAsync(cell, new DirectiveCommand(inner => hoisted.Key(lines, inner)), hoisted.First().Kernel).ConfigureAwait(false))
            {
                return;
            }
        }

        foreach (var part in parts.Where(part => part.Bound?.Hoisted is null))
        {
            KernelCommand command = part.Bound is { } bound
                ? new DirectiveCommand(inner => bound.Handler(part.Directive, inner))
                : new SubmitCode(part.Text, part.Kernel.Name) { PieceStartsAtLine = part.Line, Parameters = part.Directive?.Values.ToDictionary(value => value.Name, value => value.Value) ?? [] };
            if (context.IsDecided || !await RunPartAsync(cell, command, part.Kernel).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<bool> RunPartAsync(SubmitCode cell, KernelCommand command, Kernel target)
    {
        var result = await context.RunChildAsync(command, target).ConfigureAwait(false);
        if (result.Events[^1] is not CommandFailed failed)
        {
            return true;
        }

        context.Fail(cell, failed.Exception, failed.Message);
        return false;
    }
}

/// <summary>A directive of a cell as a command.</summary>
internal sealed class DirectiveCommand(Func<KernelInvocationContext, Task> run) : KernelCommand
{
    public override Task InvokeAsync(KernelInvocationContext context) => run(context);
}
