using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>Runs C# script, cell after cell, at the language version of the original: 14.</summary>
public partial class CSharpKernel : Kernel,
    IKernelCommandHandler<SubmitCode>,
    IKernelCommandHandler<RequestValue>,
    IKernelCommandHandler<RequestValueInfos>,
    IKernelCommandHandler<SendValue>
{
    protected CSharpParseOptions _csharpParseOptions = new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script);

    public CSharpKernel()
        : this("csharp")
    {
    }

    public CSharpKernel(string name)
        : base(name, "C#", "14.0")
    {
        KernelInfo.DisplayName = $"{name} - C# Script";
        RegisterForDisposal(() =>
        {
            if (_workspace.IsValueCreated)
            {
                _workspace.Value.Dispose();
            }
        });
    }

    public ScriptState ScriptState => Session.State;

    internal ScriptSession Session { get; } = new();

    public bool TryGetValue<T>(string name, out T value)
    {
        var variable = ScriptState?.Variables.LastOrDefault(candidate => candidate.Name == name);
        value = variable is null ? default : (T)variable.Value;
        return variable is not null;
    }

    public async Task SetValueAsync(string name, object value, Type declaredType)
    {
        await Session.RunAsync($"{TypeNames.ForDeclaration(declaredType ?? value?.GetType() ?? typeof(object))} {name} = default;").ConfigureAwait(false);
        ScriptState.GetVariable(name).Value = value;
    }

    public void AddAssemblyReferences(IEnumerable<string> assemblyPaths) => Session.AddReferences(assemblyPaths);

    async Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        context.Publish(new CodeSubmissionReceived(command));
        var isComplete = SyntaxFactory.IsCompleteSubmission(CSharpSyntaxTree.ParseText(command.Code, _csharpParseOptions, cancellationToken: CancellationToken.None));
        context.Publish(isComplete ? new CompleteCodeSubmissionReceived(command) : new IncompleteCodeSubmissionReceived(command));

        var submission = await Session.RunAsync(command.Code, RootKernel.SubmissionCount, command.PieceStartsAtLine ?? 0, context.CancellationToken).ConfigureAwait(false);
        context.Publish(new DiagnosticsProduced(
            [.. submission.Diagnostics.Select(line => line.Diagnostic)],
            [.. submission.Diagnostics.Select(line => new FormattedValue(PlainTextFormatter.MimeType, line.Text))],
            command));
        if (!submission.IsCompiled)
        {
            var errors = string.Join('\n', submission.Diagnostics.Select(line => line.Text));
            context.Fail(command, new CodeSubmissionCompilationErrorException(submission.Exception), errors);
        }
        else if (submission.Exception is { } exception)
        {
            context.Fail(command, exception);
        }
        else if (submission.HasValue && !context.IsDecided)
        {
            PublishValue(submission.Value, command, context);
        }
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (TryGetValue<object>(command.Name, out var value))
        {
            context.Publish(new ValueProduced(value, command.Name, new FormattedValue(command.MimeType, value.ToDisplayString(command.MimeType)), command));
        }
        else
        {
            context.Fail(command, message: $"Value '{command.Name}' not found in kernel {Name}");
        }

        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        var latest = ScriptState?.Variables.GroupBy(variable => variable.Name).Select(same => same.Last()) ?? [];
        context.Publish(new ValueInfosProduced(
            [.. latest.Select(variable => new KernelValueInfo(variable.Name, FormattedValue.CreateSingleFromObject(variable.Value, command.MimeType), variable.Type))],
            command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context) =>
        SetValueAsync(command.Name, command.Value ?? command.FormattedValue?.Value, null);

    private static void PublishValue(object value, KernelCommand command, KernelInvocationContext context)
    {
        // x.Display() without a semicolon: the value has been shown, its handle is of no interest.
        if (value is DisplayedValue)
        {
            return;
        }

        IReadOnlyList<FormattedValue> formatted = value switch
        {
            FormattedValue single => [single],
            IEnumerable<FormattedValue> many => [.. many],
            _ => FormattedValue.CreateManyFromObject(value),
        };
        context.Publish(new ReturnValueProduced(value, command, formatted));
    }
}

public static class CSharpKernelExtensions
{
    /// <summary>Lets cells call display, HTML and the like by their bare names.</summary>
    public static CSharpKernel UseKernelHelpers(this CSharpKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        kernel.Session.AddImport(typeof(Kernel).FullName);
        return kernel;
    }
}
