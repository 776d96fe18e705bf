using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Plotly.NET;
using SegBook.Tests.Support;

namespace SegBook.Tests.Compat.Plotly;

/// <summary>The golden programs, compiled together once against whatever Plotly.NET this build uses.</summary>
internal static class GoldenFigures
{
    private static readonly Lazy<Assembly> Compiled = new(Compile);

    public static string Folder { get; } = Path.Combine(Shared.Golden, "plotly");

    public static IEnumerable<string> Names =>
        Directory.Exists(Folder)
            ? Directory.GetFiles(Folder, "??-*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)
            : [];

    /// <summary>Runs a program: the figure it left, and the facts it noted.</summary>
    public static (GenericChart Chart, List<string> Facts) Run(string name)
    {
        var run = Compiled.Value.GetType(ClassOf(name))!.GetMethod("Run")!;
        return ((GenericChart, List<string>))run.Invoke(null, null)!;
    }

    private static Assembly Compile()
    {
        var header = File.ReadAllText(Path.Combine(Folder, "header.cs"));
        var trees = Names.Select(name => CSharpSyntaxTree.ParseText($$"""
            {{header}}
            public static class {{ClassOf(name)}}
            {
                public static (GenericChart, List<string>) Run()
                {
                    var facts = new List<string>();
                    var notes = new List<string>();
                    {{File.ReadAllText(Path.Combine(Folder, name + ".cs"))}}
                    return (chart, facts);
                }
            }
            """));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create("GoldenFigures", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
        return errors.Length == 0 ? Assembly.Load(image.ToArray())
            : throw new InvalidOperationException($"The golden programs do not compile:{Environment.NewLine}{string.Join(Environment.NewLine, errors.Take(20))}");
    }

    private static string ClassOf(string name) => "Figure" + name.Replace('-', '_');
}
