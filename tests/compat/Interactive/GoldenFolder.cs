using System.Diagnostics;
using SegBook.Tests.Support;

namespace SegBook.Tests.Compat.Interactive;

/// <summary>A copy of golden/interactive with its class library built, made once.</summary>
public sealed class GoldenFolder : IDisposable
{
    private readonly Lazy<string> _path = new(Prepare);

    /// <summary>The copy.</summary>
    public string Path => _path.Value;

    /// <summary>Removes the copy.</summary>
    public void Dispose()
    {
        if (_path.IsValueCreated)
        {
            Directory.Delete(_path.Value, recursive: true);
        }
    }

    private static string Prepare()
    {
        var source = System.IO.Path.Combine(Shared.Golden, "interactive");
        var target = Directory.CreateTempSubdirectory("segbook-interactive-").FullName;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }

        using var build = Process.Start(new ProcessStartInfo("dotnet", "build dll/GoldenShapes.csproj -c Release -o dll/bin -v q --nologo") { WorkingDirectory = target, RedirectStandardOutput = true })!;
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        return build.ExitCode == 0 ? target : throw new InvalidOperationException(output);
    }
}
