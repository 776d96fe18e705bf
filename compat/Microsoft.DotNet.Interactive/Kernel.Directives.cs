using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Engine;

namespace Microsoft.DotNet.Interactive;

/// <content>Directives of one's own.</content>
public abstract partial class Kernel
{
    private static readonly JsonSerializerOptions DirectiveJson = new() { PropertyNameCaseInsensitive = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowReadingFromString };

    public void AddDirective(KernelActionDirective directive, KernelCommandInvocation handler)
    {
        ArgumentNullException.ThrowIfNull(directive);
        Directives.Add(new BoundDirective(directive, (_, context) => handler(context.CurrentCommand, context)));
    }

    /// <summary>A directive whose parameters become the properties of a command.</summary>
    public void AddDirective<TCommand>(KernelActionDirective directive, Func<TCommand, KernelInvocationContext, Task> handler)
        where TCommand : KernelCommand
    {
        ArgumentNullException.ThrowIfNull(directive);
        Directives.Add(new BoundDirective(directive, (line, context) => handler(ToCommand<TCommand>(line), context)));
    }

    private static TCommand ToCommand<TCommand>(DirectiveLine line)
    {
        var json = new JsonObject();
        foreach (var (name, value) in line.Values)
        {
            json[name.TrimStart('-').Replace("-", "", StringComparison.Ordinal)] = value is null ? JsonValue.Create(true) : JsonValue.Create(value);
        }

        return json.Deserialize<TCommand>(DirectiveJson);
    }
}
