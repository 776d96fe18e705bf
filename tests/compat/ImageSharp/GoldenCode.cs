using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SegBook.Tests.Compat.ImageSharp;

/// <summary>The recorded C# snippets, compiled to the letter against whichever ImageSharp this build uses.</summary>
internal sealed class GoldenCode
{
    private readonly StringBuilder _source = new("""
        using System; using System.Collections.Generic; using System.IO; using System.Linq;
        using SixLabors.ImageSharp; using SixLabors.ImageSharp.PixelFormats; using SixLabors.ImageSharp.Processing; using SixLabors.ImageSharp.Formats.Png;
        public static class Recorded {

        """);

    private Type? _compiled;

    public void Add(string name, string signature, string body) => _source.AppendLine($"public static object {name}({signature}) {{ {body} }}");

    /// <summary>Runs a snippet; what it throws comes out as it is.</summary>
    public object? Run(string name, params object[] arguments) =>
        (_compiled ??= Compile()).GetMethod(name)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private Type Compile()
    {
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            $"Recorded-{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(_source.Append('}').ToString())],
            trusted.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        assembly.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(assembly).GetType("Recorded")!;
    }
}
