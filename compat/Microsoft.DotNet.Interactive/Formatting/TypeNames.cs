namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Names of types as C# writes them.</summary>
internal static class TypeNames
{
    /// <summary><c>System.Collections.Generic.List&lt;System.Int32&gt;</c>, or <c>List&lt;Int32&gt;</c> without namespaces.</summary>
    public static string Of(Type type, bool withNamespace = true)
    {
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType(), withNamespace)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        var name = withNamespace ? type.IsGenericType ? type.GetGenericTypeDefinition().FullName : type.FullName : type.Name;
        name ??= type.Name;
        if (!type.IsGenericType)
        {
            return name;
        }

        var tick = name.LastIndexOf('`');
        var arguments = type.GetGenericArguments().Select(argument => argument.IsGenericParameter ? argument.Name : Of(argument, withNamespace));
        return $"{(tick < 0 ? name : name[..tick])}<{string.Join(',', arguments)}>";
    }

    /// <summary>The name by which a cell can declare a variable of the type; dynamic where it has none.</summary>
    public static string ForDeclaration(Type type)
    {
        if (type.IsArray)
        {
            var element = ForDeclaration(type.GetElementType());
            return $"{element}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        var isNameable = type.IsVisible && !type.IsGenericParameter && !type.FullName!.Contains('#', StringComparison.Ordinal) && !Shape.Of(type).IsAnonymous;
        if (!isNameable)
        {
            return "dynamic";
        }

        if (type.IsNested && type.IsGenericType)
        {
            return "dynamic";
        }

        var name = type.IsGenericType ? type.GetGenericTypeDefinition().FullName![..type.GetGenericTypeDefinition().FullName!.IndexOf('`', StringComparison.Ordinal)] : type.FullName;
        var arguments = type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(ForDeclaration))}>" : "";
        return "global::" + name.Replace('+', '.') + arguments;
    }
}
