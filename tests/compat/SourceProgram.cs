using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SegBook.Tests.Compat;

/// <summary>A console program made from C# sources beside the assemblies it needs, and run in a process of its own.</summary>
internal static class SourceProgram
{
    private const string RuntimeConfig =
        """{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" } } }""";

    private static readonly Lazy<MetadataReference[]> Framework = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Compiles the sources to folder/name.dll; what the compiler has against them, or nothing.</summary>
    public static IReadOnlyList<string> Compile(string folder, string name, IEnumerable<string> sources, params string[] references)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14);
        var compilation = CSharpCompilation.Create(
            name,
            sources.Select(source => CSharpSyntaxTree.ParseText(source, options)),
            [.. Framework.Value, .. references.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        var result = compilation.Emit(Path.Combine(folder, name + ".dll"));
        File.WriteAllText(Path.Combine(folder, name + ".runtimeconfig.json"), RuntimeConfig);
        return [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.GetMessage()).Distinct()];
    }

    /// <summary>Runs folder/name.dll and gives its exit code and what it wrote.</summary>
    public static (int ExitCode, string Output, string Errors) Run(string folder, string name, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, name + ".dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>A fresh folder with copies of files of the tests' own output folder; it goes when the tests end.</summary>
    public static string FolderWith(params string[] files)
    {
        var folder = Directory.CreateTempSubdirectory("segbook-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        foreach (var file in files) File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(folder, file));
        return folder;
    }
}
