using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>The methods that a call may mean, with their documentation.</summary>
internal static class Signatures
{
    public static SignatureHelpProduced At(SemanticModel model, int position, RequestSignatureHelp command)
    {
        var root = model.SyntaxTree.GetRoot();
        var call = root.FindToken(Math.Max(position - 1, 0)).Parent?.AncestorsAndSelf()
            .FirstOrDefault(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax && ArgumentsOf(node) is { } list && list.OpenParenToken.Span.End <= position);
        if (call is null)
        {
            return SignatureHelpProduced.Empty(command);
        }

        var methods = MethodsOf(model, call).ToList();
        var arguments = ArgumentsOf(call);
        var active = arguments.Arguments.GetSeparators().Count(comma => comma.Span.End <= position);
        var chosen = methods.FindIndex(method => method.Parameters.Length > active || (active == 0 && method.Parameters.Length == 0));
        return new SignatureHelpProduced(command, [.. methods.Select(ToSignature)], Math.Max(chosen, 0), active);
    }

    private static ArgumentListSyntax ArgumentsOf(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax invocation => invocation.ArgumentList,
        BaseObjectCreationExpressionSyntax creation => creation.ArgumentList,
        _ => null,
    };

    private static IEnumerable<IMethodSymbol> MethodsOf(SemanticModel model, SyntaxNode call) => call switch
    {
        InvocationExpressionSyntax invocation => model.GetMemberGroup(invocation.Expression).OfType<IMethodSymbol>(),
        _ => (model.GetTypeInfo(call).Type as INamedTypeSymbol)?.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public) ?? [],
    };

    private static SignatureInformation ToSignature(IMethodSymbol method)
    {
        var documentation = Documentation(method);
        var parameters = method.Parameters.Select(parameter => new ParameterInformation(
            parameter.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            Text(documentation?.Elements("param").FirstOrDefault(element => element.Attribute("name")?.Value == parameter.Name))));
        return new SignatureInformation(method.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), Text(documentation?.Element("summary")), [.. parameters]);
    }

    private static XElement Documentation(IMethodSymbol method)
    {
        try
        {
            return method.GetDocumentationCommentXml() is { Length: > 0 } xml ? XElement.Parse(xml) : null;
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }

    /// <summary>The words of an element; references show the last part of what they name.</summary>
    private static FormattedValue Text(XElement element)
    {
        var words = element is null ? "" : string.Concat(element.DescendantNodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { IsEmpty: true } reference => (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value.Split('.', ':')[^1],
            _ => "",
        }));
        return new FormattedValue("text/markdown", string.Join(' ', words.Split((char[])null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
