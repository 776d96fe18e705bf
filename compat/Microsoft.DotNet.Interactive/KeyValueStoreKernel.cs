using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive;

/// <summary>Keeps texts under names: <c>#!value --name x</c>.</summary>
public class KeyValueStoreKernel : Kernel, IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<RequestValue>, IKernelCommandHandler<RequestValueInfos>, IKernelCommandHandler<SendValue>
{
    private readonly Dictionary<string, FormattedValue> _values = [];

    public KeyValueStoreKernel(string name = "value", HttpClient httpClient = null)
        : base(name)
    {
    }

    public IReadOnlyDictionary<string, FormattedValue> Values => _values;

    public override KernelSpecifierDirective KernelSpecifierDirective => field ??= new KernelSpecifierDirective($"#!{Name}", Name)
    {
        Parameters =
        [
            new KernelDirectiveParameter("--name") { Required = true },
            new KernelDirectiveParameter("--from-file"),
            new KernelDirectiveParameter("--mime-type"),
        ],
    };

    async Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        if (!command.Parameters.TryGetValue("--name", out var name))
        {
            return;
        }

        var file = command.Parameters.TryGetValue("--from-file", out var path) ? path : null;
        var mimeType = command.Parameters.TryGetValue("--mime-type", out var given) ? given : PlainTextFormatter.MimeType;
        var value = new FormattedValue(mimeType, file is null ? command.Code : await File.ReadAllTextAsync(file, context.CancellationToken).ConfigureAwait(false));
        _values[name] = value;
        if (file is null)
        {
            context.Publish(new DisplayedValueProduced(value.Value, context.CurrentCommand, [value]));
        }
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (_values.TryGetValue(command.Name, out var value))
        {
            context.Publish(new ValueProduced(value.Value, command.Name, value, command));
        }
        else
        {
            context.Fail(command, message: $"Value '{command.Name}' not found in kernel {Name}");
        }

        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        context.Publish(new ValueInfosProduced([.. _values.Select(pair => new KernelValueInfo(pair.Key, pair.Value, typeof(string)))], command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context)
    {
        _values[command.Name] = command.FormattedValue ?? FormattedValue.CreateSingleFromObject(command.Value, PlainTextFormatter.MimeType);
        return Task.CompletedTask;
    }
}
