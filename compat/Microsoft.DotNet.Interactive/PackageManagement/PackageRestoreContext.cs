namespace Microsoft.DotNet.Interactive.PackageManagement;

/// <summary>The packages of a kernel, restored with the SDK through a generated project.</summary>
public class PackageRestoreContext : IDisposable
{
    private readonly Dictionary<string, PackageReference> _requested = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ResolvedPackageReference> _resolved = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];
    private readonly SdkRestore _restore;

    public PackageRestoreContext(bool forceRestore = false) => _restore = new SdkRestore(forceRestore);

    public IEnumerable<PackageReference> RequestedPackageReferences => _requested.Values;

    public IEnumerable<ResolvedPackageReference> ResolvedPackageReferences => _resolved.Values;

    public IEnumerable<string> RestoreSources => _sources;

    /// <summary>Asks for a package; null when another version of it has been asked for before.</summary>
    public PackageReference GetOrAddPackageReference(string packageName, string packageVersion = null)
    {
        if (_requested.TryGetValue(packageName, out var known))
        {
            return string.IsNullOrEmpty(packageVersion) || known.PackageVersion == packageVersion ? known : null;
        }

        return _requested[packageName] = new PackageReference(packageName, packageVersion);
    }

    public ResolvedPackageReference GetResolvedPackageReference(string packageName) => _resolved.GetValueOrDefault(packageName);

    public void TryAddRestoreSource(string source)
    {
        if (!_sources.Contains(source))
        {
            _sources.Add(source);
        }
    }

    /// <summary>Restores what was asked for; the result names the packages that are new.</summary>
    public async Task<PackageRestoreResult> RestoreAsync()
    {
        var (errors, packages) = await _restore.RunAsync(_requested.Values, _sources).ConfigureAwait(false);
        if (errors.Count > 0)
        {
            foreach (var name in _requested.Keys.Where(name => !_resolved.ContainsKey(name)).ToList())
            {
                _requested.Remove(name);
            }

            return new PackageRestoreResult(false, _requested.Values, errors: errors);
        }

        var added = packages.Where(package => _resolved.TryAdd(package.PackageName, package)).ToList();
        return new PackageRestoreResult(true, _requested.Values, added);
    }

    public void Dispose()
    {
        _restore.Dispose();
        GC.SuppressFinalize(this);
    }
}

public class PackageRestoreResult
{
    public PackageRestoreResult(
        bool succeeded, IEnumerable<PackageReference> requestedPackages, IReadOnlyList<ResolvedPackageReference> resolvedReferences = null, IReadOnlyCollection<string> errors = null)
    {
        Succeeded = succeeded;
        ResolvedReferences = resolvedReferences ?? [];
        Errors = errors ?? [];
    }

    public bool Succeeded { get; }

    public IReadOnlyList<ResolvedPackageReference> ResolvedReferences { get; }

    public IReadOnlyCollection<string> Errors { get; }
}
