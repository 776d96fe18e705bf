using System.Diagnostics;
using System.Security;
using System.Text.Json;

namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>Runs "dotnet restore" on a project made for the purpose, and reads from its assets file what it brought.</summary>
internal sealed class SdkRestore(bool force) : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"segbook-packages-{Guid.NewGuid():N}");

    public async Task<(IReadOnlyList<string> Errors, IReadOnlyList<ResolvedPackageReference> Packages)> RunAsync(IEnumerable<PackageReference> packages, IEnumerable<string> sources)
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "packages.csproj"), Project(packages, sources)).ConfigureAwait(false);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["restore", "packages.csproj", "--nologo", "-v", "quiet", .. force ? ["--force"] : Array.Empty<string>()])
        {
            start.ArgumentList.Add(argument);
        }

        // The host's own MSBuild settings must not reach the restore.
        start.Environment.Remove("MSBuildSDKsPath");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var problems = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            var lines = (await output.ConfigureAwait(false) + problems).Split('\n').Select(line => line[Math.Max(line.IndexOf("error ", StringComparison.Ordinal), 0)..].Trim()).Where(line => line.StartsWith("error", StringComparison.Ordinal));
            return ([.. lines.Distinct().DefaultIfEmpty($"dotnet restore ended with code {process.ExitCode}.")], []);
        }

        return ([], Resolved(Path.Combine(_folder, "obj", "project.assets.json")));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static string Project(IEnumerable<PackageReference> packages, IEnumerable<string> sources)
    {
        var references = packages.Select(package => $"""<PackageReference Include="{SecurityElement.Escape(package.PackageName)}" Version="{SecurityElement.Escape(package.PackageVersion is { Length: > 0 } version ? version : "*")}" />""");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>{string.Concat(references)}</ItemGroup>
            </Project>
            """;
    }

    /// <summary>Every package of the restored graph with the assemblies that a program of this runtime loads.</summary>
    private static List<ResolvedPackageReference> Resolved(string assetsFile)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(assetsFile));
        var root = assets.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        var packages = new List<ResolvedPackageReference>();
        foreach (var library in root.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject())
        {
            var relative = root.GetProperty("libraries").GetProperty(library.Name).TryGetProperty("path", out var path) ? path.GetString() : null;
            var folder = relative is null ? null : folders.Select(parent => Path.Combine(parent, relative)).FirstOrDefault(Directory.Exists);
            if (folder is not null)
            {
                var name = library.Name.Split('/');
                packages.Add(new ResolvedPackageReference(name[0], name[1], Assemblies(library.Value, folder), folder, [folder]));
            }
        }

        return packages;
    }

    private static List<string> Assemblies(JsonElement library, string folder) =>
        library.TryGetProperty("runtime", out var runtime)
            ? [.. runtime.EnumerateObject().Select(file => file.Name).Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Select(file => Path.Combine(folder, file))]
            : [];
}
