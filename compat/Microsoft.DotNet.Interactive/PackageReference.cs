using System.Text.RegularExpressions;

namespace Microsoft.DotNet.Interactive;

/// <summary>A package that a cell asks for.</summary>
public partial class PackageReference
{
    public PackageReference(string packageName, string packageVersion = null)
    {
        PackageName = packageName;
        PackageVersion = packageVersion ?? "";
    }

    public string PackageName { get; }

    public string PackageVersion { get; }

    public bool IsPackageVersionSpecified => PackageVersion.Length > 0 && PackageVersion != "*" && PackageVersion != "*-*";

    /// <summary>Reads <c>nuget: Name, 1.2.3</c>.</summary>
    public static bool TryParse(string value, out PackageReference reference)
    {
        var match = Written().Match(value ?? "");
        reference = match.Success ? new PackageReference(match.Groups["name"].Value, match.Groups["version"].Value) : null;
        return match.Success;
    }

    public override string ToString() => PackageVersion.Length == 0 ? PackageName : $"{PackageName},{PackageVersion}";

    [GeneratedRegex(@"^\s*nuget:\s*(?<name>[^\s,]+)\s*(,\s*(?<version>\S+)\s*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Written();
}

/// <summary>A package and what it brings.</summary>
public class ResolvedPackageReference(string packageName, string packageVersion, IReadOnlyList<string> assemblyPaths, string packageRoot = null, IReadOnlyList<string> probingPaths = null)
    : PackageReference(packageName, packageVersion)
{
    public IReadOnlyList<string> AssemblyPaths { get; } = assemblyPaths ?? [];

    public IReadOnlyList<string> ProbingPaths { get; } = probingPaths ?? [];

    public string PackageRoot { get; } = packageRoot;

    public override string ToString() => $"{PackageName},{PackageVersion}";
}
